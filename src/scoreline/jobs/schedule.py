"""When what runs by itself is due: slots with names, by a clock and in a time zone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

WEEKDAYS: Final = frozenset(range(7))
"""Monday is 0."""

WORKING_DAYS: Final = frozenset(range(5))
_LOOK: Final = 31
"""Days to look back and ahead: every rule below has a day in any such span."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Slot:
    """One time at which something is due.

    Attributes:
        period: Its name, the same whenever it is asked for.
        due: The instant, in UTC.
    """

    period: str
    due: datetime


class Schedule(Protocol):
    """Says when; two slots never share a name."""

    def latest(self, now: datetime, zone: ZoneInfo) -> Slot:
        """Return the last slot that was due by an instant: those before it are not caught up."""

    def coming(self, now: datetime, zone: ZoneInfo) -> Slot:
        """Return the first slot after an instant."""


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes of UTC, which has no summer time: no hour is missing or double."""

    minutes: int

    def latest(self, now: datetime, zone: ZoneInfo) -> Slot:  # noqa: ARG002
        """Return the slot that an instant lies in."""
        step = timedelta(minutes=self.minutes)
        return self._slot(now - (now - _EPOCH) % step)

    def coming(self, now: datetime, zone: ZoneInfo) -> Slot:
        """Return the slot after the one that an instant lies in."""
        return self._slot(self.latest(now, zone).due + timedelta(minutes=self.minutes))

    def _slot(self, due: datetime) -> Slot:
        return Slot(f"{due.astimezone(UTC):%Y-%m-%dT%H:%MZ}", due)


@dataclass(frozen=True, slots=True)
class On:
    """At a time of day on certain days of a time zone's calendar.

    A day has one slot, whatever its clocks do: a time that is skipped in spring is due as much
    later as the clocks were put forward, of one that comes twice in autumn the first counts.

    Attributes:
        at: The time there.
        weekdays: On which days of the week.
        day: On which day of the month; None: any.
    """

    at: time
    weekdays: frozenset[int] = WEEKDAYS
    day: int | None = None

    def latest(self, now: datetime, zone: ZoneInfo) -> Slot:
        """Return the last slot due by an instant."""
        today = now.astimezone(zone).date()
        days = (today - timedelta(days=back) for back in range(_LOOK + 1))
        return next(slot for slot in self._slots(days, zone) if slot.due <= now)

    def coming(self, now: datetime, zone: ZoneInfo) -> Slot:
        """Return the first slot after an instant."""
        today = now.astimezone(zone).date()
        days = (today + timedelta(days=ahead) for ahead in range(_LOOK + 1))
        return next(slot for slot in self._slots(days, zone) if slot.due > now)

    def _slots(self, days: Iterable[date], zone: ZoneInfo) -> Iterator[Slot]:
        for each in days:
            if each.weekday() in self.weekdays and self.day in {None, each.day}:
                due = datetime.combine(each, self.at, zone).astimezone(UTC)
                yield Slot(each.isoformat(), due)
