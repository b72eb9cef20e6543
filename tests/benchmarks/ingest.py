"""Files and a whole history into the store, against SQLAlchemy's own inserts of the same rows."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

from scoreline.clock import SystemClock
from scoreline.sources import FootballData, Selection
from scoreline.sources import ingest as take_in
from scoreline.store import Database
from scoreline.store.tables import matches, odds, teams

from . import history

SITE: Final = history.PATH.parent / "football-data"
SEASON: Final = Selection(("E0",), (2022,))
BEFORE: Final = Selection(("E0",), (2021,))
SERVER: Final = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
GIGABYTE: Final = 1e9
RUNS: Final = 5


def measure() -> Iterator[tuple[str, ...]]:
    """Yield rows: a season's file, a whole history on each database, and its memory."""
    if SITE.is_dir():
        yield _season()
    yield from _history("SQLite", None)
    with postgresql() as url:
        if url is not None:
            yield from _history("PostgreSQL", url)


def _season() -> tuple[str, ...]:
    with TemporaryDirectory() as folder:
        databases = [Database.open(f"sqlite:///{Path(folder) / f'{n}.db'}") for n in range(RUNS)]
        for database in databases:
            _take_in(database, BEFORE)
        ours = median(_timed(partial(_take_in, each, SEASON)) for each in databases)
        theirs = median(_insert_as_dicts(databases[0], Path(folder) / f"r{n}.db") for n in range(3))
        with databases[0].read() as connection:
            quotes = len(connection.execute(select(odds.c.match_id)).all())
        for database in databases:
            database.close()
    return (
        f"a season's file from disk, checked, into SQLite ({quotes} quotes of two seasons there)",
        f"{ours:.2f} s",
        "SQLAlchemy, both seasons' stored rows as dicts, unchecked",
        f"{theirs:.2f} s",
        f"{theirs / ours:.1f}x",
    )


def _take_in(database: Database, selection: Selection) -> None:
    take_in(database, FootballData(), selection, clock=SystemClock(), location=str(SITE))


def _insert_as_dicts(database: Database, file: Path) -> float:
    """Return how long SQLAlchemy takes to insert what a database holds into an empty one."""
    other = Database.open(f"sqlite:///{file}")
    tables = (teams, matches, odds)
    with database.read() as connection:
        rows = [[dict(row) for row in connection.execute(select(t)).mappings()] for t in tables]
    start = perf_counter()
    with other.write() as connection:
        for table, given in zip(tables, rows, strict=True):
            connection.execute(insert(table), given)
    taken = perf_counter() - start
    other.close()
    return taken


def _history(kind: str, url: str | None) -> Iterator[tuple[str, ...]]:
    found = _in_a_process_of_its_own(url)
    what = f"{found['matches']} matches, {found['odds']} quotes ({found['name']})"
    rate = found["matches"] / found["write"]
    yield (f"{what} into {kind}", f"{found['write']:.1f} s ({rate:.0f} matches/s)", "", "", "")
    yield (
        f"all of it read from {kind}",
        f"{found['read']:.1f} s",
        "SQLAlchemy's rows into Polars",
        f"{found['rows']:.1f} s",
        f"{found['rows'] / found['read']:.1f}x",
    )
    yield (
        f"peak memory of writing to and reading from {kind}",
        f"{found['bytes'] / GIGABYTE:.2f} GB",
        "",
        "",
        "",
    )


def _in_a_process_of_its_own(url: str | None) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.stored_history", *([url] if url else [])]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@contextmanager
def postgresql() -> Iterator[str | None]:
    """Yield the URL of an empty database, None where no server answers."""
    server = make_url(os.environ.get("SCORELINE_TEST_POSTGRESQL", SERVER))
    name = f"scoreline_bench_{uuid4().hex}"
    try:
        _administer(server, f"CREATE DATABASE {name}")
    except OperationalError:
        yield None
        return
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
