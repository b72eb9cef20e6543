"""The only place that knows what time it is; every as-of instant comes from here."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from scoreline.errors import ConfigurationError


class Clock(Protocol):
    """Anything that can say which instant scoreline speaks from."""

    def now(self) -> datetime:
        """Return the current instant, timezone-aware, in UTC."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it was set: demos, replays and tests."""

    def __init__(self, instant: datetime) -> None:
        self._instant = in_utc(instant)

    def now(self) -> datetime:
        """Return the instant the clock was last set to."""
        return self._instant

    def set(self, instant: datetime) -> None:
        """Move the clock to an instant; a replay never moves it backwards."""
        moved = in_utc(instant)
        if moved < self._instant:
            raise ConfigurationError(f"the clock cannot go back from {self._instant} to {moved}")
        self._instant = moved


def clock_at(as_of: datetime | None) -> Clock:
    """Return the system clock, or one that stands at ``as_of`` where that is set."""
    return SystemClock() if as_of is None else FixedClock(as_of)


def first_instant(day: date) -> datetime:
    """Return the instant at which a day begins in UTC."""
    return datetime.combine(day, time(), UTC)


def first_day_after(instant: datetime) -> date:
    """Return the first day that began at an instant or later."""
    whole = instant.time() == time()
    return instant.date() if whole else instant.date() + timedelta(days=1)


def in_utc(instant: datetime) -> datetime:
    """Express an aware instant in UTC.

    Raises:
        ConfigurationError: The instant has no time zone, so it names no moment.
    """
    if instant.tzinfo is None:
        raise ConfigurationError(f"{instant} has no time zone; write it like 2026-05-01T12:00:00Z")
    return instant.astimezone(UTC)
