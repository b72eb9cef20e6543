"""Plots of pages: labels that can be read, axes that hold whatever is drawn."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.web.pages.charts import Line, Tick, lines, spread

PLACES = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12)


@given(PLACES)
def test_labels_are_never_closer_than_asked_and_keep_their_order(places: list[float]) -> None:
    moved = spread(places, 14)
    order = sorted(range(len(places)), key=lambda number: places[number])
    assert all(moved[b] - moved[a] >= 14 - 1e-6 for a, b in pairwise(order))


@given(PLACES)
def test_labels_that_have_room_stay_where_they_are(places: list[float]) -> None:
    apart = [20.0 * number for number in range(len(places))]
    assert spread(apart, 14) == pytest.approx(apart)


def test_labels_that_crowd_move_no_more_than_they_must() -> None:
    assert spread([100, 100, 100], 14) == pytest.approx([86, 100, 114])
    assert spread([0, 200, 202], 14) == pytest.approx([0, 194, 208])


@pytest.mark.parametrize("at", [0.0, 1.0, 1.78e9])
def test_points_at_one_place_are_drawn_however_large_its_number(at: float) -> None:
    line = Line("one", [(at, 0.2), (at, 0.4)], "s1")
    for plot in lines([line], across=[Tick(at, "now")], up=[Tick(0, "0"), Tick(1, "1")],
                      describes="d"):  # fmt: skip
        assert "nan" not in plot
