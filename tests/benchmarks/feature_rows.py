"""Features of a whole history, against one query a match and side as the originals did it.

The rival computes the form, venue and head-to-head groups only, about a third of the columns, and
is measured on the last matches of the history, where its queries find the most.
"""

import sqlite3
from collections.abc import Iterator

import polars as pl

from scoreline.domain.frames import Evidence
from scoreline.features import FeatureEngine
from scoreline.testing import simulated_league

from .timing import seconds

SEASONS, SAMPLE = 12, 100

Result = tuple[int, int, int, int]


def measure() -> Iterator[tuple[str, ...]]:
    """Yield a row: every feature of a match."""
    evidence = simulated_league(seed=1, teams=20, seasons=SEASONS)
    engine = FeatureEngine()
    ours = seconds(lambda: engine.compute(evidence)) / len(evidence.matches)
    database = _load(evidence)
    last = evidence.matches.sort("kickoff").tail(SAMPLE).to_dicts()
    theirs = seconds(lambda: [_per_match(database, match) for match in last], runs=3) / SAMPLE
    yield (
        f"features of a match, {len(evidence.matches)} matches",
        f"{ours * 1e6:.1f} µs",
        "queries per match (form, venue, head-to-head)",
        f"{theirs * 1e6:.0f} µs",
        f"{theirs / ours:.0f}×",
    )


def _load(evidence: Evidence) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE m (kickoff, season, home, away, hg, ag)")
    rows = evidence.matches.select(
        pl.col("kickoff").dt.timestamp("us"), "season", "home", "away", "home_goals", "away_goals"
    )
    database.executemany("INSERT INTO m VALUES (?, ?, ?, ?, ?, ?)", rows.rows())
    database.execute("CREATE INDEX by_home ON m (home, kickoff)")
    database.execute("CREATE INDEX by_away ON m (away, kickoff)")
    return database


def _per_match(database: sqlite3.Connection, match: dict[str, object]) -> None:
    kickoff = pl.Series([match["kickoff"]]).dt.timestamp("us")[0]
    played = "hg IS NOT NULL AND kickoff < ?"
    for side in (match["home"], match["away"]):
        for window in (5, 10):
            query = (
                f"SELECT home = ?, hg, ag FROM m WHERE (home = ? OR away = ?) AND {played}"
                " ORDER BY kickoff DESC LIMIT ?"
            )
            _form(database.execute(query, (side, side, side, kickoff, window)).fetchall())
    for column, side in (("home", match["home"]), ("away", match["away"])):
        query = f"SELECT avg(hg), avg(ag), avg(hg > ag) FROM m WHERE {column} = ? AND season = ?"
        database.execute(f"{query} AND {played}", (side, match["season"], kickoff)).fetchone()
    query = (
        f"SELECT home = ?, hg, ag FROM m WHERE home IN (?, ?) AND away IN (?, ?) AND {played}"
        " ORDER BY kickoff DESC LIMIT 20"
    )
    clubs = (match["home"], match["away"])
    _form(database.execute(query, (match["home"], *clubs, *clubs, kickoff)).fetchall())


def _form(rows: list[Result]) -> dict[str, float]:
    goals = [(hg, ag) if home else (ag, hg) for home, hg, ag in rows]
    return {
        "wins": sum(own > other for own, other in goals),
        "draws": sum(own == other for own, other in goals),
        "scored": sum(own for own, _ in goals) / max(len(goals), 1),
        "conceded": sum(other for _, other in goals) / max(len(goals), 1),
        "clean_sheets": sum(other == 0 for _, other in goals),
    }
