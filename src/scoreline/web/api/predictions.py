"""Forecasts from the ledger: of the coming days, and of one match."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from scoreline.clock import first_instant
from scoreline.home import Home
from scoreline.web import ledger
from scoreline.web.api.answers import PredictionAnswer, PredictionPage
from scoreline.web.api.parameters import Day, PageQuery, known_leagues
from scoreline.web.api.tables import AS_CSV, listed
from scoreline.web.dependencies import TheHome
from scoreline.web.errors import InvalidParameterError

router = APIRouter(prefix="/api", tags=["predictions"])

LONGEST: Final = timedelta(days=31)


class PredictionQuery(PageQuery):
    """Which forecasts of the ledger to list."""

    days: int = Field(
        default=7, ge=1, le=LONGEST.days, description="How many days; not together with `to`."
    )
    first: Day | None = Field(
        default=None,
        alias="from",
        description="First day, in UTC; left out, the matches still to come at the clock's time.",
    )
    last: Day | None = Field(
        default=None,
        alias="to",
        description=f"Last day, in UTC, included; {LONGEST.days} days in all at most.",
    )
    competition: list[str] = Field(
        default=[],
        max_length=50,
        examples=[["E0"]],
        description="Codes of leagues; left out, all of them.",
    )


@router.get("/predictions.csv", include_in_schema=False)
@router.get("/predictions", response_model=PredictionPage, responses=AS_CSV)
def list_predictions(
    request: Request, home: TheHome, query: Annotated[PredictionQuery, Query()]
) -> Response:
    """List the last forecast of every match of the coming days that has one, by kick-off."""
    now = home.clock.now()
    said = [
        (entry.fixture, entry.forecast)
        for entry in _entries(home, query, now)
        if entry.forecast is not None
    ]
    return listed(
        request, PredictionPage, query, said, lambda each: PredictionAnswer.of(*each), as_of=now
    )


def _entries(home: Home, query: PredictionQuery, now: datetime) -> list[ledger.Entry]:
    leagues = known_leagues(query.competition) or None
    end = _end(query, now)
    if query.first is None:
        return ledger.coming(home, end, now=now, competitions=leagues, with_quotes=True)
    start = first_instant(query.first)
    return ledger.between(home, start, end, now=now, competitions=leagues, with_quotes=True)


def _end(query: PredictionQuery, now: datetime) -> datetime:
    """Return the instant before which the matches kick off."""
    start = now if query.first is None else first_instant(query.first)
    if query.last is None:
        return start + timedelta(days=query.days)
    if "days" in query.model_fields_set:
        raise InvalidParameterError("days: give either days or to, not both")
    end = first_instant(query.last) + timedelta(days=1)
    if not start < end <= start + LONGEST:
        raise InvalidParameterError(
            f"to: {query.last} is not within {LONGEST.days} days from {start.date()} on"
        )
    return end
