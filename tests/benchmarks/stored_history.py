"""A history of 200,000 matches and its odds into a database; run as a module by itself."""

import json
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import polars as pl
from sqlalchemy import select

from scoreline.clock import SystemClock
from scoreline.domain.frames import Evidence
from scoreline.reference import Club
from scoreline.store import Database, match_writing, teams
from scoreline.store import matches as stored
from scoreline.store.tables import matches, odds
from scoreline.testing.leagues import simulated_league

from . import history

MATCHES = 200_000


def evidence() -> tuple[str, Evidence]:
    """Return the real history and some of it again in other leagues, and its name."""
    if not history.PATH.exists():
        league = simulated_league(1, teams=24, seasons=23, divisions=-(-MATCHES // (24 * 23 * 23)))
        return f"simulated ({history.ABSENT})", Evidence(league.matches, league.odds)
    real, prices = history.matches(), history.odds()
    later = pl.col("match_id") + len(real)
    elsewhere = ("Z" + pl.col("competition")).alias("competition")
    again = real.tail(MATCHES - len(real))
    quoted = prices.join(again, on="match_id", how="semi").with_columns(later)
    return "22 divisions, 2000-2022, some twice", Evidence(
        pl.concat([real, again.with_columns(later, elsewhere)]), pl.concat([prices, quoted])
    )


def write(database: Database, known: Evidence) -> None:
    """Take a history in, season by season, as an ingest does file by file."""
    given = known.matches.rename({"match_id": "line_no"})
    prices = known.odds.rename({"match_id": "line_no"})
    names = sorted({*given["home"], *given["away"]})
    with database.write() as connection:
        teams.seed(connection, [Club(name, name, "Nowhere", ()) for name in names])
    now = SystemClock().now()
    seasons = given.partition_by("competition", "season", as_dict=True)
    for (code, season), part in seasons.items():
        quoted = prices.join(part.select("line_no"), on="line_no", how="semi")
        with database.write() as connection:
            match_writing.save(connection, code, season, part, quoted, at=now)


def _through_rows(database: Database) -> float:
    """Return how long it takes to read the tables as SQLAlchemy gives them."""
    start = perf_counter()
    with database.read() as connection:
        for table in (matches, odds):
            rows = connection.execute(select(table)).all()
            pl.DataFrame(rows, schema=table.c.keys(), orient="row", infer_schema_length=None)
    return perf_counter() - start


def main(url: str | None = None) -> None:
    """Print name, matches, odds, seconds to write and to read, peak memory, a rival's seconds."""
    name, known = evidence()
    with TemporaryDirectory() as folder:
        database = Database.open(url or f"sqlite:///{Path(folder) / 'scoreline.db'}")
        start = perf_counter()
        write(database, known)
        written = perf_counter()
        with database.read() as connection:
            read = stored.evidence(connection, as_of=SystemClock().now(), with_odds=True)
        ended = perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        rows = _through_rows(database)
        database.close()
    found = {
        "name": name,
        "matches": len(read.matches),
        "odds": len(read.odds),
        "write": written - start,
        "read": ended - written,
        "rows": rows,
        "bytes": peak,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
