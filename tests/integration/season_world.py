"""Homes with four bundled seasons, whose clock stands in the fifth week of the last one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from scoreline.cli import main
from scoreline.clock import FixedClock
from scoreline.home import Home, open_home
from scoreline.models import MemberSpec, Recipe
from scoreline.models.recipe import STRENGTHS
from scoreline.settings import keep_setting
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import Database
from scoreline.store.tables import metadata

NOW: Final = datetime(2025, 9, 19, 9, tzinfo=UTC)
"""A Friday: 40 matches of 2025/26 have been played, ten come at the weekend."""

LINEAR: Final = Recipe(
    name="linear",
    members=(
        MemberSpec("logit", "logit", columns=STRENGTHS),
        MemberSpec("poisson", "poisson", columns=STRENGTHS),
    ),
    calibration="none",
)
"""Trained in a moment."""


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
        ingest(home.database, source, Selection(("E0",), tuple(seasons)), clock=home.clock)


def contents(
    database: Database, *, without: Sequence[str] = ()
) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, in order."""
    with database.read() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
            if table.name not in without
        }


def at(home: Home, instant: datetime) -> Home:
    """Return a home seen at another time."""
    return home.with_clock(FixedClock(instant))


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
