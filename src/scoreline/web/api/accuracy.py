"""How well strategies, bots and model versions tip, for those who run the service."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from scoreline.domain.accuracy import Accuracy, Period, Subject
from scoreline.jobs import accuracy_between, stored_accuracy
from scoreline.web.api.parameters import Day, PageQuery
from scoreline.web.api.tables import AS_CSV, listed
from scoreline.web.dependencies import BY_KEY, TheHome
from scoreline.web.errors import GUARDED, InvalidParameterError

router = APIRouter(prefix="/api/admin/ml", tags=["bots"], responses=GUARDED, dependencies=[BY_KEY])


class AccuracyQuery(PageQuery):
    """Over which days to take tips together."""

    period: Period = Field(default=Period.MONTHLY)
    by: Subject = Field(default=Subject.STRATEGY, description="Whose tips are taken together.")
    first: Day | None = Field(default=None, alias="from", description="With `custom` only.")
    last: Day | None = Field(default=None, alias="to", description="With `custom`; included.")


class GoalsOff(BaseModel):
    """How many tips were how many goals off, both sides together."""

    one: int
    two: int
    three_or_more: int


class AccuracyAnswer(BaseModel):
    """The tips of one strategy, bot or model version in one period."""

    by: Subject
    name: str = Field(description="Of the strategy, bot or version.", examples=["expected_points"])
    strategy: str | None = Field(
        examples=["expected_points"], description="Null where the tips are of several."
    )
    model_version: str | None = Field(
        examples=["v2026-05-01-001"], description="Null where of several, or of no model."
    )
    period: Period
    period_start: date
    period_end: date = Field(description="Last day, included.")
    bots: int
    total_predictions: int
    exact_scores: int
    correct_results: int
    exact_score_accuracy: float
    correct_result_accuracy: float
    within_one_goal_accuracy: float = Field(description="At most one goal off, both sides.")
    goals_off: GoalsOff
    mean_absolute_error: float = Field(description="In goals per side.")
    home_score_mae: float
    away_score_mae: float
    root_mean_squared_error: float = Field(description="In goals per side.")
    total_points_earned: int = Field(description="Each tip under the rule of its league.")
    average_points_per_bet: float = Field(description="Points a tip; a tip is a bet here.")
    bets_won: int = Field(description="Tips that earned points.")
    bets_lost: int
    last_updated_at: datetime | None = Field(description="Null where it was computed just now.")
    calculation_notes: str = Field(examples=[""])

    @classmethod
    def of(cls, found: Accuracy) -> "AccuracyAnswer":
        """Read an accuracy."""
        one, two, more = found.goals_off
        return cls(
            by=found.subject,
            name=found.name,
            strategy=found.strategy,
            model_version=found.version,
            period=found.period,
            period_start=found.start,
            period_end=found.end,
            bots=found.bots,
            total_predictions=found.tips,
            exact_scores=found.exact,
            correct_results=found.outcomes,
            exact_score_accuracy=found.exact_share,
            correct_result_accuracy=found.outcome_share,
            within_one_goal_accuracy=found.within_one,
            goals_off=GoalsOff(one=one, two=two, three_or_more=more),
            mean_absolute_error=found.mae,
            home_score_mae=found.home_mae,
            away_score_mae=found.away_mae,
            root_mean_squared_error=found.rmse,
            total_points_earned=found.points,
            average_points_per_bet=found.points_per_tip,
            bets_won=found.won,
            bets_lost=found.lost,
            last_updated_at=found.updated_at,
            calculation_notes=found.note,
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
    """Compare strategies, bots or model versions on the tips settled so far.

    Weeks, months and all time as the daily job `accuracy` has stored them; a custom period is
    computed when it is asked for.
    """
    span = _span(query)
    if span is None:
        found = stored_accuracy(home, query.by, query.period)
    else:
        found = accuracy_between(home, query.by, span)
    return listed(request, AccuracyPage, query, found, AccuracyAnswer.of)


def _span(query: AccuracyQuery) -> tuple[date, date] | None:
    if query.period is not Period.CUSTOM:
        if query.first or query.last:
            raise InvalidParameterError("period: from and to go with period=custom")
        return None
    if query.first is None or query.last is None:
        raise InvalidParameterError("period: custom needs from and to")
    if query.last < query.first:
        raise InvalidParameterError(f"to: {query.last} comes before {query.first}")
    return query.first, query.last
