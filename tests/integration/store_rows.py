"""Small leagues, versions, forecasts and tips to put into a store."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection

from scoreline.domain import Forecast, InformationSet, KeyFactor, ModelVersion, Outcome, ScoreGrid
from scoreline.domain.frames import MATCHES, ODDS
from scoreline.reference import Club
from scoreline.store import match_writing, teams, versions
from scoreline.store.match_writing import Saved

KICKOFF = datetime(2024, 8, 17, 14, 0, tzinfo=UTC)
NOW = datetime(2024, 8, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CLUBS = tuple(
    Club(name, f"{name} Football Club", "England", ())
    for name in ("Ashford", "birchwood", "Cedarville", "Dale")
)


def fixture(home: str, away: str, **known: Any) -> dict[str, Any]:
    """Return a row of a league's file: a fixture, and what else is ``known`` of it."""
    kickoff = known.setdefault("kickoff", KICKOFF)
    return {
        "competition": "E0",
        "season": 2024,
        "date": kickoff.date(),
        "date_only": False,
        "neutral": False,
        "status": "scheduled",
        "home": home,
        "away": away,
        **known,
    }


def result(home: str, away: str, home_goals: int, away_goals: int, **known: Any) -> dict[str, Any]:
    """Return a row of a league's file: a match that is over."""
    goals = {"home_goals": home_goals, "away_goals": away_goals}
    return fixture(home, away, **{"status": "finished", **goals, **known})


def quote(line_no: int, *prices: float | None, **known: Any) -> dict[str, Any]:
    """Return odds of the row ``line_no``: home, draw and away unless something else is known."""
    named = dict(zip(("price_1", "price_x", "price_2"), prices, strict=True))
    return {
        "line_no": line_no,
        "bookmaker": "Average",
        "market": "1x2",
        "moment": "closing",
        **named,
        **known,
    }


def save(
    connection: Connection,
    rows: Sequence[dict[str, Any]],
    odds: Sequence[dict[str, Any]] = (),
    *,
    at: datetime = NOW,
) -> Saved:
    """Take rows in, numbered from 0, and the odds that name them by number."""
    teams.seed(connection, CLUBS)
    kinds = {"line_no": pl.Int32, **MATCHES}
    del kinds["match_id"]
    numbered = [{"line_no": number, **row} for number, row in enumerate(rows)]
    prices = {"line_no": pl.Int32, **ODDS}
    del prices["match_id"]
    return match_writing.save(
        connection,
        "E0",
        2024,
        pl.DataFrame(numbered, schema=kinds),
        pl.DataFrame(list(odds), schema=prices),
        at=at,
    )


def model_version(name: str, **known: Any) -> ModelVersion:
    """Return a version that nothing was trained for."""
    given: dict[str, Any] = {
        "created_at": NOW,
        "competitions": ("E0", "SP1"),
        "trained_from": date(2014, 8, 1),
        "trained_until": date(2024, 7, 1),
        "samples": 3800,
        "information": InformationSet.PAST,
        "features": ("elo_home", "elo_away"),
        "config": {"rounds": 200, "shrink": 0.1, "names": ["a", "b"]},
        "metrics": {"log_loss": 0.98, "recall": [0.8, 0.1, 0.5]},
        "manifest": {"model.ubj": "0" * 64},
        "artefact": "1" * 64,
    }
    return ModelVersion(name=name, **{**given, **known})


def add_versions(connection: Connection, *names: str) -> None:
    """Record versions by name."""
    for name in names:
        versions.add(connection, model_version(name))


def factor(text: str, favours: Outcome = Outcome.HOME, weight: float = 0.1 + 0.2) -> KeyFactor:
    """Return a key factor with a weight that is no short decimal number."""
    return KeyFactor(text, weight, ("elo_difference", "home_pi_rating"), favours)


def forecast(match_id: int, **known: Any) -> Forecast:
    """Return a forecast a day before :data:`KICKOFF`."""
    given: dict[str, Any] = {
        "version": "v2024-08-01-001",
        "information": InformationSet.PAST,
        "as_of": KICKOFF - DAY,
        "grid": ScoreGrid.from_poisson(1.7, 1.1, -0.05),
        "confidence": 0.4,
        "recommended": Outcome.HOME,
        "strength": "WEAK",
        "key_factors": (
            factor("Ashford won four of five"),
            factor("against it: Birchwood rest longer", Outcome.AWAY, 0.1),
        ),
    }
    return Forecast(match_id=match_id, **{**given, **known})
