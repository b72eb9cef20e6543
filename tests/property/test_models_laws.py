"""Laws that cutting, pooling, calibrating and taking margins out obey for any numbers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoreline.domain.odds import METHODS, Margin
from scoreline.models import LARGEST, DecisionRule, Floats
from scoreline.models._linear import Linear, Scaling
from scoreline.models.calibrations import KINDS, Isotonic, Temperature
from scoreline.models.metrics import (
    brier_scores,
    log_losses,
    outcome_metrics,
    ranked_probability_scores,
)
from scoreline.models.parts import edges
from scoreline.models.pooling import log_pool

SEEDS = st.integers(0, 2**32 - 1)


def forecasts(seed: int, rows: int = 20) -> Floats:
    return np.random.default_rng(seed).dirichlet([1.5, 1.0, 1.2], rows)


@given(
    days=st.lists(st.integers(0, 40), min_size=1, max_size=200).map(sorted),
    shares=st.lists(st.floats(0.01, 1.0), min_size=1, max_size=5),
)
def test_parts_are_whole_days_in_order_and_none_is_empty(
    days: list[int], shares: list[float]
) -> None:
    assume(len(set(days)) >= len(shares))
    cuts = edges(np.array(days), shares)
    assert cuts[0] == 0
    assert cuts[-1] == len(days)
    assert len(cuts) == len(shares) + 1
    assert all(before < after for before, after in pairwise(cuts))
    assert all(days[cut - 1] < days[cut] for cut in cuts[1:-1])


@given(seed=SEEDS, columns=st.integers(1, 300), targets=st.integers(1, 3))
def test_a_linear_predictor_of_one_row_is_that_of_the_batch_to_the_last_bit(
    seed: int, columns: int, targets: int
) -> None:
    rng = np.random.default_rng(seed)
    x = np.asfortranarray(rng.normal(size=(20, columns)))
    linear = Linear.of(Scaling.of(x), rng.normal(size=(targets, columns)), rng.normal(size=targets))
    alone = np.concatenate([linear.predict(x[[row]]) for row in range(len(x))])
    assert np.array_equal(alone, linear.predict(x))


@given(seed=SEEDS, members=st.integers(1, 12), silent=st.floats(0.0, 0.9))
def test_a_pool_of_one_row_is_that_of_the_batch_to_the_last_bit(
    seed: int, members: int, silent: float
) -> None:
    rng = np.random.default_rng(seed)
    known = rng.dirichlet([2, 1, 2], (members, 20))
    known[1:][rng.random((members - 1, 20)) < silent] = np.nan
    weights = rng.dirichlet(np.ones(members))
    alone = [log_pool(list(known[:, [row]]), weights)[0] for row in range(20)]
    assert np.array_equal(alone, log_pool(list(known), weights))


@given(seed=SEEDS, rows=st.integers(1, 60), kind=st.sampled_from(sorted(KINDS)))
def test_calibrated_chances_sum_to_one_promise_nothing_and_do_not_depend_on_other_rows(
    seed: int, rows: int, kind: str
) -> None:
    rng = np.random.default_rng(seed)
    taught = KINDS[kind].fit(forecasts(seed, rows), rng.integers(0, 3, rows))
    said = np.concatenate([forecasts(seed // 2), np.full((1, 3), 1 / 3)])
    calibrated = taught.apply(said)
    assert calibrated.sum(axis=1) == pytest.approx(np.ones(len(said)))
    assert ((calibrated > 0) & (calibrated < 1)).all()
    alone = np.concatenate([taught.apply(said[[row]]) for row in range(len(said))])
    assert np.array_equal(alone, calibrated)


@given(seed=SEEDS, rows=st.integers(2, 60))
def test_on_an_isotonic_curve_a_larger_chance_never_becomes_a_smaller_rate(
    seed: int, rows: int
) -> None:
    outcomes = np.random.default_rng(seed).integers(0, 3, rows)
    curves = Isotonic.fit(forecasts(seed, rows), outcomes)
    for said, rates in zip(curves.forecasts, curves.rates, strict=True):
        assert (np.diff(said) > 0).all()
        assert (np.diff(rates) >= 0).all()
        assert 0 < rates[0] <= rates[-1] < 1


@given(seed=SEEDS, scale=st.floats(0.01, 100))
def test_only_the_ratios_of_a_rule_s_weights_matter(seed: int, scale: float) -> None:
    said = forecasts(seed)
    weights = np.random.default_rng(seed).uniform(0.5, 2, 3)
    picks = DecisionRule(weights.tolist()).apply(said)
    assert np.array_equal(picks, DecisionRule((weights * scale).tolist()).apply(said))
    assert np.array_equal(LARGEST.apply(said), said.argmax(axis=1))


@given(seed=SEEDS, temperature=st.floats(0.5, 2.0))
def test_a_temperature_keeps_the_order_of_outcomes(seed: int, temperature: float) -> None:
    said = forecasts(seed)
    calibrated = Temperature(temperature).apply(said)
    assert calibrated.sum(axis=1) == pytest.approx(np.ones(len(said)))
    assert np.array_equal(calibrated.argmax(axis=1), said.argmax(axis=1))


@given(seed=SEEDS, weight=st.floats(0.0, 1.0))
def test_a_pool_does_not_depend_on_the_order_of_its_members(seed: int, weight: float) -> None:
    one, other = forecasts(seed), forecasts(seed // 2 + 1)
    weights = np.array([weight, 1 - weight])
    pooled = log_pool([one, other], weights)
    assert pooled == pytest.approx(log_pool([other, one], weights[::-1]))
    assert pooled.sum(axis=1) == pytest.approx(np.ones(len(one)))


@given(seed=SEEDS, margin=st.floats(-0.05, 0.3), method=st.sampled_from([*METHODS]))
def test_a_shorter_price_never_means_a_smaller_probability(
    seed: int, margin: float, method: Margin
) -> None:
    prices = 1 / np.clip(forecasts(seed) * (1 + margin), 0.005, 0.98)
    chances = METHODS[method](prices)
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(prices)))
    assert ((chances >= 0) & (chances <= 1)).all()
    ranked = np.take_along_axis(chances, prices.argsort(axis=1), axis=1)
    assert (np.diff(ranked, axis=1) <= 1e-9).all()


@given(seed=SEEDS)
def test_proper_scores_are_best_on_average_for_the_true_probabilities(seed: int) -> None:
    truth, other = forecasts(seed, 1), forecasts(seed // 2 + 7, 1)
    assume(np.abs(truth - other).max() > 0.01)
    outcomes = np.arange(3)
    for score in (log_losses, brier_scores, ranked_probability_scores):
        honest = (truth[0] * score(np.repeat(truth, 3, axis=0), outcomes)).sum()
        dishonest = (truth[0] * score(np.repeat(other, 3, axis=0), outcomes)).sum()
        assert honest < dishonest


@given(seed=SEEDS)
def test_seen_from_the_other_side_a_forecast_is_as_good(seed: int) -> None:
    said = forecasts(seed)
    outcomes = np.random.default_rng(seed).integers(0, 3, len(said))
    here, there = outcome_metrics(said, outcomes), outcome_metrics(said[:, ::-1], 2 - outcomes)
    for measure in ("log_loss", "brier_sum", "rps", "calibration_error"):
        assert here[measure] == pytest.approx(there[measure])
