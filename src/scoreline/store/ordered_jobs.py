"""Jobs that somebody ordered and watches; never two of the same at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from scoreline.errors import BusyError, NotFoundError
from scoreline.store.jobs import RUNNING, UNFINISHED, JobRun, enter, run_of
from scoreline.store.leases import GONE, expired, lose
from scoreline.store.tables import job_runs

__all__ = ["GONE", "SILENT", "bury", "get", "is_silent", "place"]

SILENT: Final = timedelta(minutes=2)
"""After so long without a sign of life, whoever was to begin a job is gone."""


def place(
    connection: Connection,
    job: str,
    order: Mapping[str, Any],
    *,
    lock: str,
    at: datetime,
    queued: bool = False,
) -> tuple[JobRun, bool]:
    """Return the run that does what is ordered, or a new one, and whether it is new.

    Args:
        connection: A write connection, so that of two orders at once one comes second.
        job: What kind of job.
        order: What exactly, as plain JSON; equal orders are the same.
        lock: What it must have for itself while it runs.
        at: The time by the wall clock.
        queued: Somebody else takes it as soon as there is room, and again if that one is gone.

    Raises:
        BusyError: What it must have for itself is in use.
    """
    bury(connection, at=at)
    there = select(job_runs).where(job_runs.c.lock == lock, job_runs.c.outcome.in_(UNFINISHED))
    for run in map(run_of, connection.execute(there)):
        if run.job == job and run.order == dict(order):
            return run, False
        if run.order is not None or run.outcome == RUNNING:
            raise BusyError(
                f"another job of this kind is running: {run.id}; wait until it has ended"
            )
    due = {"period": f"ordered {at.isoformat()}"} if queued else {"lease_until": at + SILENT}
    return enter(connection, job, lock=lock, order=order, due_at=at, **due), True


def get(connection: Connection, number: int) -> JobRun:
    """Return a job that was ordered.

    Raises:
        NotFoundError: No job of this number was ordered.
    """
    query = select(job_runs).where(job_runs.c.id == number, job_runs.c.order.is_not(None))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"no job {number} was ordered")
    return run_of(row)


def is_silent(run: JobRun, *, at: datetime) -> bool:
    """Tell whether a job gave no sign of life for long, and nobody has said so yet."""
    gone = run.lease_until is not None and run.lease_until < at
    return gone and run.period is None and run.outcome in UNFINISHED


def bury(connection: Connection, *, at: datetime, number: int | None = None) -> None:
    """Mark as failed what has given no sign of life for long, or a job of which that is certain.

    What is due for a period is left to the scheduler, which sees to it that it is done.
    """
    dead = expired(connection, at=at)
    if number is not None:
        query = select(job_runs).where(job_runs.c.id == number, job_runs.c.outcome.in_(UNFINISHED))
        dead = [run_of(row) for row in connection.execute(query)]
    for run in dead:
        if run.period is None:
            lose(connection, run, at=at, not_before=None)
