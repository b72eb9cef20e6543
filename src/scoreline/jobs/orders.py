"""Trainings that are ordered from elsewhere, and done by a process of their own."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from subprocess import DEVNULL, Popen
from threading import Event, Lock, Thread
from typing import Any, Final

from scoreline.domain import InformationSet
from scoreline.home import Home
from scoreline.jobs.training import train_version
from scoreline.models import recipe
from scoreline.store import jobs, ordered_jobs
from scoreline.store.ordered_jobs import OrderedJob

TRAIN: Final = "train"
BEAT: Final = 2.0
"""Seconds between two signs of life."""


@dataclass(frozen=True, slots=True)
class Training:
    """A training as it is ordered: equal ones are the same."""

    leagues: tuple[str, ...] = ()
    until: date | None = None
    odds: InformationSet = InformationSet.NONE
    recipe: str = "ensemble"
    tune: int = 0
    activate: bool = True

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            **asdict(self),
            "leagues": sorted(set(self.leagues)),
            "until": self.until.isoformat() if self.until else None,
            "odds": self.odds.value,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Training":
        """Read what :meth:`to_plain` wrote."""
        until = plain["until"]
        return cls(
            leagues=tuple(plain["leagues"]),
            until=date.fromisoformat(until) if until else None,
            odds=InformationSet(plain["odds"]),
            recipe=plain["recipe"],
            tune=plain["tune"],
            activate=plain["activate"],
        )


def order_training(home: Home, training: Training) -> tuple[OrderedJob, bool]:
    """Order a training; one that is running already is not ordered twice.

    Returns:
        The job, and whether it is new: then somebody has to :func:`perform` it.

    Raises:
        ConfigurationError: There is no such recipe.
        BusyError: Another training is running.
    """
    recipe(training.recipe, training.odds)
    with home.database.write() as connection:
        return ordered_jobs.place(connection, TRAIN, training.to_plain(), at=home.wall.now())


def perform(home: Home, number: int) -> None:
    """Do what was ordered and record how it went; what goes wrong is recorded, not raised."""
    with home.database.read() as connection:
        training = Training.from_plain(ordered_jobs.get(connection, number).order)
    outcome, detail = "failed", "interrupted"
    try:
        with _signs_of_life(home, number) as progress:
            detail = _train(home, training, progress)
        outcome = "done"
    except Exception as error:  # noqa: BLE001 - whoever ordered it reads it, nobody else is there
        detail = f"{type(error).__name__}: {error}"
    finally:
        with home.database.write() as connection:
            jobs.end(connection, number, at=home.wall.now(), outcome=outcome, detail=detail)


def start(home: Home, number: int) -> Thread:
    """Let a process of its own do what was ordered; return the thread that waits for its end.

    Training takes all the time that a process has: requests would wait.
    """
    program = [sys.executable, "-m", "scoreline.jobs.perform", str(home.settings.home), str(number)]
    process = Popen(program, stdin=DEVNULL)  # noqa: S603 - our own, with a folder and a number

    def wait() -> None:
        process.wait()
        with home.database.write() as connection:
            ordered_jobs.bury(connection, at=home.wall.now(), number=number)

    thread = Thread(target=wait, daemon=True, name=f"job {number}")
    thread.start()
    return thread


class _Progress:
    def __init__(self) -> None:
        self._lock = Lock()
        self._latest: dict[str, Any] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.set(stage=stage, done=done, total=total)

    def set(self, **facts: Any) -> None:
        with self._lock:
            self._latest = facts

    def get(self) -> dict[str, Any]:
        with self._lock:
            return self._latest


@contextmanager
def _signs_of_life(home: Home, number: int) -> Iterator[_Progress]:
    progress, over = _Progress(), Event()

    def beat() -> None:
        while True:
            ended = over.wait(BEAT)
            with home.database.write() as connection:
                ordered_jobs.tell(connection, number, progress.get(), at=home.wall.now())
            if ended:
                return

    thread = Thread(target=beat, name=f"progress of job {number}")
    thread.start()
    try:
        yield progress
    finally:
        over.set()
        thread.join()


def _train(home: Home, training: Training, progress: _Progress) -> str:
    version = train_version(
        home,
        recipe(training.recipe, training.odds),
        competitions=training.leagues,
        until=training.until,
        tune=training.tune,
        progress=progress,
    )
    if training.activate:
        home.registry.activate(version.name, note="trained")
    progress.set(version=version.name)
    return f"{version.name} {'serves' if training.activate else 'is there'}"
