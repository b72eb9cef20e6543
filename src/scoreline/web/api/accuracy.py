"""How well strategies tip, for those who run the service."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from scoreline.bots.accuracy import Accuracy, Period
from scoreline.web import accuracy
from scoreline.web.api.parameters import Day, PageQuery
from scoreline.web.api.tables import AS_CSV, listed
from scoreline.web.dependencies import BY_KEY, TheHome
from scoreline.web.errors import GUARDED, InvalidParameterError

router = APIRouter(prefix="/api/admin/ml", tags=["bots"], responses=GUARDED, dependencies=[BY_KEY])


class AccuracyQuery(PageQuery):
    """Over which days to take tips together."""

    period: Period = Field(default=Period.MONTHLY)
    first: Day | None = Field(default=None, alias="from", description="With `custom` only.")
    last: Day | None = Field(default=None, alias="to", description="With `custom`; included.")


class GoalsOff(BaseModel):
    """How many tips were how many goals off, both sides together."""

    one: int
    two: int
    three_or_more: int


class AccuracyAnswer(BaseModel):
    """One strategy's tips of one period."""

    strategy: str = Field(examples=["expected_points"])
    period: Period
    period_start: date
    period_end: date = Field(description="Last day, included.")
    bots: int
    total_predictions: int
    exact_scores: int
    correct_results: int
    exact_score_accuracy: float
    correct_result_accuracy: float
    goals_off: GoalsOff
    mean_absolute_error: float = Field(description="In goals per side.")
    home_score_mae: float
    away_score_mae: float

    @classmethod
    def of(cls, period: Period, found: Accuracy) -> "AccuracyAnswer":
        """Read an accuracy."""
        one, two, more = found.goals_off
        return cls(
            strategy=found.strategy,
            period=period,
            period_start=found.start,
            period_end=found.end,
            bots=found.bots,
            total_predictions=found.tips,
            exact_scores=found.exact,
            correct_results=found.outcomes,
            exact_score_accuracy=found.exact / found.tips,
            correct_result_accuracy=found.outcomes / found.tips,
            goals_off=GoalsOff(one=one, two=two, three_or_more=more),
            mean_absolute_error=found.mae,
            home_score_mae=found.home_mae,
            away_score_mae=found.away_mae,
        )


class AccuracyPage(BaseModel):
    """A part of a list of accuracies."""

    total: int
    limit: int
    offset: int
    items: list[AccuracyAnswer] = Field(description="The latest period first.")


@router.get("/accuracy.csv", include_in_schema=False)
@router.get("/accuracy", response_model=AccuracyPage, responses=AS_CSV)
def list_accuracy(
    request: Request, home: TheHome, query: Annotated[AccuracyQuery, Query()]
) -> Response:
    """Compare the strategies on the tips settled so far."""
    found = accuracy.of_strategies(home, query.period, now=home.clock.now(), span=_span(query))
    return listed(
        request, AccuracyPage, query, found, lambda each: AccuracyAnswer.of(query.period, each)
    )


def _span(query: AccuracyQuery) -> tuple[date, date] | None:
    if query.period is not Period.CUSTOM:
        if query.first or query.last:
            raise InvalidParameterError("period: from and to go with period=custom")
        return None
    if query.first is None or query.last is None or query.last < query.first:
        raise InvalidParameterError("from: a custom period needs from and a later to")
    return query.first, query.last
