"""Whatever is stored, rows find their meetings one to one and in any order."""

from datetime import date, timedelta
from random import Random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from scoreline.store._meetings import legs

Day = tuple[int, int, date]
Meeting = tuple[int, int, date, int, str]
PAIR = ("home_id", "away_id")

pairs = st.sampled_from([(1, 2), (2, 1), (1, 3)])
days = st.integers(0, 300).map(lambda number: date(2024, 8, 1) + timedelta(days=number))
rows = st.lists(st.tuples(pairs, days), unique=True, max_size=10).map(
    lambda given: [(*pair, day) for pair, day in given]
)
statuses = st.sampled_from(["scheduled", "postponed", "finished", "awarded", "abandoned"])


@st.composite
def seasons(draw: st.DrawFn) -> list[Meeting]:
    """Draw what a store may hold: meetings of several pairs, numbered in any order."""
    stored: list[Meeting] = []
    for pair in ((1, 2), (2, 1), (1, 3)):
        dates = draw(st.lists(days, unique=True, max_size=4))
        numbers = draw(st.permutations(range(1, len(dates) + 1)))
        stored += [
            (*pair, day, leg, draw(statuses)) for day, leg in zip(dates, numbers, strict=True)
        ]
    return stored


def found(given_rows: list[Day], stored: list[Meeting]) -> list[int]:
    kinds = {"home_id": pl.Int64, "away_id": pl.Int64, "date": pl.Date}
    kept = {**kinds, "leg": pl.Int64, "status": pl.String}
    return legs(
        pl.DataFrame(given_rows, schema=kinds, orient="row"),
        pl.DataFrame(stored, schema=kept, orient="row"),
    )


@given(rows, seasons())
def test_no_two_rows_are_one_meeting_and_new_ones_count_on(
    given_rows: list[Day], stored: list[Meeting]
) -> None:
    legs_found = found(given_rows, stored)
    numbered = [(*row[:2], leg) for row, leg in zip(given_rows, legs_found, strict=True)]
    assert len(set(numbered)) == len(numbered)
    known = {(home, away, leg) for home, away, _, leg, _ in stored}
    for pair in {row[:2] for row in given_rows}:
        last = max((leg for *other, _, leg, _ in stored if tuple(other) == pair), default=0)
        new = sorted(leg for *other, leg in set(numbered) - known if tuple(other) == pair)
        assert new == list(range(last + 1, last + 1 + len(new)))


@given(rows, seasons(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_of_what_is_stored_does_not_matter(
    given_rows: list[Day], stored: list[Meeting], chance: Random
) -> None:
    expected = dict(zip(given_rows, found(given_rows, stored), strict=True))
    chance.shuffle(given_rows)
    chance.shuffle(stored)
    assert dict(zip(given_rows, found(given_rows, stored), strict=True)) == expected


@given(rows, seasons())
def test_a_row_of_a_stored_day_is_that_meeting(
    given_rows: list[Day], stored: list[Meeting]
) -> None:
    same = {(home, away, day): leg for home, away, day, leg, _ in stored}
    for row, leg in zip(given_rows, found(given_rows, stored), strict=True):
        assert leg == same.get(row, leg)


@given(rows, seasons())
def test_a_second_run_over_the_same_rows_finds_the_same_meetings(
    given_rows: list[Day], stored: list[Meeting]
) -> None:
    first = found(given_rows, stored)
    taken_in = {(*row[:2], leg): row for row, leg in zip(given_rows, first, strict=True)}
    statuses_of = {(home, away, leg): status for home, away, _, leg, status in stored}
    left = [each for each in stored if (*each[:2], each[3]) not in taken_in]
    after = [(*row, key[2], statuses_of.get(key, "scheduled")) for key, row in taken_in.items()]
    assert found(given_rows, [*left, *after]) == first


@given(rows, seasons())
def test_a_meeting_that_was_played_never_moves_more_than_two_weeks(
    given_rows: list[Day], stored: list[Meeting]
) -> None:
    played = {
        (home, away, leg): day
        for home, away, day, leg, status in stored
        if status in {"finished", "awarded", "abandoned"}
    }
    for row, leg in zip(given_rows, found(given_rows, stored), strict=True):
        day = played.get((*row[:2], leg), row[2])
        assert abs(day - row[2]) <= timedelta(days=14)
