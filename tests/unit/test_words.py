"""Numbers as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.words import counted, signed_line, spanned, whole_percents


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 matches"), (1, "1 match"), (2, "2 matches"), (380, "380 matches")]
)
def test_one_is_singular(number: int, said: str) -> None:
    assert counted(number, "match") == said


def test_most_nouns_take_an_s_and_others_are_given() -> None:
    assert (counted(1, "tip"), counted(3, "tip")) == ("1 tip", "3 tips")
    assert counted(2, "row or value", "rows or values") == "2 rows or values"


@pytest.mark.parametrize(
    ("shares", "percents"),
    [
        ((0.454, 0.263, 0.283), [46, 26, 28]),
        ((1 / 3, 1 / 3, 1 / 3), [34, 33, 33]),
        ((1.0, 0.0, 0.0), [100, 0, 0]),
        ((0.335, 0.335, 0.33), [34, 33, 33]),
    ],
)
def test_the_largest_remainders_are_rounded_up(
    shares: tuple[float, ...], percents: list[int]
) -> None:
    assert whole_percents(shares) == percents


@given(st.lists(st.floats(0.001, 1), min_size=3, max_size=3))
def test_whole_percents_add_up_to_100_and_lie_next_to_the_exact_ones(parts: list[float]) -> None:
    shares = [part / sum(parts) for part in parts]
    percents = whole_percents(shares)
    assert sum(percents) == 100
    for percent, share in zip(percents, shares, strict=True):
        assert abs(percent - 100 * share) < 1


@pytest.mark.parametrize(
    ("goals", "said"), [(-0.75, "-0.75"), (-0.0, "0"), (1.0, "+1"), (1.5, "+1.5")]
)
def test_a_handicap_is_written_with_its_sign(goals: float, said: str) -> None:
    assert signed_line(goals) == said


@pytest.mark.parametrize(
    ("years", "said"),
    [((), ""), ((2000,), "2000"), ((2001, 2000, 2002), "2000-2002"), ((2000, 2002), "2000,2002")],
)
def test_years_in_a_row_are_a_span(years: tuple[int, ...], said: str) -> None:
    assert spanned(years) == said
