"""A home with a few matches and forecasts, written straight to the store."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
import store_rows
from starlette.testclient import TestClient

from scoreline.clock import FixedClock
from scoreline.domain import Forecast
from scoreline.domain.frames import MATCHES, ODDS
from scoreline.home import Home, open_home
from scoreline.news import Origin, Place, ingest_news, reader_of
from scoreline.reference import Club
from scoreline.sources import Manners
from scoreline.store import match_writing, matches, predictions, teams, versions
from scoreline.web import create_app

NOW: Final = datetime(2026, 5, 8, 12, tzinfo=UTC)
"""A Friday."""

VERSION: Final = "v2026-05-01-001"
SEASON: Final = 2025


@contextmanager
def empty_home(folder: Path, template: Path) -> Iterator[Home]:
    """Open a home over a copy of a database that has all tables and nothing in them."""
    shutil.copy(template, folder / "scoreline.db")
    with open_home(folder) as home:
        yield home


def client(home: Home, now: datetime = NOW, *, raises: bool = True) -> TestClient:
    """Return a client of the service over a home whose clock stands at ``now``."""
    app = create_app(home.at(FixedClock(now), book=home.book))
    return TestClient(app, raise_server_exceptions=raises)


def add_version(home: Home) -> None:
    """Store the row of ``VERSION``, without an artefact."""
    with home.database.write() as connection:
        versions.add(connection, store_rows.model_version(VERSION))


def add_match(
    home: Home,
    clubs: tuple[str, str],
    kickoff: datetime,
    *,
    odds: Sequence[dict[str, Any]] = (),
    **known: Any,
) -> int:
    """Store a match, and odds of its row 0, and return its id."""
    row = store_rows.fixture(*clubs, kickoff=kickoff, season=SEASON, **known)
    with home.database.write() as connection:
        teams.seed(connection, [Club(name, name, "England", ()) for name in clubs])
        match_writing.save(
            connection, row["competition"], SEASON, _frame(row), _prices(odds), at=kickoff
        )
        found = matches.fixtures(connection, as_of=kickoff)
    return next(match.id for match in found if (match.home, match.away) == clubs)


def add_forecast(
    home: Home, match_id: int, as_of: datetime, *, book: str | None = None, **known: Any
) -> Forecast:
    """Store a forecast by ``VERSION`` in a book, the home's where not given."""
    forecast = store_rows.forecast(match_id, version=VERSION, as_of=as_of, **known)
    with home.database.write() as connection:
        predictions.append(connection, [forecast], recorded_at=as_of, book=book or home.book)
    return forecast


def tell(
    home: Home, text: str, at: datetime, source: str = "club site", *, name: str | None = None
) -> None:
    """Take in a text seen at an instant; of one name, the later one corrects the earlier."""
    story = home.settings.home / f"{name or f'{source} {at:%d %H}'}.txt"
    story.write_text(text, encoding="utf-8")
    place = Place(Origin(source, 0.8), str(story))
    reader, clock = reader_of(home.database), FixedClock(at)
    ingest_news(home.database, [place], reader, clock=clock, manners=Manners())


def _frame(row: Mapping[str, Any]) -> pl.DataFrame:
    kinds = {"line_no": pl.Int32, **MATCHES}
    del kinds["match_id"]
    return pl.DataFrame([{"line_no": 0, **row}], schema=kinds)


def _prices(odds: Sequence[dict[str, Any]]) -> pl.DataFrame:
    kinds = {"line_no": pl.Int32, **ODDS}
    del kinds["match_id"]
    return pl.DataFrame(list(odds), schema=kinds)
