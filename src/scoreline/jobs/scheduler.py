"""What is due is entered, and what waits is handed to whoever has room for it."""

from datetime import datetime, timedelta
from functools import cache
from threading import Event
from typing import Final, Protocol

from scoreline.errors import StoreError
from scoreline.home import Home
from scoreline.jobs import engine, tasks
from scoreline.jobs.job import RETRY_MOST, Job
from scoreline.jobs.orders import known
from scoreline.log import warn
from scoreline.store import jobs, leases
from scoreline.store.jobs import RUNNING, WAITING, JobRun

TICK: Final = 1.0
"""Seconds between two looks at what is due."""

FAR: Final = RETRY_MOST + timedelta(minutes=15)
"""Nothing waits for longer than that and a lease; with some room for clocks that differ."""

CATCH_UP: Final = timedelta(minutes=10)
"""So long at least a run waits for what it builds on: after a downtime all is due at once."""


class Executor(Protocol):
    """Whoever does runs: processes of this machine, or a queue that many machines read."""

    def offer(self, job: Job, run: JobRun) -> None:
        """Take a run that is ready, or leave it: it is offered again."""

    def look_after(self) -> None:
        """See to what was taken."""

    def stop(self) -> None:
        """Let go of what was taken."""


class Scheduler:
    """The beat: as many as there are do no harm, because the database decides what is entered."""

    def __init__(self, home: Home, executor: Executor) -> None:
        self._home = home
        self._executor = executor
        self._seen: object = None
        self.wake = Event()
        """Set it where there is something new to do."""

    def tick(self) -> None:
        """Enter what is due, take over from workers that are gone, offer what is ready."""
        self._executor.look_after()
        self._enter_due()
        _recover(self._home)
        for job, run in ready(self._home):
            self._executor.offer(job, run)

    def _enter_due(self) -> None:
        """Look for what is due as the minute changes, and whenever a run has begun or ended."""
        with self._home.database.read() as connection:
            open_ = [(run.id, run.attempt, run.outcome) for run in jobs.unfinished(connection)]
        seen = (self._home.clock.now().replace(second=0, microsecond=0), open_)
        if seen != self._seen:
            enter_due(self._home)
            self._seen = seen

    def serve(self, over: Event) -> None:
        """Tick until it is over, whatever happens to the database meanwhile."""
        while not over.is_set():
            try:
                self.tick()
            except StoreError as error:
                warn("the scheduler waits for the database", reason=str(error))
            except Exception as error:  # noqa: BLE001 - one bad tick must not be the last
                warn("the scheduler failed and goes on", reason=f"{type(error).__name__}: {error}")
            self.wake.wait(TICK)
            self.wake.clear()
        self._executor.stop()


def enter_due(home: Home) -> None:
    """Enter what is due by the clock and has not been entered yet.

    After a downtime that is the latest slot of each job, not every one that was missed.
    """
    slots = [(job, slot) for job in tasks.JOBS.values() for slot in job.slots(home)]
    with home.database.read() as connection:
        entered = jobs.known(connection, [(job.name, slot.period) for job, slot in slots])
    new = [(job, slot) for job, slot in slots if (job.name, slot.period) not in entered]
    if not new:
        return
    now = home.wall.now()
    with home.database.write() as connection:
        for job, slot in new:
            run = jobs.enter(
                connection,
                job.name,
                lock=job.lock or job.name,
                due_at=slot.due,
                entered_at=now,
                period=slot.period,
            )
            jobs.skip_older(connection, run, at=now)


def _recover(home: Home) -> None:
    now = home.wall.now()
    far = now + FAR + home.settings.lease
    with home.database.read() as connection:
        open_ = jobs.unfinished(connection)
    silent = any(run.lease_until is not None and run.lease_until < now for run in open_)
    ahead = any(leases.is_ahead(run, far=far) for run in open_)
    if silent or ahead:
        with home.database.write() as connection:
            leases.set_back(connection, far=far, until=now + home.settings.lease)
            engine.recover(connection, home, known)


def ready(home: Home) -> list[tuple[Job, JobRun]]:
    """Return what may begin now, what falls due first before the rest."""
    with home.database.read() as connection:
        open_ = jobs.unfinished(connection)
    now, clock = home.wall.now(), home.clock.now()
    held = {run.lock for run in open_ if run.outcome == RUNNING}
    names = {run.job for run in open_ if run.period is not None}
    found: list[tuple[Job, JobRun]] = []
    place = {name: number for number, name in enumerate(tasks.JOBS)}
    for run in sorted(open_, key=lambda each: (place.get(each.job, -1), each.due_at, each.id)):
        job = known(run.job)
        if job is None:
            _leave(run.job)
            continue
        waits = (
            run.outcome != WAITING
            or run.lease_until is not None  # whoever asked for it begins it
            or (run.not_before is not None and run.not_before > now)
            or run.lock in held
            or (not names.isdisjoint(job.after) and _is_patient(job, run, clock=clock, wall=now))
        )
        if not waits:
            held.add(run.lock)
            found.append((job, run))
    return found


def _is_patient(job: Job, run: JobRun, *, clock: datetime, wall: datetime) -> bool:
    """Tell whether a run still waits for what it builds on."""
    entered = run.entered_at or run.due_at
    return clock - run.due_at < job.patience or wall - entered < CATCH_UP


@cache
def _leave(job: str) -> None:
    """Say once that a run is left to whoever knows its job: another release is at work too."""
    warn("runs of a job that this release does not know are left alone", job=job)
