"""Features of a whole history, against queries for each match as the originals did it.

The rival finds what form, venue, meetings, table, chances, rest and the league's usual are made
from, on indexed tables in memory: no ratings, odds, absences or news. Each group is asked for once
a side, as its design has it.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import polars as pl

from scoreline.domain.frames import Evidence

from . import whole_history
from .timing import seconds

SAMPLE = 200
GIGABYTE = 1e9


def measure() -> Iterator[tuple[str, ...]]:
    """Yield rows: speed, growth and memory of all features; the per-match way."""
    found = _in_a_process_of_its_own()
    ours = found["seconds"] / found["matches"]
    name, evidence = whole_history.evidence()
    database = _load(evidence)
    drawn = evidence.matches.sample(SAMPLE, seed=1).to_dicts()
    theirs = seconds(lambda: [_per_match(database, match) for match in drawn], runs=3) / SAMPLE
    yield (
        f"{found['columns']} features of a match, {found['matches']} matches ({name})",
        f"{ours * 1e6:.1f} µs ({1 / ours:.0f} matches/s)",
        "SQLite, queries per match",
        f"{theirs * 1e6:.0f} µs",
        f"{theirs / ours:.0f}x",
    )
    yield (
        "the same, all at once, processor time",
        f"{found['whole']:.2f} s",
        "a tenth of it",
        f"{found['tenth']:.3f} s",
        f"{found['whole'] / found['tenth']:.1f}x",
    )
    yield (
        "the same, peak memory of the process",
        f"{found['bytes'] / GIGABYTE:.2f} GB",
        "",
        "",
        "",
    )


def _in_a_process_of_its_own() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.whole_history"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _load(evidence: Evidence) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE TABLE m (kickoff, league, season, home, away, hg, ag, hs, as_, hst, ast)"
    )
    rows = evidence.matches.select(
        pl.col("kickoff").dt.timestamp("us"),
        *("competition", "season", "home", "away", "home_goals", "away_goals"),
        *("home_shots", "away_shots", "home_shots_on_target", "away_shots_on_target"),
    )
    database.executemany("INSERT INTO m VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.rows())
    database.execute("CREATE INDEX by_home ON m (home, kickoff)")
    database.execute("CREATE INDEX by_away ON m (away, kickoff)")
    database.execute("CREATE INDEX by_pair ON m (home, away, kickoff)")
    database.execute("CREATE INDEX by_season ON m (league, season, kickoff)")
    database.execute("CREATE INDEX by_league ON m (league, kickoff)")
    database.execute("ANALYZE")
    return database


PLAYED = "hg IS NOT NULL AND kickoff < :now"
SEASON = f"league = :league AND season = :season AND {PLAYED}"
EITHER = f"""
    SELECT kickoff, season, league, hg AS own, ag AS other, hs AS shots, hst AS target
    FROM m WHERE home = :club AND {PLAYED}
    UNION ALL
    SELECT kickoff, season, league, ag, hg, as_, ast FROM m WHERE away = :club AND {PLAYED}"""
RECENT = f"SELECT own, other FROM ({EITHER}) ORDER BY kickoff DESC LIMIT :window"
AVERAGES = f"""
    SELECT count(*), avg(own), avg(other), avg(3 * (own > other) + (own = other)),
        avg(shots), avg(target), sum(target) * 1.0 / sum(shots)
    FROM ({EITHER}) WHERE season = :season AND league = :league"""
AT_HOME = f"SELECT avg(hg), avg(ag), avg(hg > ag) FROM m WHERE home = :club AND {SEASON}"
AWAY = f"SELECT avg(ag), avg(hg), avg(ag > hg) FROM m WHERE away = :club AND {SEASON}"
LAST = f"SELECT max(kickoff) FROM ({EITHER})"
MEETINGS = f"""
    SELECT own, other FROM (
        SELECT kickoff, hg AS own, ag AS other FROM m
        WHERE home = :club AND away = :rival AND {PLAYED}
        UNION ALL
        SELECT kickoff, ag, hg FROM m WHERE home = :rival AND away = :club AND {PLAYED})
    ORDER BY kickoff DESC LIMIT 20"""
TABLE = f"""
    SELECT club, sum(points) AS p, sum(own - other) AS d, sum(own) AS g FROM (
        SELECT home AS club, 3 * (hg > ag) + (hg = ag) AS points, hg AS own, ag AS other
        FROM m WHERE {SEASON}
        UNION ALL
        SELECT away, 3 * (ag > hg) + (hg = ag), ag, hg FROM m WHERE {SEASON})
    GROUP BY club ORDER BY p DESC, d DESC, g DESC"""
PROGRESS = f"SELECT count(*) FROM m WHERE {SEASON}"
LEAGUE = f"""
    SELECT avg(hg), avg(ag), avg(3 * (hg > ag) + (hg = ag)), avg(3 * (ag > hg) + (hg = ag))
    FROM (SELECT hg, ag FROM m WHERE league = :league AND {PLAYED}
        ORDER BY kickoff DESC LIMIT 380)"""


def _per_match(database: sqlite3.Connection, match: dict[str, Any]) -> list[Any]:
    """Return what the queries for a match find, every group once a side."""
    now = pl.Series([match["kickoff"]]).dt.timestamp("us")[0]
    found: list[Any] = []
    for side, other, venue in (("home", "away", AT_HOME), ("away", "home", AWAY)):
        values = {
            "now": now,
            "league": match["competition"],
            "season": match["season"],
            "club": match[side],
            "rival": match[other],
        }
        for window in (5, 10, 50):  # the last for streaks
            rows = database.execute(RECENT, values | {"window": window}).fetchall()
            found.append(_form(rows))
        found.append(_form(database.execute(MEETINGS, values).fetchall()))
        table = database.execute(TABLE, values).fetchall()
        found.append([place for place, row in enumerate(table, 1) if row[0] == match[side]])
        for query in (AVERAGES, venue, LAST, PROGRESS, LEAGUE):
            found.append(database.execute(query, values).fetchone())  # noqa: PERF401
    return found


def _form(goals: list[tuple[int, int]]) -> dict[str, float]:
    return {
        "wins": sum(own > other for own, other in goals),
        "draws": sum(own == other for own, other in goals),
        "scored": sum(own for own, _ in goals) / max(len(goals), 1),
        "conceded": sum(other for _, other in goals) / max(len(goals), 1),
        "clean_sheets": sum(other == 0 for _, other in goals),
        "failed_to_score": sum(own == 0 for own, _ in goals),
    }
