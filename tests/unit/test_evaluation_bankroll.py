"""What became of a bankroll, and how much of that is luck."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreline.evaluation.bankroll import curve, record
from scoreline.evaluation.returns import Bets


def settled(days: list[int], profits: list[float], stakes: list[float] | None = None) -> Bets:
    return Bets(
        day=np.array(days, dtype=np.int64),
        match=np.arange(len(days)),
        stake=np.array(stakes or [1.0] * len(days)),
        profit=np.array(profits),
        clv=np.full(len(days), 0.01),
    )


def test_a_bankroll_is_the_start_and_all_profits() -> None:
    found = record(settled([1, 1, 2], [1.5, -1, 2]), start=10, compounds=False)
    assert found["bankroll"] == pytest.approx(12.5)
    assert found["roi"]["value"] == pytest.approx(0.25)
    assert found["yield"]["value"] == pytest.approx(2.5 / 3)
    assert found["clv"]["value"] == pytest.approx(0.01)


def test_a_drawdown_is_the_deepest_fall_from_the_highest_point() -> None:
    found = record(settled([1, 2, 3, 4], [10, -5, -4, 20]), start=10, compounds=False)
    assert found["max_drawdown"]["value"] == pytest.approx(9 / 20)


def test_who_never_bet_has_what_it_began_with_and_no_intervals() -> None:
    found = record(settled([], []), start=10, compounds=True)
    assert (found["bankroll"], found["roi"], found["max_drawdown"]) == (10, None, None)
    assert len(curve(settled([], []), start=10, compounds=True).days) == 0


# Hundredths, as money is: beside a bankroll nothing smaller shows.
profits = st.lists(st.integers(-100, 300).map(lambda cents: cents / 100), min_size=2, max_size=12)


@settings(max_examples=20)
@given(profits, st.booleans())
def test_drawdowns_and_curves_keep_their_laws(found: list[float], compounds: bool) -> None:
    bets = settled(list(range(len(found))), found)
    row = record(bets, start=20, compounds=compounds)
    drawdown = row["max_drawdown"]
    assert 0 <= drawdown["low"] <= drawdown["high"] <= 1
    assert 0 <= drawdown["value"] <= 1
    assert (drawdown["value"] == 0) == all(each >= 0 for each in found)
    path = curve(bets, start=20, compounds=compounds)
    assert path.bankroll[-1] == pytest.approx(row["bankroll"])
    assert (path.low <= path.high).all()
    assert record(bets, start=20, compounds=compounds) == row


@settings(max_examples=20)
@given(profits)
def test_money_that_is_worth_twice_as_much_falls_as_deep(found: list[float]) -> None:
    days = list(range(len(found)))
    one = record(settled(days, found), start=20, compounds=False)
    two = record(settled(days, [2 * each for each in found]), start=40, compounds=False)
    assert two["max_drawdown"]["value"] == pytest.approx(one["max_drawdown"]["value"])
    assert two["roi"]["value"] == pytest.approx(one["roi"]["value"])
