"""The one place that knows what time it is."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.clock import FixedClock, SystemClock, clock_at, in_utc
from scoreline.errors import ConfigurationError

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
instants = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001
    datetime(2050, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, ZoneInfo("Europe/London"), timezone(timedelta(hours=-3))]),
)


def test_the_system_clock_says_the_machines_time_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_without_an_instant_the_clock_is_the_systems() -> None:
    assert isinstance(clock_at(None), SystemClock)


@given(instants)
def test_a_fixed_clock_stands_where_it_was_set(instant: datetime) -> None:
    clock = clock_at(instant)
    assert clock.now() == clock.now() == instant.astimezone(UTC)
    assert clock.now().tzinfo is UTC


@given(instants, instants)
def test_a_fixed_clock_moves_forwards_only(one: datetime, other: datetime) -> None:
    # In UTC, because Python compares two instants of one zone by what their wall clocks show.
    earlier, later = sorted([one.astimezone(UTC), other.astimezone(UTC)])
    clock = FixedClock(earlier)
    clock.set(later)
    assert clock.now() == later
    if earlier < later:
        with pytest.raises(ConfigurationError, match="cannot go back"):
            clock.set(earlier)
        assert clock.now() == later


def test_an_instant_without_a_time_zone_is_refused_with_an_example() -> None:
    naive = NOON.replace(tzinfo=None)
    for refuse in (in_utc, FixedClock, clock_at, FixedClock(NOON).set):
        with pytest.raises(ConfigurationError, match="no time zone; write it like 2026-05-01T"):
            refuse(naive)
