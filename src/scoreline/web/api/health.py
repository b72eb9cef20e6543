"""Whether the service is well, and what serves."""

from datetime import datetime, timedelta
from typing import Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from scoreline.clock import Clock, FixedClock
from scoreline.home import Home
from scoreline.log import warn
from scoreline.registry import Health
from scoreline.store import jobs, raw_files, versions
from scoreline.store.jobs import FAILED, WAITING
from scoreline.web.dependencies import TheActiveModel, TheHome

router = APIRouter(tags=["health"])

LATE: Final = timedelta(days=1)
"""A run that was due for so long and waits yet has nobody who does it."""

STALE: Final = timedelta(days=2)


class ClockAnswer(BaseModel):
    """The instant that the service speaks from."""

    now: datetime = Field(description="Nothing known after this instant is shown.")
    stands: bool = Field(description="Whether the clock was set to stand there.")


class PartAnswer(BaseModel):
    """How one part is."""

    status: Literal["ok", "degraded", "down"]
    detail: str = Field(examples=["failed last: tip"], description="Empty where all is well.")


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
    parts: dict[Literal["database", "model", "jobs", "sources"], PartAnswer] = Field(
        description="Part by part. Jobs, sources, and a model that was never made active do not"
        " change the status of the whole, which says whether this service can answer."
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
        parts=_parts(home, found, answers=answers),
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


def _parts(
    home: Home, found: Health, *, answers: bool
) -> dict[Literal["database", "model", "jobs", "sources"], PartAnswer]:
    none = "" if found.version else "no model serves yet"
    model = PartAnswer(status="degraded" if none else _status(found), detail=found.problem or none)
    if not answers:
        gone = PartAnswer(status="down", detail="the database does not answer")
        return {"database": gone, "model": model, "jobs": gone, "sources": gone}
    with home.database.read() as connection:
        failed = [
            name for name, run in jobs.last_of_each(connection).items() if run.outcome == FAILED
        ]
        late = [
            run.job
            for run in jobs.unfinished(connection)
            if run.outcome == WAITING and home.clock.now() - run.due_at > LATE
        ]
        fetched = [each.fetched_at for each in raw_files.freshness(connection)]
    said = [f"failed last: {', '.join(sorted(failed))}"] if failed else []
    said += [f"waiting for long: {', '.join(sorted(set(late)))}"] if late else []
    old = not fetched or home.wall.now() - max(fetched) > STALE
    return {
        "database": PartAnswer(status="ok", detail=""),
        "model": model,
        "jobs": PartAnswer(status="degraded" if said else "ok", detail="; ".join(said)),
        "sources": PartAnswer(
            status="degraded" if old else "ok",
            detail="nothing was taken in for two days" if old else "",
        ),
    }


def _status(found: Health) -> Literal["ok", "degraded"]:
    return "degraded" if found.problem else "ok"


def _clock(clock: Clock) -> ClockAnswer:
    return ClockAnswer(now=clock.now(), stands=isinstance(clock, FixedClock))
