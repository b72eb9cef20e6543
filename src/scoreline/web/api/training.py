"""Trainings ordered over HTTP, and the jobs to watch."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, BackgroundTasks, HTTPException, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from scoreline.domain import InformationSet
from scoreline.domain.access import Scope
from scoreline.home import Home
from scoreline.jobs.orders import Training, order_training
from scoreline.store import ordered_jobs
from scoreline.store.jobs import UNFINISHED, JobRun
from scoreline.web.api.parameters import LARGEST_ID, Day, known_leagues
from scoreline.web.dependencies import BY_KEY, TheActor, TheHome
from scoreline.web.errors import CONFLICT, GUARDED, NOT_FOUND
from scoreline.web.guard import Actor

router = APIRouter(prefix="/api/admin", tags=["models"], responses=GUARDED, dependencies=[BY_KEY])

Start = Callable[[Home, int], Any]


class TrainingRequest(BaseModel):
    """What to train; left out, everything known with the usual recipe."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"leagues": ["E0"], "odds": "past", "activate": False}]},
    )

    leagues: list[str] = Field(default=[], max_length=50, description="Codes; none: all.")
    until: Day | None = Field(default=None, description="Learn only what was known by this day.")
    odds: InformationSet = Field(default=InformationSet.NONE, description="Odds it may see.")
    recipe: str = Field(default="ensemble", max_length=40)
    tune: int = Field(default=0, ge=0, le=500, description="Settings of each member to try first.")
    activate: bool = Field(
        default=True,
        description="Whether it serves once it is trained; that needs `models:activate` too.",
    )


class JobAnswer(BaseModel):
    """A job that was ordered."""

    id: int
    job: str = Field(examples=["train"])
    status: Literal["running", "done", "failed"] = Field(
        description="running: also while it waits for its turn."
    )
    order: dict[str, Any] = Field(
        examples=[{"leagues": ["E0"], "odds": "past"}], description="What exactly was asked for."
    )
    progress: dict[str, Any] = Field(
        description="`stage`, `done` and `total` while it runs; then the `version` it made.",
        examples=[{"stage": "early stopping", "done": 2, "total": 7}],
    )
    detail: str = Field(
        examples=["v2026-05-01-001 serves"], description="What it did, or what went wrong."
    )
    started_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, job: JobRun) -> "JobAnswer":
        """Read a job."""
        return cls(
            id=job.id,
            job=job.job,
            status="running"
            if job.outcome in UNFINISHED
            else ("done" if job.outcome == "done" else "failed"),
            order=dict(job.order or {}),
            progress=dict(job.progress),
            detail=job.detail,
            started_at=job.started_at or job.due_at,
            ended_at=job.ended_at,
        )


@router.post("/ml/train", status_code=202, responses=CONFLICT)
def train(
    *,
    request: Request,
    response: Response,
    home: TheHome,
    actor: TheActor,
    later: BackgroundTasks,
    wanted: TrainingRequest | None = None,
) -> JobAnswer:
    """Train a version in a process of its own, and answer with the job to watch.

    The same training ordered twice runs once: the second order is answered with the first's job.
    """
    asked = wanted or TrainingRequest()
    _require_activation(actor, asked)
    training = Training(
        leagues=tuple(known_leagues(asked.leagues)),
        until=asked.until,
        odds=asked.odds,
        recipe=asked.recipe,
        tune=asked.tune,
        activate=asked.activate,
    )
    job, new = order_training(home, training, queued=request.app.state.queued, by=actor)
    if new:
        start: Start = request.app.state.start
        later.add_task(start, home, job.id)
    response.headers["Location"] = f"/api/admin/jobs/{job.id}"
    return JobAnswer.of(job)


def _require_activation(actor: Actor, asked: TrainingRequest) -> None:
    may = actor.principal is not None and actor.principal.may(Scope.MODELS_ACTIVATE)
    if asked.activate and not may:
        raise HTTPException(
            403,
            "to let it serve needs the scope models:activate; with «activate» false it is trained"
            " and does not serve",
        )


@router.get("/jobs/{job_id}", responses=NOT_FOUND)
def watch(home: TheHome, job_id: Annotated[int, Path(ge=1, le=LARGEST_ID)]) -> JobAnswer:
    """Say how far a job is, or how it ended."""
    with home.database.read() as connection:
        job = ordered_jobs.get(connection, job_id)
    if ordered_jobs.is_silent(job, at=home.wall.now()):
        with home.database.write() as connection:
            ordered_jobs.bury(connection, at=home.wall.now())
            job = ordered_jobs.get(connection, job_id)
    return JobAnswer.of(job)
