"""Which stored meeting a row is about."""

from datetime import date
from typing import Final

import polars as pl
import pytest

from scoreline.store._meetings import legs

AUGUST: Final = date(2024, 8, 1)
OCTOBER: Final = date(2024, 10, 5)
DECEMBER: Final = date(2024, 12, 7)
MARCH: Final = date(2025, 3, 1)

Stored = tuple[date, int, str]


def found(days: list[date], *stored: Stored) -> list[int]:
    """Return the legs of rows of one pair of clubs."""
    kinds = {"home_id": pl.Int64, "away_id": pl.Int64, "date": pl.Date}
    rows = pl.DataFrame([(1, 2, day) for day in days], schema=kinds, orient="row")
    meetings = [(1, 2, day, leg, status) for day, leg, status in stored]
    schema = {**kinds, "leg": pl.Int64, "status": pl.String}
    return legs(rows, pl.DataFrame(meetings, schema=schema, orient="row"))


def test_meetings_are_numbered_by_date_when_nothing_is_stored() -> None:
    assert found([DECEMBER, AUGUST, MARCH]) == [2, 1, 3]


def test_a_meeting_of_which_no_file_spoke_before_is_not_the_one_that_was_played() -> None:
    assert found([DECEMBER], (AUGUST, 1, "finished")) == [2]


@pytest.mark.parametrize("status", ["finished", "awarded", "abandoned", "scheduled", "postponed"])
def test_a_row_of_the_same_day_is_the_same_meeting_however_it_stands(status: str) -> None:
    assert found([DECEMBER, AUGUST], (AUGUST, 1, status), (DECEMBER, 2, status)) == [2, 1]


@pytest.mark.parametrize("status", ["scheduled", "postponed"])
def test_a_meeting_still_to_be_played_may_move_any_distance(status: str) -> None:
    assert found([MARCH], (AUGUST, 1, status)) == [1]


def test_a_postponed_meeting_may_move_past_the_second_one() -> None:
    stored = (AUGUST, 1, "postponed"), (DECEMBER, 2, "scheduled")
    assert found([DECEMBER, MARCH], *stored) == [2, 1]


def test_a_postponed_meeting_may_move_close_to_one_that_was_played() -> None:
    stored = (AUGUST, 1, "postponed"), (DECEMBER, 2, "finished")
    assert found([date(2024, 12, 17)], *stored) == [1]


@pytest.mark.parametrize("days", [1, 2, 3])
def test_a_corrected_date_is_the_same_meeting_though_another_is_still_to_come(days: int) -> None:
    corrected = date(2024, 8, 1 + days)
    stored = (AUGUST, 1, "finished"), (DECEMBER, 2, "scheduled")
    assert found([corrected], *stored) == [1]
    assert found([date(2024, 12, 9), corrected], *stored) == [2, 1]
    assert found([MARCH, corrected], *stored) == [2, 1]


def test_a_played_meeting_is_corrected_by_two_weeks_at_most() -> None:
    assert found([date(2024, 8, 15)], (AUGUST, 1, "finished")) == [1]
    assert found([date(2024, 8, 16)], (AUGUST, 1, "finished")) == [2]


def test_each_of_four_meetings_keeps_its_number() -> None:
    days = [AUGUST, OCTOBER, DECEMBER, MARCH]
    stored = [(day, leg, "finished") for leg, day in enumerate(days, 1)]
    assert found(days[::-1], *stored) == [4, 3, 2, 1]
    assert found(days, *stored[:2]) == [1, 2, 3, 4]
    moved = [*stored[:2], (DECEMBER, 3, "postponed"), (MARCH, 4, "scheduled")]
    assert found([date(2025, 4, 20), *days[:2], MARCH], *moved) == [3, 1, 2, 4]


def test_the_other_ground_is_another_meeting() -> None:
    rows = pl.DataFrame({"home_id": [2], "away_id": [1], "date": [AUGUST]})
    meeting = {"home_id": [1], "away_id": [2], "date": [AUGUST], "leg": [4], "status": ["finished"]}
    assert legs(rows, pl.DataFrame(meeting)) == [1]


def of_week(days: list[tuple[date, int | None]], *stored: tuple[date, int, str, int]) -> list[int]:
    """Return the legs of rows of one pair of clubs that say their matchweek, or do not."""
    pair = {"home_id": 1, "away_id": 2}
    rows = [{**pair, "date": day, "matchweek": week} for day, week in days]
    meetings = [
        {**pair, "date": day, "leg": leg, "status": status, "matchweek": week}
        for day, leg, status, week in stored
    ]
    return legs(pl.DataFrame(rows), pl.DataFrame(meetings))


def test_of_two_meetings_to_be_played_the_one_of_the_matchweek_moved() -> None:
    stored = (AUGUST, 1, "postponed", 3), (DECEMBER, 2, "scheduled", 22)
    beside = date(2024, 12, 8)
    assert of_week([(beside, 3)], *stored) == [1]
    assert of_week([(beside, 22)], *stored) == [2]
    assert of_week([(beside, None)], *stored) == [2]
    assert of_week([(beside, 3), (DECEMBER, 22)], *stored) == [1, 2]
    assert of_week([(DECEMBER, 3), (MARCH, 22)], *stored) == [1, 2]


def test_a_matchweek_does_not_move_a_meeting_that_was_played() -> None:
    stored = (AUGUST, 1, "finished", 3), (DECEMBER, 2, "scheduled", 22)
    assert of_week([(MARCH, 3)], *stored) == [2]
    assert of_week([(AUGUST, 22)], *stored) == [1]
