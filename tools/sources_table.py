"""Take in what there is of every source and print what became of every row, as Markdown.

Usage: python tools/sources_table.py [--data DIR] [--only NAME]...

Everything goes into one database that is thrown away afterwards, in the order of the table. Real
files lie in DIR (../shared/data); of the other sources there are recordings, written from the
providers' documented formats, in tests/recordings. In the end everything is taken in once more,
which must change nothing.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from scoreline.clock import SystemClock
from scoreline.settings import Settings
from scoreline.sources import IngestReport, Selection, ingest, source_named
from scoreline.store import Database, condition

ROOT: Final = Path(__file__).parents[1]
RECORDINGS: Final = ROOT / "tests" / "recordings"
MAPPINGS: Final = ROOT / "docs" / "how-to" / "mappings"
REAL, RECORDED, PACKAGE = "real", "recording", "package"
TABLES: Final = (
    "matches",
    "odds",
    "absence_reports",
    "appearances",
    "squad_values",
    "team_ratings",
)
HEAD: Final = (
    *("source", "what", "bytes", "files", "rows in", "new", "changed", "same"),
    *("quarantined", "values left out", "stored: matches", "odds", "reports", "ratings"),
    *("seconds", "again: new, changed"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One line of the table: what is taken in, and whether its bytes are real."""

    source: str
    what: str
    bytes: str
    location: str | None
    leagues: tuple[str, ...] = ()
    seasons: tuple[int, ...] = ()


def lines(data: Path, mapped: Path) -> list[Taken]:
    """Return all that there is to take in; ``mapped`` has mappings beside the real tables."""
    site, own = str(data / "football-data"), RECORDINGS / "football-data"
    listed = (("ARG",), ("E0", "SP1", "BRA"))
    real = [
        Taken("football-data", "seasons of 6 leagues, 2000-2022", REAL, site),
        Taken("bundled", "Premier League 2014-2025", PACKAGE, None),
        *(
            Taken("parquet", path.stem, REAL, str(path))
            for path in (mapped / f"{name}.toml" for name in real_tables(data))
        ),
    ]
    recorded = [
        Taken("football-data", "a country's file", RECORDED, str(own), listed[0], (2023, 2024)),
        Taken("football-data", "coming matches", RECORDED, str(own), listed[1]),
        Taken("understat", "the endpoint", RECORDED, at("understat"), ("E0",), (2023,)),
        Taken("understat", "the older page", RECORDED, at("understat"), ("SP1",), (2023,)),
        Taken("openfootball", "three forms", RECORDED, at("openfootball")),
        Taken("clubelo", "a day and a history", RECORDED, at("clubelo")),
        Taken("api-football", "fixtures, injuries", RECORDED, at("api-football")),
        Taken("csv", "a table with its mapping", RECORDED, at("csv/matches.toml")),
    ]
    return [*(real if data.is_dir() else real[1:2]), *recorded]


def real_tables(data: Path) -> list[str]:
    """Return the mappings whose tables are there, the one with matches first."""
    names = ("all-divisions", "understat-xg", "fpl-availability", "injuries")
    return list(names) if data.is_dir() else []


def at(name: str) -> str:
    """Return where a recording lies."""
    return str(RECORDINGS / name)


def main(arguments: Sequence[str] | None = None) -> None:
    """Take in, print, take in again."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--only", action="append", help="of this source; give it repeatedly")
    asked = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        for path in (*MAPPINGS.glob("*.toml"), *asked.data.glob("*.parquet")):
            place = Path(folder) / path.name
            copy(path, place) if path.suffix == ".toml" else place.symlink_to(path.resolve())
        chosen = [
            each
            for each in lines(asked.data, Path(folder))
            if asked.only is None or each.source in asked.only
        ]
        write(chosen, Database.open(f"sqlite:///{folder}/scoreline.db"))


def write(chosen: Sequence[Taken], database: Database) -> None:
    """Print a line for each thing that is taken in, once all are in twice."""
    told = [once(database, each) for each in chosen]
    again = [take_in(database, each).total for each in chosen]
    print("|".join(("", *HEAD, "")).replace("|", " | ").strip())
    print("|" + "---|" * len(HEAD))
    for cells, second in zip(told, again, strict=True):
        print("| " + " | ".join(map(str, (*cells, f"{second.new}, {second.changed}"))) + " |")
    database.close()


def once(database: Database, line: Taken) -> list[object]:
    """Take in a line of the table and return its cells."""
    before, start = stored(database), perf_counter()
    report = take_in(database, line)
    seconds, total = perf_counter() - start, report.total
    new = {name: count - before[name] for name, count in stored(database).items()}
    reports = new["absence_reports"] + new["appearances"] + new["squad_values"]
    return [
        *(line.source, line.what, line.bytes, len(report.files) - len(report.absent), total.rows),
        *(total.new, total.changed, total.same, total.quarantined, total.incomplete),
        *(new["matches"], new["odds"], reports, new["team_ratings"], f"{seconds:.1f}"),
    ]


def take_in(database: Database, line: Taken) -> IngestReport:
    """Take in a line of the table."""
    selection = Selection(line.leagues, line.seasons)
    source = source_named(line.source, Settings())
    report = ingest(database, source, selection, clock=SystemClock(), location=line.location)
    report.require_whole()
    return report


def stored(database: Database) -> dict[str, int]:
    """Return how many rows the tables that sources fill have."""
    with database.read() as connection:
        return condition.rows(connection, TABLES)


if __name__ == "__main__":
    main()
