"""A home with a few matches and forecasts, written straight to the store."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import polars as pl
from starlette.testclient import TestClient

from scoreline.clock import FixedClock
from scoreline.domain import Forecast, InformationSet, ModelVersion, Outcome, ScoreGrid
from scoreline.domain.frames import MATCHES, ODDS
from scoreline.home import Home
from scoreline.reference import Club
from scoreline.store import match_writing, matches, predictions, teams, versions
from scoreline.web import create_app

NOW: Final = datetime(2026, 5, 8, 12, tzinfo=UTC)
"""A Friday."""

VERSION: Final = "v2026-05-01-001"
SEASON: Final = 2025


def client(home: Home, now: datetime = NOW, *, raises: bool = True) -> TestClient:
    """Return a client of the service over a home whose clock stands at ``now``."""
    app = create_app(home.with_clock(FixedClock(now)))
    return TestClient(app, raise_server_exceptions=raises)


def add_match(
    home: Home, clubs: tuple[str, str], kickoff: datetime, **more: Any
) -> int:
    """Store a match and return its id; ``more`` are other columns, and ``competition``."""
    competition = more.pop("competition", "E0")
    given = {
        "home": clubs[0],
        "away": clubs[1],
        "date": kickoff.date(),
        "kickoff": kickoff,
        "date_only": False,
        "neutral": False,
        "status": "scheduled",
        "line_no": 1,
    } | more
    with home.database.write() as connection:
        teams.seed(connection, [Club(name, name, "England", ()) for name in clubs])
        match_writing.save(
            connection, competition, SEASON, _frame(given), _no_prices(), at=kickoff
        )
        found = matches.fixtures(connection, as_of=kickoff)
    return next(f.id for f in found if (f.home, f.away) == clubs)


def add_forecast(home: Home, match_id: int, as_of: datetime, **more: Any) -> Forecast:
    """Store a forecast by ``VERSION`` from two Poisson means, ``means``."""
    grid = ScoreGrid.from_poisson(*more.pop("means", (1.7, 1.1)))
    given = {
        "version": VERSION,
        "information": InformationSet.NONE,
        "confidence": 0.58,
        "recommended": Outcome(int(grid.outcomes()[0].argmax())),
        "strength": "MODERATE",
        "key_factors": ("Rated higher (Elo 1700 v 1600)", "In form"),
    } | more
    forecast = Forecast(match_id=match_id, as_of=as_of, grid=grid, **given)
    with home.database.write() as connection:
        predictions.append(connection, [forecast])
    return forecast


def add_version(home: Home, *, manifest: Mapping[str, str] | None = None) -> None:
    """Store the row of ``VERSION``, without an artefact."""
    version = ModelVersion(
        name=VERSION,
        created_at=NOW - timedelta(days=7),
        competitions=("E0",),
        trained_from=date(2014, 8, 1),
        trained_until=date(2026, 5, 1),
        samples=4000,
        information=InformationSet.NONE,
        features=(),
        config={},
        metrics={},
        manifest=dict(manifest or {}),
    )
    with home.database.write() as connection:
        versions.add(connection, version)


def _frame(given: Mapping[str, Any]) -> pl.DataFrame:
    own = {name: kind for name, kind in MATCHES.items() if name != "match_id"}
    row = {name: given.get(name) for name in own} | {"competition": "", "season": SEASON}
    return pl.DataFrame([row], schema=own).with_columns(line_no=pl.lit(1, pl.Int64))


def _no_prices() -> pl.DataFrame:
    kinds = {name: kind for name, kind in ODDS.items() if name != "match_id"}
    return pl.DataFrame(schema=kinds | {"line_no": pl.Int64})
