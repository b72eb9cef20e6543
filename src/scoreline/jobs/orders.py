"""Trainings that are ordered from elsewhere, and who does what was ordered or is due."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from subprocess import DEVNULL, Popen
from threading import Thread
from typing import Any, Final

from scoreline.domain import InformationSet
from scoreline.domain.access import Local, Who
from scoreline.errors import NotFoundError, StoreError
from scoreline.home import Home
from scoreline.jobs import engine, tasks
from scoreline.jobs.fan_out import STEP, take_step
from scoreline.jobs.gone import take_from_the_dead
from scoreline.jobs.helping import HELP, help_tune
from scoreline.jobs.job import Job, Queue, Work, always
from scoreline.jobs.retraining import TRAINING
from scoreline.jobs.told import Told
from scoreline.jobs.training import train_version
from scoreline.log import warn
from scoreline.models import recipe
from scoreline.store import audit, jobs, ordered_jobs
from scoreline.store.jobs import WAITING, JobRun

TRAIN: Final = "train"


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


def _train(home: Home, told: Told, order: Mapping[str, Any]) -> str:
    """Train what was ordered."""
    training = Training.from_plain(order)
    version = train_version(
        home,
        recipe(training.recipe, training.odds),
        competitions=training.leagues,
        until=training.until,
        tune=training.tune,
        once=True,
        progress=told,
    )
    if training.activate and home.registry.active_name() != version.name:
        home.registry.activate(version.name, note="trained", by=Local(f"job {TRAIN}"))
    told.set(version=version.name)
    return f"{version.name} {'serves' if training.activate else 'is there'}"


def _unordered(_home: Home, _told: Told) -> str:
    """Do what exactly somebody ordered."""
    raise NotFoundError("nothing says what exactly was ordered; order it again")


Ordered = Callable[[Home, Told, Mapping[str, Any]], str]

ORDERS: Final[Mapping[str, tuple[Job, Ordered]]] = {
    TRAIN: (
        Job(
            TRAIN,
            _unordered,
            always(None),
            lock=TRAINING,
            queue=Queue.LONG,
            limit=timedelta(hours=6),
        ),
        _train,
    ),
    STEP: (
        Job(STEP, _unordered, always(None), queue=Queue.LONG, limit=timedelta(hours=1)),
        take_step,
    ),
    HELP: (
        Job(HELP, _unordered, always(None), queue=Queue.LONG, limit=timedelta(hours=12)),
        help_tune,
    ),
}
"""What can be ordered, and what does it."""


def order_training(
    home: Home, training: Training, *, by: Who, queued: bool = False
) -> tuple[JobRun, bool]:
    """Order a training; one that is running already is not ordered twice.

    Args:
        home: Where.
        training: What.
        by: Whom the audit log names.
        queued: A scheduler is there that sees to it.

    Returns:
        The job, and whether it is new: then somebody has to :func:`perform` it, unless it is
        queued.

    Raises:
        ConfigurationError: There is no such recipe.
        BusyError: Another training is running.
    """
    recipe(training.recipe, training.odds)
    now = home.wall.now()
    with home.database.write() as connection:
        take_from_the_dead(home, connection)
        job, new = ordered_jobs.place(
            connection, TRAIN, training.to_plain(), lock=TRAINING, at=now, queued=queued
        )
        if new:
            order = ", ".join(f"{name} {each}" for name, each in training.to_plain().items())
            audit.record(connection, "model.train", f"job {job.id}", by=by, at=now, detail=order)
    return job, new


def known(name: str) -> Job | None:
    """Return a job that is due by itself or can be ordered; None: not in this release."""
    if name in ORDERS:
        return ORDERS[name][0]
    return tasks.JOBS.get(name)


def job_named(name: str) -> Job:
    """Return a job that is due by itself or can be ordered.

    Raises:
        NotFoundError: There is none.
    """
    job = known(name)
    if job is None:
        raise NotFoundError(f"no job '{name}'; known are {', '.join(tasks.JOBS)}")
    return job


def perform(home: Home, number: int) -> bool:
    """Do a run that waits and record how it went; what goes wrong is recorded, not raised.

    Returns:
        Whether it was there to be done.
    """
    with home.database.read() as connection:
        run = jobs.get(connection, number)
    if run is None:
        return False
    job = job_named(run.job)
    done = engine.perform(home, job, run, _work(job, run))
    if not done and run.outcome == WAITING:
        with home.database.write() as connection:
            jobs.sent(connection, [run.id], at=None)  # it came before its turn: send it again
    return done


def _work(job: Job, run: JobRun) -> Work:
    order = run.order
    if order is None:
        return job.work
    _, does = ORDERS[run.job]
    return lambda home, told: does(home, told, order)


def process(home: Home, number: int, *, with_parent: bool = False) -> "Popen[bytes]":
    """Begin a process that does a run.

    Training takes all the time that a process has: requests would wait.

    Args:
        home: Where.
        number: The run.
        with_parent: It ends when this process does, however that ends.
    """
    program = [sys.executable, "-m", "scoreline.jobs.perform", str(home.settings.home), str(number)]
    if with_parent:
        program.append(str(os.getpid()))
    # Ctrl+C is for the parent, which gives its children the time to end what they are at.
    return Popen(program, stdin=DEVNULL, start_new_session=with_parent)  # noqa: S603 - our own


def start(home: Home, number: int) -> Thread:
    """Let a process of its own do what was ordered; return the thread that waits for its end."""

    def wait() -> None:
        try:
            process(home, number).wait()
            with home.database.write() as connection:
                ordered_jobs.bury(connection, at=home.wall.now(), number=number)
        except (OSError, StoreError) as error:
            # Its lease ends by itself, and with it the job.
            warn("a job is left to its lease", run=number, reason=str(error))

    thread = Thread(target=wait, daemon=True, name=f"job {number}")
    thread.start()
    return thread
