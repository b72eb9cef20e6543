"""The record of what is to run, what ran, and every attempt at it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from scoreline.store._ids import among
from scoreline.store.tables import job_attempts, job_runs

WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
SKIPPED: Final = "skipped"
"""A run that was not begun before the next one of its job was due."""

LOST: Final = "lost"
"""An attempt whose worker gave no sign of life any more."""

STOPPED: Final = "stopped"
"""An attempt that was ended with the process that scheduled it."""


UNFINISHED: Final = (WAITING, RUNNING)


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job, through all its attempts.

    Attributes:
        period: What it is due for, once a job; None where somebody asked for it by hand.
        lock: Runs that share it never run at the same time.
        due_at: When it fell due.
        entered_at: When it was entered, by the wall clock; None by an earlier release.
        outcome: waiting, running, done, failed or skipped.
        attempt: The number of the latest attempt, 0 before the first.
        not_before: When it may be tried again.
        sent_at: When a queue last got it.
        lease_until: When its worker counts as gone.
        order: What exactly was asked for, where its name does not say it.
        progress: ``stage``, ``done`` and ``total``; in the end what came of it.
    """

    id: int
    job: str
    period: str | None
    lock: str
    due_at: datetime
    entered_at: datetime | None
    outcome: str
    attempt: int
    not_before: datetime | None
    sent_at: datetime | None
    lease_until: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    detail: str
    order: Mapping[str, Any] | None
    progress: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JobAttempt:
    """One attempt at a run; ``outcome`` is running, done, failed, lost or stopped."""

    run: int
    job: str
    period: str | None
    number: int
    worker: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str


def enter(
    connection: Connection,
    job: str,
    *,
    lock: str,
    due_at: datetime,
    entered_at: datetime | None = None,
    period: str | None = None,
    order: Mapping[str, Any] | None = None,
    lease_until: datetime | None = None,
) -> JobRun:
    """Enter a run that waits to be done; the one that a job has for a period already stays.

    Args:
        connection: A write connection, so that of two at once one comes second.
        job: Its name.
        lock: Runs that share it never run at the same time.
        due_at: When it fell due.
        entered_at: The time by the wall clock, where that may be another.
        period: What it is due for.
        order: What exactly, as plain JSON.
        lease_until: When whoever was to begin it by hand counts as gone.
    """
    if period is not None:
        there = select(job_runs).where(job_runs.c.job == job, job_runs.c.period == period)
        row = connection.execute(there).one_or_none()
        if row is not None:
            return run_of(row)
    values = {
        "job": job,
        "period": period,
        "lock": lock,
        "due_at": due_at,
        "entered_at": entered_at or due_at,
        "outcome": WAITING,
        "attempt": 0,
        "lease_until": lease_until,
        "detail": "",
        "order": None if order is None else dict(order),
        "progress": {},
    }
    if order is None:
        del values["order"]  # null in JSON is not NULL
    return run_of(connection.execute(insert(job_runs).values(**values).returning(job_runs)).one())


def skip_older(connection: Connection, run: JobRun, *, at: datetime) -> None:
    """Skip the job's runs that wait and were due before this one: it does their work."""
    connection.execute(
        update(job_runs)
        .where(
            job_runs.c.job == run.job,
            job_runs.c.outcome == WAITING,
            job_runs.c.due_at < run.due_at,
            job_runs.c.period.is_not(None),
            job_runs.c.order.is_(None),
        )
        .values(outcome=SKIPPED, ended_at=at, detail="the next one was due")
    )


def skip(connection: Connection, job: str, *, at: datetime, detail: str) -> None:
    """Skip what waits of a job, whatever it was due for."""
    connection.execute(
        update(job_runs)
        .where(job_runs.c.job == job, job_runs.c.outcome == WAITING)
        .values(outcome=SKIPPED, ended_at=at, detail=detail)
    )


def get(connection: Connection, number: int) -> JobRun | None:
    """Return a run."""
    row = connection.execute(select(job_runs).where(job_runs.c.id == number)).one_or_none()
    return None if row is None else run_of(row)


def known(connection: Connection, due: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of (job, period) have been entered."""
    wanted = [and_(job_runs.c.job == job, job_runs.c.period == period) for job, period in due]
    if not wanted:
        return set()
    rows = connection.execute(select(job_runs.c.job, job_runs.c.period).where(or_(*wanted)))
    return {(job, period) for job, period in rows}


def unfinished(connection: Connection) -> list[JobRun]:
    """Return what waits or runs, in the order in which it fell due."""
    query = select(job_runs).where(job_runs.c.outcome.in_(UNFINISHED))
    return [
        run_of(row) for row in connection.execute(query.order_by(job_runs.c.due_at, job_runs.c.id))
    ]


def sent(connection: Connection, numbers: Collection[int], *, at: datetime | None) -> None:
    """Record that a queue has got runs, or has them no more."""
    connection.execute(update(job_runs).where(among(job_runs.c.id, numbers)).values(sent_at=at))


def latest(connection: Connection, *, job: str | None = None, limit: int = 20) -> list[JobRun]:
    """Return the last runs, of one job or of all, the newest first."""
    query = select(job_runs).order_by(job_runs.c.id.desc()).limit(limit)
    if job is not None:
        query = query.where(job_runs.c.job == job)
    return [run_of(row) for row in connection.execute(query)]


def last_of_each(connection: Connection) -> dict[str, JobRun]:
    """Return the last run of every job."""
    newest = select(func.max(job_runs.c.id)).group_by(job_runs.c.job)
    query = select(job_runs).where(job_runs.c.id.in_(newest))
    return {row.job: run_of(row) for row in connection.execute(query)}


def history(connection: Connection, *, job: str | None = None, limit: int = 20) -> list[JobAttempt]:
    """Return the last attempts, at one job's runs or at all, the newest first."""
    query = (
        select(job_attempts, job_runs.c.job, job_runs.c.period)
        .join(job_runs)
        .order_by(
            job_attempts.c.started_at.desc(),
            job_attempts.c.run_id.desc(),
            job_attempts.c.number.desc(),
        )
        .limit(limit)
    )
    if job is not None:
        query = query.where(job_runs.c.job == job)
    return [_attempt(row) for row in connection.execute(query)]


def attempts(connection: Connection, run: int) -> list[JobAttempt]:
    """Return the attempts at a run, in order."""
    query = (
        select(job_attempts, job_runs.c.job, job_runs.c.period)
        .join(job_runs)
        .where(job_attempts.c.run_id == run)
        .order_by(job_attempts.c.number)
    )
    return [_attempt(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[tuple[str, str], int]:
    """Return how many runs there are by (job, outcome)."""
    query = select(job_runs.c.job, job_runs.c.outcome, func.count()).group_by(
        job_runs.c.job, job_runs.c.outcome
    )
    return {(job, outcome): number for job, outcome, number in connection.execute(query)}


def forget(connection: Connection, *, before: datetime) -> int:
    """Forget runs that ended before an instant, and their attempts; return how many."""
    old: ColumnElement[bool] = job_runs.c.ended_at < before
    runs = select(job_runs.c.id).where(old)
    connection.execute(delete(job_attempts).where(job_attempts.c.run_id.in_(runs)))
    return connection.execute(delete(job_runs).where(old)).rowcount


def run_of(row: Row[Any]) -> JobRun:
    """Read a row of ``job_runs``."""
    return JobRun(**{name: getattr(row, name) for name in JobRun.__slots__})


def _attempt(row: Row[Any]) -> JobAttempt:
    return JobAttempt(
        run=row.run_id,
        job=row.job,
        period=row.period,
        number=row.number,
        worker=row.worker,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        detail=row.detail,
    )
