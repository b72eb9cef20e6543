"""Jobs that somebody ordered and watches; never two of the same at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from scoreline.errors import BusyError, NotFoundError
from scoreline.store.tables import job_runs

SILENT: Final = timedelta(minutes=2)
"""After so long without a sign of life, whoever ran a job is gone."""

GONE: Final = "whoever ran it stopped without a word; order it again"


@dataclass(frozen=True, slots=True)
class OrderedJob:
    """A job that was ordered.

    Attributes:
        order: What exactly was asked for.
        outcome: running, done or failed.
        progress: ``stage``, ``done`` and ``total``; in the end what came of it.
    """

    id: int
    job: str
    order: Mapping[str, Any]
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str
    progress: Mapping[str, Any]


def place(
    connection: Connection, job: str, order: Mapping[str, Any], *, at: datetime
) -> tuple[OrderedJob, bool]:
    """Return the running job that does what is ordered, or a new one, and whether it is new.

    Args:
        connection: A write connection, so that of two orders at once one comes second.
        job: What kind of job.
        order: What exactly, as plain JSON; equal orders are the same.
        at: The time by the wall clock.

    Raises:
        BusyError: Another job of this kind is running.
    """
    bury(connection, at=at)
    running = select(job_runs).where(
        job_runs.c.job == job, job_runs.c.outcome == "running", job_runs.c.order.is_not(None)
    )
    for row in connection.execute(running):
        if row.order == dict(order):
            return _job(row), False
        raise BusyError(f"another job of this kind is running: {row.id}; wait until it has ended")
    new = {
        "job": job,
        "started_at": at,
        "outcome": "running",
        "detail": "",
        "order": dict(order),
        "progress": {},
        "seen_at": at,
    }
    row = connection.execute(insert(job_runs).values(**new).returning(job_runs)).one()
    return _job(row), True


def get(connection: Connection, number: int) -> OrderedJob:
    """Return a job.

    Raises:
        NotFoundError: No job of this number was ordered.
    """
    query = select(job_runs).where(job_runs.c.id == number, job_runs.c.order.is_not(None))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"no job {number} was ordered")
    return _job(row)


def tell(connection: Connection, number: int, progress: Mapping[str, Any], *, at: datetime) -> None:
    """Record how far a running job is: its sign of life."""
    connection.execute(
        update(job_runs)
        .where(job_runs.c.id == number, job_runs.c.outcome == "running")
        .values(progress=dict(progress), seen_at=at)
    )


def bury(connection: Connection, *, at: datetime, number: int | None = None) -> None:
    """Mark as failed what has given no sign of life for long, or a job of which that is certain."""
    dead = job_runs.c.seen_at < at - SILENT if number is None else job_runs.c.id == number
    connection.execute(
        update(job_runs)
        .where(job_runs.c.outcome == "running", job_runs.c.order.is_not(None), dead)
        .values(outcome="failed", ended_at=at, detail=GONE)
    )


def _job(row: Row[Any]) -> OrderedJob:
    return OrderedJob(
        id=row.id,
        job=row.job,
        order=row.order,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        detail=row.detail,
        progress=row.progress,
    )
