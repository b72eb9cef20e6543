"""Versions side by side, for those who run the service."""

from datetime import date
from threading import Lock
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from scoreline.domain import ModelVersion
from scoreline.errors import BusyError
from scoreline.jobs.comparing import compare_versions
from scoreline.registry import target_models
from scoreline.web.api.models import VERSION, TargetAnswer
from scoreline.web.api.parameters import Day, known_leagues
from scoreline.web.api.tables import AS_CSV, answer
from scoreline.web.dependencies import BY_KEY, TheHome
from scoreline.web.errors import CONFLICT, GUARDED, NOT_FOUND

router = APIRouter(
    prefix="/api/admin/ml", tags=["models"], responses=GUARDED, dependencies=[BY_KEY]
)

_TURN: Final = Lock()
"""A comparison takes memory and seconds: one at a time, so that readers do not wait."""

Name = Annotated[str, Field(pattern=VERSION)]


class ComparisonQuery(BaseModel):
    """Which versions, and on which matches."""

    model_config = ConfigDict(extra="forbid")

    version: list[Name] = Field(
        min_length=2,
        max_length=5,
        description="The first, and those beside it.",
        examples=[["v2026-05-01-001", "v2026-05-08-001"]],
    )
    first: Day | None = Field(
        default=None,
        alias="from",
        description="First day; left out, the first that none of them has learnt from.",
    )
    last: Day | None = Field(default=None, alias="to", description="Last day, included.")
    competition: list[str] = Field(
        default=[], max_length=50, examples=[["E0"]], description="Codes of leagues."
    )
    stored: bool = Field(
        default=False, description="Compare what each has stored, instead of forecasts made anew."
    )


class ComparedVersion(BaseModel):
    """What training reported of one version."""

    version: str = Field(examples=["v2026-05-01-001"])
    models: list[TargetAnswer] = Field(description="Home goals, away goals, outcome.")

    @classmethod
    def of(cls, version: ModelVersion) -> "ComparedVersion":
        """Read a version."""
        models = list(map(TargetAnswer.of, target_models(version)))
        return cls(version=version.name, models=models)


class ComparedFigure(BaseModel):
    """One figure of one version beside the first version's, on the same matches."""

    figure: str = Field(examples=["log_loss"])
    first: float | None = Field(description="The first version's.")
    version: str = Field(examples=["v2026-05-08-001"])
    value: float | None = Field(description="This version's.")
    difference: float | None = Field(description="This version's minus the first's.")
    low: float | None = Field(description="Lower end of its 95 % interval by match day.")
    high: float | None = Field(description="Upper end.")


class ComparisonAnswer(BaseModel):
    """Versions side by side."""

    versions: list[ComparedVersion]
    first_day: date | None
    last_day: date | None
    stored: bool
    matches: int = Field(description="Finished matches that all of them speak of.")
    days: int = Field(description="Match days the intervals are drawn from.")
    figures: list[ComparedFigure] = Field(description="Empty where there are no such matches.")


@router.get("/compare.csv", include_in_schema=False)
@router.get("/compare", response_model=ComparisonAnswer, responses=AS_CSV | NOT_FOUND | CONFLICT)
def compare(
    request: Request, home: TheHome, query: Annotated[ComparisonQuery, Query()]
) -> Response:
    """Hold versions against the first one: training's figures, and a paired test."""
    leagues = known_leagues(query.competition)
    if not _TURN.acquire(blocking=False):
        raise BusyError("another comparison is being made; try again when it has ended")
    try:
        found = compare_versions(
            home,
            query.version,
            start=query.first,
            end=query.last,
            competitions=leagues,
            stored=query.stored,
        )
    finally:
        _TURN.release()
    figures = [ComparedFigure.model_validate(row) for row in found.figures]
    body = ComparisonAnswer(
        versions=[ComparedVersion.of(each) for each in found.versions],
        first_day=found.start,
        last_day=found.end,
        stored=found.stored,
        matches=found.matches,
        days=found.days,
        figures=figures,
    )
    return answer(request, body, ComparedFigure, figures, total=len(figures))
