"""Homes with four bundled seasons, whose clock stands in the fifth week of the last one."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest
from sqlalchemy import select, update

from scoreline import home as home_module
from scoreline.cli import main
from scoreline.clock import FixedClock
from scoreline.domain import LIVE, InformationSet, League, Moment
from scoreline.domain.frames import ODDS
from scoreline.home import STANDING, Home, open_home
from scoreline.models import MemberSpec, Recipe, recipe
from scoreline.models.recipes import STRENGTHS
from scoreline.settings import keep_setting
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import Database, match_writing, matches
from scoreline.store.tables import matches as matches_table
from scoreline.store.tables import metadata

NOW: Final = datetime(2025, 9, 19, 9, tzinfo=UTC)
"""A Friday: 40 matches of 2025/26 have been played, ten come at the weekend."""

WALL: Final = datetime(2026, 7, 1, 8, tzinfo=UTC)
"""What time it really is in these homes: the season is long over."""

VERSION: Final = "v2026-07-01-001"
LEAGUE: Final = League("Premier League 2025/26", (("E0", 2025),), book=STANDING)
"""The league of the replayed home; like the demo's, it is in the book of a standing clock."""

LINEAR: Final = Recipe(
    name="linear",
    members=(
        MemberSpec("logit", "logit", columns=STRENGTHS),
        MemberSpec("poisson", "poisson", columns=STRENGTHS),
    ),
    calibration="none",
)
"""Trained in a moment."""


def quick(_name: str, information: InformationSet = InformationSet.NONE) -> Recipe:
    """Return a recipe that is trained in a moment, whatever it sees."""
    return LINEAR if information is InformationSet.NONE else recipe("ensemble", information)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return what was printed, which must be JSON as its standard has it."""
        return json.loads(self.out, parse_constant=_refuse)


class Shell:
    """Runs commands in this process, on one home."""

    def __init__(self, home: Path, captured: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._captured = captured

    def __call__(self, *arguments: str | Path) -> Ended:
        """Run ``scoreline --home HOME`` with arguments."""
        return self.bare("--home", self.home, *arguments)

    def bare(self, *arguments: str | Path) -> Ended:
        """Run ``scoreline`` with these arguments and no others."""
        self._captured.readouterr()
        code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        said = self._captured.readouterr()
        return Ended(code, said.out, said.err)


def make_home(folder: Path, seasons: Sequence[int] = (2022, 2023, 2024, 2025)) -> None:
    """Make a home whose clock stands at ``NOW`` and take in bundled seasons."""
    keep_setting(folder, "SCORELINE_AS_OF", NOW.isoformat())
    with open_home(folder) as home:
        source = source_named("bundled", home.settings)
        ingest(home.database, source, Selection(("E0",), tuple(seasons)), clock=home.wall)


def quote(folder: Path) -> None:
    """Quote prices before and at the close for every match of a home, by alphabet alone."""
    with open_home(folder) as home, home.database.write() as connection:
        stored = matches.evidence(connection, as_of=WALL).matches.with_row_index("line_no")
        for (season,), rows in stored.group_by("season", maintain_order=True):
            edge = (pl.col("home").rank("dense") - pl.col("away").rank("dense").cast(pl.Int32)) / 40
            quoted = [
                rows.select(
                    "line_no",
                    bookmaker=pl.lit(bookmaker),
                    market=pl.lit("1x2"),
                    moment=pl.lit(moment.value),
                    price_1=value / (0.44 + edge * tilt),
                    price_x=value / pl.lit(0.26),
                    price_2=value / (0.3 - edge * tilt),
                )
                for moment, tilt in ((Moment.OPENING, 0.4), (Moment.CLOSING, 0.5))
                for bookmaker, value in (("pinnacle", 0.975), ("maximum", 1.01))
            ]
            columns = {"line_no": pl.Int32, **ODDS}
            del columns["match_id"]
            odds = pl.concat([pl.DataFrame(schema=columns), *quoted], how="diagonal_relaxed")
            plain = rows.drop("match_id")
            odds = odds.select(pl.col(name).cast(kind) for name, kind in columns.items())
            match_writing.save(connection, "E0", int(season), plain, odds, at=WALL)


def contents(
    database: Database, *, without: Sequence[str] = ()
) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, in order, as the database's driver reads it.

    Stricter than as the store's types read it, and ten times as quick.
    """
    found = {}
    with database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name not in without:
                rows = select(table).order_by(*table.primary_key.columns)
                plain = str(rows.compile(connection.engine))
                found[table.name] = [tuple(row) for row in connection.exec_driver_sql(plain)]
    return found


def at(home: Home, instant: datetime) -> Home:
    """Return a home seen at another time."""
    return home.at(FixedClock(instant), book=home.book)


def live(home: Home, instant: datetime) -> Home:
    """Return a home as it was when an instant was now: its clock goes with the wall's."""
    now = FixedClock(instant)
    return replace(home, clock=now, wall=now, book=LIVE)


def foresee_nothing(home: Home, instant: datetime) -> Callable[[datetime], None]:
    """Take the results after an instant out of the store; return what gives back those by another.

    A live home cannot hold them: its database refuses tips on matches that were played.
    """
    later = select(matches_table).where(matches_table.c.kickoff > instant)
    with home.database.write() as connection:
        rows = [dict(row) for row in connection.execute(later).mappings()]
        unknown = {"status": "scheduled", "home_goals": None, "away_goals": None}
        connection.execute(
            update(matches_table).where(matches_table.c.kickoff > instant).values(unknown)
        )

    def play_on(until: datetime) -> None:
        with home.database.write() as connection:
            for row in rows:
                if row["kickoff"] <= until:
                    same = matches_table.c.id == row["id"]
                    connection.execute(update(matches_table).where(same).values(row))

    return play_on


def artefact_of(folder: Path, version: str = VERSION) -> Path:
    """Return where the files of a home's model version lie."""
    with open_home(folder) as home:
        return home.settings.artefacts / home.registry.get(version).artefact


@contextmanager
def standing_wall() -> Iterator[FixedClock]:
    """Let every home that is opened take ``WALL`` for the real time."""
    wall = FixedClock(WALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home_module, "SystemClock", lambda: wall)
        yield wall


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
