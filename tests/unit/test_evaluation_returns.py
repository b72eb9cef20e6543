"""Bets: who places them, what they come to, and what the closing line says."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from scoreline.domain import InformationSet
from scoreline.evaluation.betting import betting_rows
from scoreline.evaluation.bootstrap import MatchDays
from scoreline.evaluation.market import Market
from scoreline.evaluation.returns import Bets, kelly, returns, value_bets
from scoreline.models import Floats

CHANCES = np.array([[0.5, 0.3, 0.2], [0.6, 0.25, 0.15], [0.3, 0.3, 0.4]])
PRICES = np.array([[2.2, 3.0, 4.0], [1.6, 5.0, np.nan], [3.0, 3.0, 2.6]])
OUTCOMES = np.array([0, 0, 2])
DAYS = np.array([1, 2, 2])
NOWHERE = np.full((3, 3), np.nan)


def placed(**how: float | None) -> Bets:
    given = {"closing": NOWHERE, **how}
    return value_bets(CHANCES, PRICES, OUTCOMES, DAYS, **given)  # type: ignore[arg-type]


def test_a_bet_is_placed_where_enough_profit_is_expected() -> None:
    bets = placed()
    assert bets.match.tolist() == [0, 1, 2]
    assert bets.stake.tolist() == [1, 1, 1]
    assert bets.profit == pytest.approx([1.2, -1.0, 1.6])


def test_everything_is_bet_on_without_an_edge_to_ask_for() -> None:
    assert len(placed(edge=None)) == 8


def test_no_bet_is_placed_at_a_price_that_is_not_there() -> None:
    nothing = value_bets(CHANCES, NOWHERE, OUTCOMES, DAYS, closing=NOWHERE)
    assert len(nothing) == 0
    found = returns(nothing, MatchDays(DAYS), compounds=False)
    assert (found["bets"], found["yield"], found["clv"], found["max_drawdown"]) == (
        0,
        None,
        None,
        0,
    )


def test_kellys_stake_is_the_edge_over_the_odds() -> None:
    assert kelly(np.array([0.5]), np.array([2.2])) == pytest.approx([0.1 / 1.2])


def test_without_an_edge_kelly_stakes_nothing() -> None:
    chance = np.linspace(0.01, 0.99, 99)
    assert kelly(chance, 1 / chance) == pytest.approx(np.zeros(99), abs=1e-12)
    assert (kelly(chance, 0.9 / chance + 0.1) >= 0).all()
    assert (kelly(chance * 0.9, 1 / chance) == 0).all()


def test_kellys_stake_grows_a_bankroll_fastest() -> None:
    chance, price = 0.55, 2.1
    stakes = np.linspace(0, 0.5, 501)
    growth = chance * np.log(1 + stakes * (price - 1)) + (1 - chance) * np.log(1 - stakes)
    best = kelly(np.array([chance]), np.array([price]))[0]
    assert best == pytest.approx(stakes[growth.argmax()], abs=0.001)


def test_a_days_stakes_never_exceed_the_bankroll() -> None:
    sure = np.tile([0.98, 0.01, 0.01], (5, 1))
    prices = np.tile([3.0, 3.0, 3.0], (5, 1))
    bets = value_bets(
        sure, prices, np.zeros(5, np.int64), np.zeros(5, np.int64), closing=sure, fraction=1.0
    )
    assert bets.stake.sum() == pytest.approx(1.0)


def test_the_bankroll_compounds_by_day_and_falls_from_its_height() -> None:
    bets = Bets(
        day=np.array([1, 2, 3]),
        match=np.array([0, 1, 2]),
        stake=np.array([0.5, 0.5, 0.5]),
        profit=np.array([0.5, -0.5, 0.25]),
        clv=np.zeros(3),
    )
    found = returns(bets, MatchDays(np.arange(3)), compounds=True)
    assert found["bankroll"] == pytest.approx(1.5 * 0.5 * 1.25)
    assert found["max_drawdown"] == pytest.approx(0.5)
    assert found["yield"]["value"] == pytest.approx(0.25 / 1.5)


def test_flat_stakes_fall_by_units() -> None:
    found = returns(placed(), MatchDays(DAYS), compounds=False)
    assert found["profit"] == pytest.approx(1.8)
    assert found["max_drawdown"] == 0
    assert found["bankroll"] is None


def test_a_price_above_the_closing_one_has_closing_line_value() -> None:
    closing = np.array([[0.5, 0.3, 0.2], [0.64, 0.2, 0.16], [np.nan] * 3])
    bets = value_bets(CHANCES, PRICES, OUTCOMES, DAYS, closing=closing)
    assert bets.clv[:2] == pytest.approx([0.1, 0.0])
    assert np.isnan(bets.clv[2])
    found = returns(bets, MatchDays(DAYS), compounds=False)
    assert found["clv"]["value"] == pytest.approx(0.05)


def market(scale: float) -> Market:
    """Return a market of some thousand matches whose fair prices are ``TRUTH``, times a factor."""
    names = pl.Series(["pinnacle"] * len(TRUTH))
    prices = scale / TRUTH
    return Market(names, prices, prices * 1.01, np.full(len(TRUTH), np.nan))


TRUTH = np.random.default_rng(8).dirichlet([4, 3, 3], 3000)
HAPPENED = (np.random.default_rng(9).random(3000)[:, None] > TRUTH.cumsum(axis=1)).sum(axis=1)


def bettors(chances: Floats, information: InformationSet) -> dict[tuple[str, str, str], Any]:
    rows = betting_rows(
        chances,
        market(0.97),
        market(0.98),
        HAPPENED,
        np.arange(3000) // 10,
        information=information,
    )
    return {(row["bettor"], row["prices"], row["stakes"]): row for row in rows}


def test_betting_on_everything_costs_the_margin() -> None:
    found = bettors(TRUTH, InformationSet.NONE)
    cost = found["everything", "reference opening", "flat"]
    assert cost["bets"] == 9000
    assert cost["yield"]["low"] < -0.03 < cost["yield"]["high"]
    assert cost["clv"]["value"] == pytest.approx(-0.03, abs=0.01)


def test_nobody_bets_who_expects_no_profit() -> None:
    assert {bettor for bettor, _, _ in bettors(TRUTH, InformationSet.PAST)} == {"everything"}


def test_who_sees_more_than_the_market_earns() -> None:
    seen = TRUTH * np.where(np.eye(3)[HAPPENED] > 0, 1.2, 0.9)
    found = bettors(seen, InformationSet.OPENING)
    for stakes in ("flat", "quarter Kelly"):
        earned = found["model", "reference opening", stakes]
        assert earned["yield"]["low"] > 0
    assert found["model", "reference opening", "quarter Kelly"]["bankroll"] > 1


def test_who_has_seen_the_closing_line_bets_at_closing_prices() -> None:
    seen = TRUTH * np.where(np.eye(3)[HAPPENED] > 0, 1.2, 0.9)
    found = bettors(seen, InformationSet.CLOSING)
    assert {prices for _, prices, _ in found} == {"reference closing", "best closing"}
