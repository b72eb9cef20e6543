"""Whether the service is well, and what serves."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from scoreline.clock import Clock, FixedClock
from scoreline.home import Home
from scoreline.log import warn
from scoreline.registry import Health
from scoreline.store import versions
from scoreline.web.dependencies import TheActiveModel, TheHome

router = APIRouter(tags=["health"])


class ClockAnswer(BaseModel):
    """The instant that the service speaks from."""

    now: datetime = Field(description="Nothing known after this instant is shown.")
    stands: bool = Field(description="Whether the clock was set to stand there.")


class HealthAnswer(BaseModel):
    """How the service is."""

    status: Literal["ok", "degraded", "down"] = Field(
        description="degraded: an earlier model serves, or none, because the active one was"
        " refused. down: the database does not answer; the status code is 503 then."
    )
    version: str = Field(examples=["0.1.0"], description="The release of scoreline.")
    database: bool = Field(description="Whether the database answers.")
    active_model: str | None = Field(
        examples=["v2026-05-01-001"], description="The model version that serves."
    )
    problem: str | None = Field(
        examples=[None], description="Why the newly active version does not serve."
    )
    clock: ClockAnswer


@router.get("/health", responses={503: {"model": HealthAnswer, "description": "It is down."}})
def health(
    request: Request, response: Response, home: TheHome, active: TheActiveModel
) -> HealthAnswer:
    """Say whether the service is well, which model serves, and at what time it stands."""
    answers, found = _answers(home), active.health()
    response.status_code = 200 if answers else 503
    return HealthAnswer(
        status=_status(found) if answers else "down",
        version=request.app.version,
        database=answers,
        active_model=found.version,
        problem=found.problem,
        clock=_clock(home.clock),
    )


def _answers(home: Home) -> bool:
    try:
        with home.database.read() as connection:
            versions.active_name(connection)
    except Exception as error:  # noqa: BLE001 - drivers fail each in its own way
        warn("database does not answer", reason=str(error))
        return False
    return True


def _status(found: Health) -> Literal["ok", "degraded"]:
    return "degraded" if found.problem else "ok"


def _clock(clock: Clock) -> ClockAnswer:
    return ClockAnswer(now=clock.now(), stands=isinstance(clock, FixedClock))
