"""What a job is: a plain function, when it is due, and what it may take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from scoreline.home import Home
from scoreline.jobs.schedule import Schedule, Slot
from scoreline.jobs.told import Told
from scoreline.settings import Settings

Work = Callable[[Home, Told], str]
"""Does the job as often as it is called, tells how far it is, and says what it did."""


class Queue(StrEnum):
    """Long work never keeps quick work waiting."""

    QUICK = "quick"
    LONG = "long"


def _none(_home: Home) -> Sequence[Slot]:
    return ()


@dataclass(frozen=True, slots=True)
class Job:
    """A job by name.

    Attributes:
        name: At most 40 characters.
        work: What it does; its first line of documentation says it.
        schedule: When it is due, by the settings; None: only when it is asked for.
        also: What else is due now, for reasons that are in the database.
        lock: Jobs that share it never run at the same time; a job never runs beside itself.
        after: It waits for these, where they are due as well.
        patience: It waits no longer for them than this, counted from when it fell due.
        queue: Who does it.
        limit: After so long it is ended.
        tries: How often it is tried, where it fails for a reason that may pass.
    """

    name: str
    work: Work
    schedule: Callable[[Settings], Schedule | None]
    also: Callable[[Home], Sequence[Slot]] = _none
    lock: str = ""
    after: tuple[str, ...] = ()
    patience: timedelta = timedelta.max
    queue: Queue = Queue.QUICK
    limit: timedelta = timedelta(minutes=10)
    tries: int = 3

    @property
    def does(self) -> str:
        """Return what it does, in a line."""
        return (self.work.__doc__ or "").strip().split("\n")[0].rstrip(".")

    def slots(self, home: Home) -> list[Slot]:
        """Return what is due by the home's clock."""
        schedule = self.schedule(home.settings)
        now, zone = home.clock.now(), ZoneInfo(home.settings.time_zone)
        regular = [] if schedule is None else [schedule.latest(now, zone)]
        return [*regular, *self.also(home)]

    def coming(self, home: Home) -> Slot | None:
        """Return the next slot of its schedule."""
        schedule = self.schedule(home.settings)
        if schedule is None:
            return None
        return schedule.coming(home.clock.now(), ZoneInfo(home.settings.time_zone))


def always(schedule: Schedule | None) -> Callable[[Settings], Schedule | None]:
    """Return a schedule that no setting changes."""
    return lambda _settings: schedule


def plain(work: Callable[[Home], str]) -> Work:
    """Return the work of a job too quick to tell how far it is."""

    def quiet(home: Home, _told: Told) -> str:
        return work(home)

    quiet.__doc__ = work.__doc__
    return quiet


RETRY: Final = timedelta(minutes=1)
RETRY_MOST: Final = timedelta(hours=1)


def pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures: 1, 4, 16 minutes, at most an hour."""
    return min(RETRY * (1 << 2 * max(failures - 1, 0)), RETRY_MOST)
