"""A backtest of five leagues by two workers beside one, over Redis and PostgreSQL.

Each worker's process is one, with one thread in every library, so two of them use two
processors and no more. One and two take turns; a machine that does
something else meanwhile spoils the ratio.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Final
from uuid import uuid4

from sqlalchemy import delete

from scoreline.home import Home, open_home
from scoreline.settings import keep_setting
from scoreline.sources import FootballData, Selection, ingest
from scoreline.store.tables import job_attempts, job_runs, kept_steps

from .ingest import SITE, postgresql

LEAGUES: Final = ("E0", "SP1", "I1", "D1", "F1")
SEASONS: Final = tuple(range(2012, 2020))
SPAN = ("2016-08-01", "2019-06-30")
BROKER: Final = "redis://127.0.0.1:6379/7"
TURNS = 3
WANTED: Final = 1.7
WARM = 20.0
"""Seconds that a beat and a worker have to begin; the first turn of each does not count."""

ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
)
PROGRAM: Final = str(Path(sys.executable).with_name("scoreline"))


def measure() -> Iterator[tuple[str, ...]]:
    """Yield one row: the time by two workers beside that by one, and how far from twice as fast."""
    with TemporaryDirectory() as folder, postgresql() as url:
        if url is None or not SITE.is_dir():
            return
        place = Path(folder)
        keep_setting(place, "SCORELINE_DATABASE_URL", url)
        keep_setting(place, "SCORELINE_BROKER_URL", BROKER)
        keep_setting(place, "SCORELINE_QUEUE_NAME", f"bench-{uuid4().hex[:12]}")
        with open_home(place) as home:
            chosen = Selection(LEAGUES, SEASONS)
            ingest(home.database, FootballData(), chosen, clock=home.wall, location=str(SITE))
            took: dict[int, list[float]] = {1: [], 2: []}
            for _ in range(TURNS):
                for workers, times in took.items():
                    times.append(_backtest(home, workers))
    one, two = median(took[1]), median(took[2])
    ratios = ", ".join(f"{a / b:.2f}" for a, b in zip(took[1], took[2], strict=True))
    what = f"backtest of five leagues, weekly refits of the ensemble, {SPAN[0]} to {SPAN[1]}"
    yield (
        f"{what}, two workers, wanted {WANTED}x; by turn {ratios}",
        f"{two:.1f} s",
        "one worker",
        f"{one:.1f} s",
        f"{one / two:.2f}x",
    )


def _backtest(home: Home, workers: int) -> float:
    """Return how long a backtest takes of which nothing is kept, by so many workers."""
    with home.database.write() as connection:
        for table in (kept_steps, job_attempts, job_runs):
            connection.execute(delete(table))
    place = home.settings.home
    arguments = [word for code in LEAGUES for word in ("--league", code)]
    command = ["backtest", *arguments, "--from", SPAN[0], "--to", SPAN[1], "--on-workers"]
    command += ["--refit", "weekly"]
    with (
        _running(place, "beat"),
        _running(place, "worker", "--queue", "long", "--concurrency", str(workers)),
    ):
        sleep(WARM)
        began = perf_counter()
        with _begun(place, *command) as asking:
            assert asking.wait() == 0
        return perf_counter() - began


def _begun(place: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [PROGRAM, "--home", str(place), *arguments],
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def _running(place: Path, *arguments: str) -> Iterator[None]:
    with _begun(place, *arguments) as process:
        try:
            yield
        finally:
            process.terminate()
