"""Laws of the report: order does not matter, parts make the whole, fair prices earn nothing."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreline.domain import InformationSet, ScoreGrid
from scoreline.domain.frames import Evidence
from scoreline.evaluation.bootstrap import MatchDays
from scoreline.evaluation.returns import kelly, returns, value_bets
from scoreline.evaluation.summary import summarise
from scoreline.evaluation.walk import Walked
from scoreline.models import baselines, outcomes_of
from scoreline.models.sample import KEYS, Sample
from scoreline.testing.evidence import reordered
from scoreline.testing.leagues import simulated_league

pytestmark = pytest.mark.long


@cache
def league(seed: int) -> Evidence:
    return simulated_league(seed, teams=6, seasons=2, divisions=2)


def forecast(evidence: Evidence, order: int) -> Walked:
    """Return forecasts of a league's finished matches, in some order."""
    over = evidence.matches.filter(status="finished").sort("match_id").select(KEYS)
    rng = np.random.default_rng(len(over))
    means = rng.uniform(0.6, 2.4, (len(over), 2))
    grid = ScoreGrid.from_poisson(means[:, 0], means[:, 1])
    sample = Sample.of(over)
    easy = baselines(sample, sample)
    rows = np.random.default_rng(order).permutation(len(over))
    return Walked(
        matches=over[rows],
        grid=grid[rows],
        balanced=grid.outcomes().argmax(axis=1)[rows],
        baselines={name: chances[rows] for name, chances in easy.items()},
        unanswered=0,
        refits=1,
    )


def told(evidence: Evidence, order: int) -> dict[str, Any]:
    found = summarise(evidence, forecast(evidence, order), information=InformationSet.NONE, seed=3)
    return {name: value for name, value in found.items() if name != "bookmakers"}


@given(seed=st.integers(0, 20), order=st.integers(0, 2**32 - 1))
@settings(max_examples=4)
def test_the_order_of_matches_and_of_odds_does_not_matter(seed: int, order: int) -> None:
    evidence = league(seed)
    assert_alike(told(evidence, 0), told(reordered(evidence, order), order))


@given(seed=st.integers(0, 20))
@settings(max_examples=4)
def test_every_breakdown_has_every_match_once_and_its_mean_is_the_wholes(seed: int) -> None:
    found = told(league(seed), 0)
    whole = {row["figure"]: row for row in found["against"]["closing"]["figures"]}
    for rows in found["breakdown"].values():
        counts = np.array([row["matches"] for row in rows])
        assert counts.sum() == found["against"]["closing"]["matches"]
        for name, figure in (("log_loss", "model"), ("market_log_loss", "market")):
            parts = np.array([row[name] for row in rows])
            assert (parts * counts).sum() / counts.sum() == pytest.approx(whole["log_loss"][figure])


@given(seed=st.integers(0, 2**32 - 1), fraction=st.sampled_from([None, 0.25, 1.0]))
@settings(max_examples=4)
def test_bets_at_fair_prices_earn_nothing(seed: int, fraction: float | None) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.dirichlet([4, 3, 3], 4000)
    happened = (rng.random(4000)[:, None] > truth.cumsum(axis=1)).sum(axis=1)
    # The bettor errs; the prices are fair.
    said = rng.dirichlet([4, 3, 3], 4000) * 0.3 + truth * 0.7
    days = np.arange(4000) // 10
    bets = value_bets(said, 1 / truth, happened, days, closing=truth, fraction=fraction)
    found = returns(bets, MatchDays(days), compounds=fraction is not None)
    assert found["clv"]["value"] == pytest.approx(0, abs=1e-9)
    # Five standard errors, of which the interval has about four from end to end.
    width = found["yield"]["high"] - found["yield"]["low"]
    assert abs(found["yield"]["value"]) < 1.3 * width


@given(
    chance=st.floats(0.01, 0.99),
    price=st.floats(1.01, 50),
)
def test_kelly_stakes_only_with_an_edge_and_never_everything(chance: float, price: float) -> None:
    stake = kelly(np.array([chance]), np.array([price]))[0]
    assert 0 <= stake <= chance
    assert (stake > 0) == (chance * price > 1)


@given(seed=st.integers(0, 20))
@settings(max_examples=4)
def test_closing_odds_do_not_touch_what_is_bet_before_the_match(seed: int) -> None:
    evidence = league(seed)
    without = replace(evidence, odds=evidence.odds.filter(pl.col("moment") == "opening"))
    for one, other in zip(told(evidence, 0)["betting"], told(without, 0)["betting"], strict=True):
        assert {**one, "clv": None} == {**other, "clv": None}


def test_the_simulated_leagues_have_what_the_laws_are_about() -> None:
    walked = forecast(league(0), 0)
    assert len(set(outcomes_of(walked.matches.select("home_goals", "away_goals").to_numpy()))) == 3
    assert told(league(0), 0)["betting"]


def assert_alike(one: Any, other: Any) -> None:
    """Compare plain values, numbers but for what rounding leaves."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for name, value in one.items():
            assert_alike(value, other[name])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for value, twin in zip(one, other, strict=True):
            assert_alike(value, twin)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-6, abs=1e-9)
    else:
        assert one == other
