"""Who does a run: one worker at a time, for as long as it gives signs of life.

The number of an attempt is its fencing token: it only grows, and nothing is recorded by whoever
holds an earlier one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from scoreline.store._types import fitted
from scoreline.store.jobs import (
    FAILED,
    LOST,
    RUNNING,
    WAITING,
    JobRun,
    run_of,
)
from scoreline.store.tables import job_attempts, job_runs

GONE: Final = "whoever ran it stopped without a word; order it again"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do a run and to record how it went."""

    run: int
    attempt: int


def take(
    connection: Connection, run: JobRun, *, worker: str, at: datetime, until: datetime
) -> Lease | None:
    """Begin an attempt at a run that waits; None where it does not wait, or its lock is held.

    Args:
        connection: A write connection, so that of two at once one comes second.
        run: The run.
        worker: Who begins.
        at: When, by the wall clock.
        until: When it counts as gone without a further sign of life.
    """
    held = select(job_runs.c.id).where(job_runs.c.lock == run.lock, job_runs.c.outcome == RUNNING)
    if connection.execute(held).first() is not None:
        return None
    begun = connection.execute(
        update(job_runs)
        .where(job_runs.c.id == run.id, job_runs.c.outcome == WAITING)
        .values(
            outcome=RUNNING,
            attempt=job_runs.c.attempt + 1,
            started_at=at,
            lease_until=until,
            not_before=None,
        )
        .returning(job_runs.c.attempt)
    ).scalar()
    if begun is None:
        return None
    connection.execute(
        insert(job_attempts).values(
            run_id=run.id,
            number=begun,
            worker=fitted(worker, job_attempts.c.worker),
            started_at=at,
            outcome=RUNNING,
            detail="",
        )
    )
    return Lease(run.id, begun)


def extend(
    connection: Connection, lease: Lease, progress: Mapping[str, Any], *, until: datetime
) -> bool:
    """Give a sign of life; return whether the lease is still held."""
    values = {"progress": dict(progress), "lease_until": until}
    return _held(connection, lease, values)


def end(
    connection: Connection,
    lease: Lease,
    *,
    at: datetime,
    outcome: str,
    detail: str,
    run_outcome: str | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Record how an attempt ended; return whether the lease was still held: else nothing is.

    Args:
        connection: A write connection.
        lease: What :func:`take` gave.
        at: When, by the wall clock.
        outcome: Of the attempt.
        detail: What it did, or what went wrong.
        run_outcome: Of the run, where that is another: ``waiting`` where it is tried again.
        not_before: When it is tried again.
    """
    after = run_outcome or outcome
    ended = None if after == WAITING else at
    values = {
        "outcome": after,
        "ended_at": ended,
        "detail": detail,
        "not_before": not_before,
        "lease_until": None,
        "sent_at": None,
    }
    if not _held(connection, lease, values):
        return False
    _close(connection, lease, at=at, outcome=outcome, detail=detail)
    return True


def expired(connection: Connection, *, at: datetime) -> list[JobRun]:
    """Return what nobody has given a sign of life of in time."""
    query = select(job_runs).where(
        job_runs.c.outcome.in_((WAITING, RUNNING)), job_runs.c.lease_until < at
    )
    return [run_of(row) for row in connection.execute(query.order_by(job_runs.c.id))]


def lose(
    connection: Connection,
    run: JobRun,
    *,
    at: datetime,
    not_before: datetime | None,
    outcome: str = LOST,
    detail: str = GONE,
) -> None:
    """Take the lease of a run from its worker, which is gone.

    Args:
        connection: A write connection.
        run: The run.
        at: When, by the wall clock.
        not_before: When it is tried again; None: never, it has failed.
        outcome: Of the attempt.
        detail: Why it is gone.
    """
    again = not_before is not None
    values = {
        "outcome": WAITING if again else FAILED,
        "ended_at": None if again else at,
        "detail": "" if again else detail,
        "not_before": not_before,
        "lease_until": None,
        "sent_at": None,
    }
    same: ColumnElement[bool] = job_runs.c.attempt == run.attempt
    query = update(job_runs).where(
        job_runs.c.id == run.id, same, job_runs.c.outcome.in_((WAITING, RUNNING))
    )
    if connection.execute(query.values(**values)).rowcount:
        _close(connection, Lease(run.id, run.attempt), at=at, outcome=outcome, detail=detail)


def is_ahead(run: JobRun, *, far: datetime) -> bool:
    """Tell whether a run speaks of an instant so far ahead that a clock must have been set back."""
    return any(each is not None and each > far for each in _ahead(run))


def _ahead(run: JobRun) -> tuple[datetime | None, ...]:
    return run.lease_until, run.not_before, run.sent_at


def set_back(connection: Connection, *, far: datetime, until: datetime) -> None:
    """Let nothing wait for a time that will not come for long, after a clock was set back.

    Whoever is at work gives a sign of life before then.

    Args:
        connection: A write connection.
        far: What lies behind this instant was written by a clock that was ahead.
        until: When a lease ends that is taken now.
    """
    open_ = job_runs.c.outcome.in_((WAITING, RUNNING))
    for column, instead in (
        (job_runs.c.lease_until, until),
        (job_runs.c.not_before, None),
        (job_runs.c.sent_at, None),
    ):
        connection.execute(
            update(job_runs).where(open_, column > far).values({column.name: instead})
        )


def defer(connection: Connection, run: JobRun, *, until: datetime) -> None:
    """Let a run wait that could not even begin."""
    connection.execute(
        update(job_runs)
        .where(job_runs.c.id == run.id, job_runs.c.outcome == WAITING)
        .values(not_before=until)
    )


def holders(connection: Connection) -> list[tuple[JobRun, str]]:
    """Return what is running, each with its worker."""
    query = (
        select(job_runs, job_attempts.c.worker)
        .join(job_attempts, job_attempts.c.run_id == job_runs.c.id)
        .where(job_runs.c.outcome == RUNNING, job_attempts.c.number == job_runs.c.attempt)
    )
    return [(run_of(row), row.worker) for row in connection.execute(query)]


def ended_so(connection: Connection, run: int, outcome: str) -> int:
    """Return how many attempts at a run have ended in one way."""
    query = select(func.count()).where(
        job_attempts.c.run_id == run, job_attempts.c.outcome == outcome
    )
    return connection.scalar(query) or 0


def _held(connection: Connection, lease: Lease, values: Mapping[str, Any]) -> bool:
    query = update(job_runs).where(
        job_runs.c.id == lease.run,
        job_runs.c.attempt == lease.attempt,
        job_runs.c.outcome == RUNNING,
    )
    return bool(connection.execute(query.values(**values)).rowcount)


def _close(
    connection: Connection, lease: Lease, *, at: datetime, outcome: str, detail: str
) -> None:
    connection.execute(
        update(job_attempts)
        .where(job_attempts.c.run_id == lease.run, job_attempts.c.number == lease.attempt)
        .values(ended_at=at, outcome=outcome, detail=detail)
    )
