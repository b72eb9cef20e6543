"""Ingests that are killed at any moment: a file is in the store whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import func, select, text

from scoreline import reference
from scoreline.clock import FixedClock
from scoreline.sources import FootballData, IngestReport, Selection, ingest
from scoreline.store import Database
from scoreline.store.tables import match_history, matches, odds, quarantine, raw_files

KILLS: Final = 4
SEASONS: Final = range(2015, 2021)
STORED_BEFORE: Final = 3
"""So many of the seasons are in the store with other scores when the killing begins."""
CLOCK: Final = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
CLUBS: Final = [club.name for club in reference.clubs() if club.country == "England"][:14]
PAIRS: Final = list(permutations(CLUBS, 2))
QUOTED: Final = ("B365", "BW", "IW", "PS", "WH", "VC")
BAD: Final = "Nobody,Nobody"

# Imports once and forks every victim; as nothing of Polars has run by then, no threads are lost.
INGEST_WHEN_TOLD: Final = """
import os, sys
from datetime import UTC, datetime
from scoreline.clock import FixedClock
from scoreline.sources import FootballData, Selection, ingest
from scoreline.store import Database
for _ in sys.stdin:
    victim = os.fork()
    if not victim:
        clock = FixedClock(datetime(2026, 1, 2, tzinfo=UTC))
        database = Database.open(sys.argv[1])
        print(os.getpid(), flush=True)
        ingest(database, FootballData(), Selection(), clock=clock, location=sys.argv[2])
        os._exit(0)
    print(os.waitpid(victim, 0)[1], flush=True)
"""


def publish(root: Path, seasons: Sequence[int], goals: int) -> None:
    head = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR"
    prices = "".join(f",{name}{side}" for name in QUOTED for side in "HDA")
    for season in seasons:
        rows = [
            f"E0,{1 + number % 28:02d}/{1 + number // 28:02d}/{season + 1},{home},{away}"
            f",{goals},0,H" + f",2.{goals}1,3.4,3.5" * len(QUOTED)
            for number, (home, away) in enumerate(PAIRS)
        ]
        file = root / f"mmz4281/{season % 100:02d}{(season + 1) % 100:02d}/E0.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        bad = f"E0,01/01/{season + 1},{BAD},0,0,D"
        file.write_text("\n".join([head + prices, *rows, bad, ""]), encoding="utf-8")


def season_of(database: Database, season: int) -> tuple[int, ...]:
    """Return how much of a season is stored: matches, new scores, corrections, odds, rejects."""
    chosen = matches.c.season == season
    file = f"mmz4281/{season % 100:02d}{(season + 1) % 100:02d}/E0.csv"
    of_season = matches.c.id.in_(select(matches.c.id).where(chosen))
    counts = (
        select(func.count()).select_from(matches).where(chosen),
        select(func.count()).select_from(matches).where(chosen, matches.c.home_goals == 2),
        select(func.count()).select_from(match_history.join(matches)).where(of_season),
        select(func.count()).select_from(odds.join(matches)).where(of_season),
        select(func.count()).select_from(quarantine).where(quarantine.c.file == file),
        select(func.count()).select_from(raw_files).where(raw_files.c.name == file),
    )
    with database.read() as connection:
        return tuple(connection.scalar(each) or 0 for each in counts)


def states(season: int) -> set[tuple[int, ...]]:
    """Return what a season may be found as: as it was before, or whole."""
    n, quotes = len(PAIRS), len(PAIRS) * len(QUOTED)
    if season - SEASONS[0] < STORED_BEFORE:
        return {(n, 0, 0, quotes, 1, 1), (n, n, n, 2 * quotes, 1, 2)}
    return {(0,) * 6, (n, n, 0, quotes, 1, 1)}


def take_in(database: Database, site: Path) -> IngestReport:
    return ingest(database, FootballData(), Selection(), clock=CLOCK, location=str(site))


def test_a_file_is_in_whole_or_not_at_all_whenever_its_ingest_is_killed(
    empty_url: str, tmp_path: Path
) -> None:
    database = Database.open(empty_url)
    publish(tmp_path, SEASONS[:STORED_BEFORE], goals=1)
    start = time.perf_counter()
    take_in(database, tmp_path)
    whole = (time.perf_counter() - start) * len(SEASONS) / STORED_BEFORE
    publish(tmp_path, SEASONS, goals=2)
    command = [sys.executable, "-c", INGEST_WHEN_TOLD, empty_url, str(tmp_path)]
    pipe = subprocess.PIPE
    nursery = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    chance = Random()
    killed = 0
    for number in range(1, KILLS + 1):
        nursery.stdin.write("go\n")
        nursery.stdin.flush()
        victim = int(nursery.stdout.readline())
        # The later ones find less to do.
        time.sleep(chance.uniform(0, whole / number))
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        killed += int(nursery.stdout.readline()) == signal.SIGKILL
        found = [season_of(database, season) for season in SEASONS]
        assert all(state in states(season) for state, season in zip(found, SEASONS, strict=True))
    nursery.communicate()
    assert killed > 0
    report = take_in(database, tmp_path)
    report.require_whole()
    assert report.total.rows == len(SEASONS) * (len(PAIRS) + 1)
    ended = [season_of(database, season) for season in SEASONS]
    assert ended == [max(states(season)) for season in SEASONS]
    assert take_in(database, tmp_path).total.same == len(SEASONS) * len(PAIRS)
    if database.engine.dialect.name == "sqlite":
        with database.read() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    database.close()
