"""The record of what ran, when and how it ended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from scoreline.store.tables import job_runs


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job; ``outcome`` is running, done or failed."""

    job: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str


def start(connection: Connection, job: str, *, at: datetime) -> int:
    """Record that a job began; return the run's id."""
    statement = insert(job_runs).values(job=job, started_at=at, outcome="running", detail="")
    key: int = connection.scalars(statement.returning(job_runs.c.id)).one()
    return key


def end(connection: Connection, run: int, *, at: datetime, outcome: str, detail: str) -> None:
    """Record how a run ended."""
    connection.execute(
        update(job_runs)
        .where(job_runs.c.id == run)
        .values(ended_at=at, outcome=outcome, detail=detail)
    )


def latest(connection: Connection, *, limit: int = 20) -> list[JobRun]:
    """Return the last runs, the newest first."""
    rows = connection.execute(select(job_runs).order_by(job_runs.c.id.desc()).limit(limit))
    return [JobRun(r.job, r.started_at, r.ended_at, r.outcome, r.detail) for r in rows]
