"""Slots have one name each, whatever the clocks of a time zone do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreline.jobs.schedule import WORKING_DAYS, Every, On, Schedule

LONDON = ZoneInfo("Europe/London")
RULES: list[Schedule] = [
    Every(15),
    Every(60),
    On(time(6), weekdays=WORKING_DAYS),
    On(time(1, 30)),
    On(time(3, 30), day=1),
    On(time(2), weekdays=frozenset({0})),
]
ZONES = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
INSTANTS = st.integers(0, 10 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def slots(rule: Schedule, start: datetime, end: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    found, slot = [], rule.coming(start, zone)
    while slot.due <= end:
        found.append((slot.period, f"{slot.due:%d %H:%M}"))
        slot = rule.coming(slot.due, zone)
    return found


@settings(max_examples=40)
@given(rule=st.sampled_from(RULES), zone=st.sampled_from(ZONES), now=INSTANTS)
def test_the_latest_slot_was_due_and_the_coming_one_is_not_and_none_lies_between(
    rule: Schedule, zone: str, now: datetime
) -> None:
    there = ZoneInfo(zone)
    latest, coming = rule.latest(now, there), rule.coming(now, there)
    assert latest.due <= now < coming.due
    assert latest.period != coming.period
    assert rule.coming(latest.due, there) == coming
    assert rule.latest(coming.due - timedelta(seconds=1), there) == latest
    assert rule.latest(coming.due, there) == coming


def test_a_time_that_spring_skips_is_due_once_and_later() -> None:
    # On 29 March 2026 01:30 does not exist in London.
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    found = slots(On(time(1, 30)), start, start + timedelta(days=2), LONDON)
    assert found == [("2026-03-29", "29 01:30"), ("2026-03-30", "30 00:30")]


def test_a_time_that_comes_twice_in_autumn_is_due_once() -> None:
    # On 25 October 2026 01:30 comes twice in London, at 00:30 and at 01:30 in UTC.
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    found = slots(On(time(1, 30)), start, start + timedelta(days=2), LONDON)
    assert found == [("2026-10-25", "25 00:30"), ("2026-10-26", "26 01:30")]


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]
)
def test_no_hour_is_missing_or_double_when_clocks_change(day: datetime) -> None:
    found = slots(Every(60), day, day + timedelta(days=1), LONDON)
    assert len(set(found)) == len(found) == 24


def test_tips_are_due_at_six_there_from_monday_to_friday() -> None:
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)  # a Friday
    found = slots(On(time(6), weekdays=WORKING_DAYS), start, start + timedelta(days=8), LONDON)
    assert [period for period, _ in found] == [f"2026-05-{day:02d}" for day in range(4, 9)]
    assert {due[-5:] for _, due in found} == {"05:00"}


def test_a_rule_by_the_month_finds_its_day_from_any_other() -> None:
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    rule = On(time(3, 30), day=1)
    assert rule.latest(now, LONDON).period == "2026-03-01"
    assert rule.coming(now, LONDON).period == "2026-04-01"
