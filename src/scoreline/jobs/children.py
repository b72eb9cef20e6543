"""Runs done by processes of this machine, which begin and end with the one that schedules."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from subprocess import Popen, TimeoutExpired
from types import MappingProxyType
from typing import Final

from scoreline.errors import StoreError
from scoreline.home import Home
from scoreline.jobs import engine
from scoreline.jobs.gone import take_from_the_dead
from scoreline.jobs.job import Job, Queue
from scoreline.jobs.orders import process
from scoreline.store import Connection, jobs, leases
from scoreline.store.jobs import JobRun

ROOM: Final[Mapping[Queue, int]] = MappingProxyType({Queue.QUICK: 2, Queue.LONG: 1})
"""Processes at a time; two, so that a source that does not answer keeps nobody else waiting."""

GRACE: Final = 5.0
"""Seconds that what is going on has for its end, when all ends."""

FAILED_START: Final = timedelta(seconds=30)
"""Until a run is tried again whose process ended before it began."""

Take = Callable[[Home, Connection, JobRun], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Child:
    process: "Popen[bytes]"
    job: Job
    run: JobRun
    begun: float

    @property
    def overdue(self) -> bool:
        """Tell whether it takes longer than its job may."""
        return time.monotonic() - self.begun > self.job.limit.total_seconds()


class Children:
    """Does runs in child processes: the server stays quick, and a crash is only a child's."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._children: list[_Child] = []
        with home.database.write() as connection:
            take_from_the_dead(home, connection)

    def offer(self, job: Job, run: JobRun) -> None:
        """Begin a run, where its queue has room."""
        same = [each for each in self._children if each.job.queue is job.queue]
        if len(same) < ROOM[job.queue] and all(each.run.id != run.id for each in self._children):
            begun = process(self._home, run.id, with_parent=True)
            self._children.append(_Child(begun, job, run, time.monotonic()))

    def look_after(self) -> None:
        """See which children have ended, and end those that take too long."""
        for child in list(self._children):
            overdue = child.process.poll() is None and child.overdue
            if overdue:
                child.process.kill()
                child.process.wait()
            if child.process.returncode is not None:
                take = partial(_overdue, child.job) if overdue else engine.lose
                self._bury(child, take=take, wait=FAILED_START)
                self._children.remove(child)

    def stop(self) -> None:
        """Let children end what they can in a moment, then end them."""
        until = time.monotonic() + GRACE
        for child in self._children:
            with suppress(TimeoutExpired):
                child.process.wait(max(until - time.monotonic(), 0))
        for child in self._children:
            child.process.kill()
            child.process.wait()
            with suppress(StoreError):
                self._bury(child, take=engine.give_back, wait=timedelta(0))
        self._children.clear()

    def _bury(self, child: _Child, *, take: Take, wait: timedelta) -> None:
        """Take from a child what it was doing, if it did not say how that ended."""
        now, name = self._home.wall.now(), engine.worker_name(child.process.pid)
        with self._home.database.write() as connection:
            run = jobs.get(connection, child.run.id)
            if run is None:
                return
            # Not by the number of the attempt alone: another scheduler's child may be at it.
            if any(held.id == run.id and name == who for held, who in leases.holders(connection)):
                take(self._home, connection, run)
            elif run.attempt == child.run.attempt and child.process.returncode:
                leases.defer(connection, run, until=now + wait)


def _overdue(job: Job, home: Home, connection: Connection, run: JobRun) -> None:
    engine.stop(home, connection, job, run)
