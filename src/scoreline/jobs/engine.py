"""How a run is done: by one worker at a time, with signs of life, and recorded whatever happens."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from scoreline.errors import (
    BusyError,
    ConfigurationError,
    NotEnoughDataError,
    NotFoundError,
    StoreError,
)
from scoreline.home import Home
from scoreline.jobs.job import Job, Work, pause
from scoreline.jobs.notifying import tell
from scoreline.jobs.told import Told
from scoreline.log import info, warn
from scoreline.store import Connection, jobs, leases
from scoreline.store.jobs import DONE, FAILED, LOST, RUNNING, STOPPED, WAITING, JobRun
from scoreline.store.leases import Lease

NOTIFY: Final = "notify"

BEAT: Final = 2.0
"""Seconds between two signs of life, at most."""

LOSSES: Final = 10
"""So often a run is begun anew whose worker was killed, lest it kill every worker."""

PATIENCE: Final = 180
"""Seconds for which a result is held that the database does not take."""

ENDED: Final = "ended with the process that scheduled it"

Known = Callable[[str], Job | None]
"""Finds a job by its name; None where this release has none."""

LASTING: Final = (ConfigurationError, NotEnoughDataError, NotFoundError)
"""What only a person can mend: trying again is in vain."""


def worker_name(number: int | None = None) -> str:
    """Return what this process, or another of this machine, is called in the record."""
    return f"{socket.gethostname()}:{number or os.getpid()}"


def perform(home: Home, job: Job, run: JobRun, work: Work) -> bool:
    """Do a run that waits; what goes wrong is recorded, not raised.

    Returns:
        Whether it was this worker's to do: nobody else does it, and it may run now.
    """
    lease = begin(home, run)
    if lease is None:
        return False
    with suppress(Exception):
        _attempt(home, job, run, lease, work)
    return True


def perform_now(home: Home, job: Job, known: Known) -> str:
    """Do a job for whoever asks for it by hand, and record how it went.

    Args:
        home: Where.
        job: What.
        known: Finds other jobs, whose workers may be gone.

    Returns:
        What it did, in words.

    Raises:
        BusyError: It is being done, or what shares its lock is.
    """
    with home.database.write() as connection:
        recover(connection, home, known)
        now = home.wall.now()
        until = now + home.settings.lease
        run = jobs.enter(connection, job.name, lock=job.lock or job.name, due_at=now)
        lease = leases.take(connection, run, worker=worker_name(), at=now, until=until)
        if lease is None:
            raise BusyError(f"'{job.name}' has to wait until another job has ended; try again soon")
    return _attempt(home, job, run, lease, job.work)


def begin(home: Home, run: JobRun) -> Lease | None:
    """Take the lease of a run; None where it is not to be had now."""
    now = home.wall.now()
    with home.database.write() as connection:
        until = now + home.settings.lease
        return leases.take(connection, run, worker=worker_name(), at=now, until=until)


def recover(connection: Connection, home: Home, known: Known) -> None:
    """Take runs from workers that gave no sign of life in time, so that others can begin anew.

    What was asked for by hand has failed: whoever asked is gone too. So has an attempt that lived
    as long as its job may: a queue ends those without a word.
    """
    for run in leases.expired(connection, at=home.wall.now()):
        job = known(run.job)
        if job is not None and _overdue(job, run):
            stop(home, connection, job, run)
        else:
            lose(home, connection, run)


def _overdue(job: Job, run: JobRun) -> bool:
    # By its last sign of life, not by the time since: a machine that was off worked on nothing.
    if run.outcome != RUNNING or run.started_at is None or run.lease_until is None:
        return False
    return run.lease_until - run.started_at > job.limit


def lose(home: Home, connection: Connection, run: JobRun) -> None:
    """Take a run from its worker, which is known to be gone."""
    now = home.wall.now()
    before = leases.ended_so(connection, run.id, LOST)
    again = run.period is not None and before + 1 < LOSSES
    # At once for the first time; later ones may be the run's own fault.
    wait = timedelta(seconds=min(5 * 2**before, 600)) if before else timedelta(0)
    leases.lose(connection, run, at=now, not_before=now + wait if again else None)
    if not again:
        _tell(home, connection, run, leases.GONE)
    warn("a worker is gone", job=run.job, period=run.period, attempt=run.attempt, again=again)


def give_back(home: Home, connection: Connection, run: JobRun) -> None:
    """Give a run back whose worker is ended because everything ends: it is not the run's fault."""
    now = home.wall.now()
    again = now if run.period is not None else None
    leases.lose(connection, run, at=now, not_before=again, outcome=STOPPED, detail=ENDED)


def stop(home: Home, connection: Connection, job: Job, run: JobRun) -> None:
    """Record that a run's worker was ended, because it took longer than its job may."""
    now = home.wall.now()
    ended = _again(connection, job, run, now, f"took longer than {job.limit} and was ended")
    leases.end(connection, Lease(run.id, run.attempt), at=now, **asdict(ended))
    if ended.run_outcome is None:
        _tell(home, connection, run, ended.detail)
    warn("a job took too long and was ended", job=job.name, limit=str(job.limit))


def _attempt(home: Home, job: Job, run: JobRun, lease: Lease, work: Work) -> str:
    facts = {"job": run.job, "period": run.period, "run": run.id, "attempt": lease.attempt}
    info("job begins", **facts)
    ended = _Ended(FAILED, "interrupted")
    try:
        with signs_of_life(home, lease) as progress:
            ended = _Ended(DONE, work(home, progress))
    except Exception as error:
        ended = _failed(home, job, run, error)
        raise
    finally:
        if _record(home, run, lease, ended):
            info("job ended", outcome=ended.outcome, detail=ended.detail, **facts)
        else:
            warn("another worker has the run; nothing is recorded", **facts)
    return ended.detail


@dataclass(frozen=True, slots=True)
class _Ended:
    outcome: str
    detail: str
    run_outcome: str | None = None
    not_before: datetime | None = None


def _failed(home: Home, job: Job, run: JobRun, error: Exception) -> _Ended:
    detail = f"{type(error).__name__}: {error}"
    if run.period is None or isinstance(error, LASTING):
        return _Ended(FAILED, detail)
    with suppress(StoreError), home.database.read() as connection:
        return _again(connection, job, run, home.wall.now(), detail)
    return _Ended(FAILED, detail, WAITING, home.wall.now() + pause(1))


def _again(connection: Connection, job: Job, run: JobRun, now: datetime, detail: str) -> _Ended:
    """Return the end of an attempt that failed, after which it is tried again for a while."""
    failures = leases.ended_so(connection, run.id, FAILED) + 1
    if run.period is None or failures >= job.tries:
        return _Ended(FAILED, detail)
    return _Ended(FAILED, detail, WAITING, now + pause(failures))


def _record(home: Home, run: JobRun, lease: Lease, ended: _Ended) -> bool:
    """Record how an attempt ended, waiting for a database that does not answer."""
    waiting = Event()
    for left in range(PATIENCE, -1, -1):
        try:
            with home.database.write() as connection:
                held = leases.end(connection, lease, at=home.wall.now(), **asdict(ended))
                if held and ended.outcome == FAILED and ended.run_outcome is None:
                    _tell(home, connection, run, ended.detail)
                return held
        except StoreError:
            if not left:
                raise
            waiting.wait(1.0)
    raise AssertionError


def _tell(home: Home, connection: Connection, run: JobRun, detail: str) -> None:
    # Of what somebody asked for by hand he hears himself; of the messages nobody could be told.
    if run.period is not None and run.job != NOTIFY:
        facts = {"job": run.job, "period": run.period, "detail": detail}
        tell(home, connection, "failed", f"run {run.id}", **facts)


@contextmanager
def signs_of_life(home: Home, lease: Lease) -> Iterator[Told]:
    """Extend a lease as long as the work within goes on, with what it tells of its progress."""
    told, over = Told(), Event()
    pause_between = min(BEAT, home.settings.lease.total_seconds() / 4)

    def beat() -> None:
        while True:
            ended = over.wait(pause_between)
            # A database that does not answer is asked again: the lease may last until it does.
            with suppress(StoreError), home.database.write() as connection:
                until = home.wall.now() + home.settings.lease
                told.lost = not leases.extend(connection, lease, told.get(), until=until)
            if ended:
                return

    thread = Thread(target=beat, name=f"progress of job {lease.run}")
    thread.start()
    try:
        yield told
    finally:
        over.set()
        thread.join()
