"""The processes of a deployment: started one by one, killed by number, begun again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any, Final

from scoreline.home import Home, open_home
from scoreline.jobs import children, job, orders
from scoreline.jobs.scheduler import Scheduler
from scoreline.log import configure
from scoreline.store import leases

from .world import use_clock

ROOT: Final = Path(__file__).parents[2]
"""Where ``tests`` can be imported from."""

START: Final = "import sys; from tests.chaos import roles; roles.begin(*sys.argv[1:])"

AT_WORK: Final = 0.6
"""So many of the kills wait until somebody does a run, and hit him."""

DEAD: Final = (ProcessLookupError, ChildProcessError)


def start(role: str, folder: Path, *given: str) -> "subprocess.Popen[bytes]":
    """Start a role in a process of its own.

    Not a fork of this one, which has the database open: SQLite would take the copy's locks for
    held, others would remove the journal, and the copy would go on with one that is no more.
    """
    with Path(folder, "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", START, role, str(folder), *given],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def begin(role: str, folder: str, *given: str) -> None:
    """Be a process of a deployment."""
    patched()
    use_clock(Path(folder, "clock"))
    configure(as_json=True)
    if role == "perform":
        from scoreline.jobs.perform import main  # noqa: PLC0415

        main(folder, *given)
    else:
        ROLES[role](Path(folder))


def patched() -> None:
    """Start children that know the clock too, and wait seconds in the place of minutes."""

    def process(home: Home, number: int, *, with_parent: bool = False) -> Any:
        parent = [str(os.getpid())] if with_parent else []
        return start("perform", home.settings.home, str(number), *parent)

    setattr(children, "process", process)  # noqa: B010 - it is nobody else's to change
    job.RETRY = timedelta(seconds=2)  # type: ignore[misc]
    children.FAILED_START = timedelta(seconds=1)  # type: ignore[misc]


def embedded(folder: Path) -> None:
    """Schedule and do, as ``scoreline run`` does beside serving."""
    with open_home(folder) as home:
        Scheduler(home, children.Children(home)).serve(Event())


def beat(folder: Path) -> None:
    """Put every run into the queue, twice."""
    from scoreline.jobs.queues import Queues  # noqa: PLC0415

    class Twice(Queues):
        def offer(self, job: Any, run: Any) -> None:
            super().offer(job, run)
            super().offer(job, run)

    with open_home(folder) as home:
        Scheduler(home, Twice(home)).serve(Event())


def worker(folder: Path) -> None:
    """Do what comes over the queue."""
    from scoreline.jobs.job import Queue  # noqa: PLC0415
    from scoreline.jobs.queues import work  # noqa: PLC0415

    os.environ["SCORELINE_HOME"] = str(folder)
    with open_home(folder) as home:
        settings = home.settings
    work(settings, queues=list(Queue), concurrency=2)


ROLES: Final[dict[str, Callable[[Path], None]]] = {
    "embedded": embedded,
    "beat": beat,
    "worker": worker,
}

MODES: Final = {"embedded": ("embedded",), "queue": ("beat", "beat", "worker")}


class AtOnce:
    """Does every run in this process as it is offered: nothing runs beside anything else."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def offer(self, _job: Any, run: Any) -> None:
        """Do a run."""
        orders.perform(self._home, run.id)

    def look_after(self) -> None:
        """See to nothing: nothing goes on."""

    def stop(self) -> None:
        """Stop nothing: nothing goes on."""


@dataclass(frozen=True, slots=True)
class Victim:
    """A process that may be killed."""

    kind: str
    pid: int


class Deployment:
    """Processes that are begun again whenever they end."""

    def __init__(self, home: Home, mode: str, chance: Random) -> None:
        self._home = home
        self._folder = home.settings.home
        self._roles = MODES[mode]
        self._chance = chance
        self._processes = [start(role, self._folder) for role in self._roles]
        self._aims = True
        self.killed: Counter[str] = Counter()

    def look_after(self) -> None:
        """Begin again what has ended."""
        for place, process in enumerate(self._processes):
            if process.poll() is not None:
                self._processes[place] = start(self._roles[place], self._folder)

    def kill_one(self, *, anybody: bool = False) -> bool:
        """Kill a process at random, any kind as often as another; return whether one was due.

        Most of the kills are meant for somebody at work: there may be none at the moment.
        """
        busy = self._at_work()
        victims = list(self._victims())
        if self._aims and not anybody:
            victims = [each for each in victims if each.pid in busy]
        if not victims:
            return False
        kind = self._chance.choice(sorted({each.kind for each in victims}))
        victim = self._chance.choice([each for each in victims if each.kind == kind])
        with suppress(*DEAD):
            os.kill(victim.pid, signal.SIGKILL)
        self.killed[f"{kind} at work" if victim.pid in busy else kind] += 1
        self._aims = self._chance.random() < AT_WORK
        return True

    def stop(self) -> None:
        """Kill everything, children too."""
        for process in self._processes:
            process.kill()
            process.wait()
        while left := _processes_of(self._folder):
            for pid in left:
                with suppress(*DEAD):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)

    def _victims(self) -> Iterator[Victim]:
        for role, process in zip(self._roles, self._processes, strict=True):
            yield Victim(role, process.pid)
            for child in _children_of(process.pid):
                yield Victim(f"child of {role}", child)

    def _at_work(self) -> set[int]:
        # Nobody at a second attempt: after ten losses a run has failed, as it should.
        with self._home.database.read() as connection:
            workers = [who for run, who in leases.holders(connection) if run.attempt == 1]
        names = [name.rpartition(":") for name in workers]
        return {int(number) for host, _, number in names if host == socket.gethostname()}


def _children_of(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(number) for number in text.split()]


def _processes_of(folder: Path) -> list[int]:
    """Return those that name the folder as theirs, whoever their parents are by now."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = place.read_bytes().split(b"\0")
            if START.encode() in words and str(folder).encode() in words:
                found.append(int(place.parent.name))
    return found
