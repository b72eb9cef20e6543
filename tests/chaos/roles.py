"""The processes of a deployment, forked so that one that is killed is back in a moment."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

from scoreline.home import Home, open_home
from scoreline.jobs import children, job
from scoreline.jobs.scheduler import Scheduler

PERFORM = """
import sys
from pathlib import Path
from tests.chaos.world import use_clock
use_clock(Path(sys.argv[1], "clock"))
from scoreline.jobs.perform import main
main(*sys.argv[1:])
"""

DEAD = (ProcessLookupError, ChildProcessError)


class Forked:
    """A process like ``subprocess.Popen``'s that begins as a copy of this one."""

    def __init__(self, does: Callable[[], None]) -> None:
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            code = 1
            try:
                for number in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(number, signal.SIG_DFL)
                does()
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)

    def poll(self) -> int | None:
        """Return how it ended, None while it goes on."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = 60) -> int | None:
        """Wait for its end."""
        for _ in range(int(timeout * 20) + 1):
            if self.poll() is not None:
                break
            Event().wait(0.05)
        return self.returncode

    def kill(self) -> None:
        """End it with SIGKILL."""
        if self.returncode is None:
            with suppress(*DEAD):
                os.kill(self.pid, signal.SIGKILL)


def patched() -> None:
    """Fork what is otherwise started, and wait seconds in the place of minutes."""

    def process(home: Home, number: int, *, with_parent: bool = False) -> Any:
        # Started, not forked: a copy of a process in which Polars has run may hang.
        folder = home.settings.home
        parent = [str(os.getpid())] if with_parent else []
        program = [sys.executable, "-c", PERFORM, str(folder), str(number), *parent]
        return subprocess.Popen(program)

    setattr(children, "process", process)  # noqa: B010 - it is nobody else's to change
    job.RETRY = timedelta(seconds=2)  # type: ignore[misc]


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
    from scoreline.settings import load_settings  # noqa: PLC0415

    os.environ["SCORELINE_HOME"] = str(folder)
    work(load_settings(folder), queues=list(Queue), concurrency=2)


ROLES: dict[str, list[Callable[[Path], None]]] = {
    "embedded": [embedded],
    "queue": [beat, beat, worker],
}


class Deployment:
    """Processes that are begun again whenever they end."""

    def __init__(self, mode: str, folder: Path, seed: int) -> None:
        self._folder = folder
        self._roles = ROLES[mode]
        self._chance = Random(seed)
        self._processes = [self._begin(role) for role in self._roles]

    def kill_one(self) -> str:
        """Kill one process at random, or one of its children, and begin it again."""
        place = self._chance.randrange(len(self._processes))
        process, role = self._processes[place], self._roles[place]
        born = _children_of(process.pid)
        if born and self._chance.random() < 0.6:
            with suppress(*DEAD):
                os.kill(self._chance.choice(born), signal.SIGKILL)
            return f"child of {role.__name__}"
        process.kill()
        process.wait()
        self._processes[place] = self._begin(role)
        return role.__name__

    def look_after(self) -> None:
        """Begin again what has ended."""
        for place, process in enumerate(self._processes):
            if process.poll() is not None:
                self._processes[place] = self._begin(self._roles[place])

    def stop(self) -> None:
        """Kill everything, children too."""
        for process in self._processes:
            born = _children_of(process.pid)
            process.kill()
            process.wait()
            for child in born:
                with suppress(*DEAD):
                    os.kill(child, signal.SIGKILL)

    def _begin(self, role: Callable[[Path], None]) -> Forked:
        return Forked(lambda: role(self._folder))


def _children_of(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(number) for number in text.split()]
