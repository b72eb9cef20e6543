"""Recommended outcomes: the likeliest, or each as often as it can be found."""

from dataclasses import replace

import numpy as np
import pytest

from models_world import LINEAR, simulated_frame
from scoreline.models import LARGEST, Ensemble, ScoreModel, balanced, decision_of, fit, train
from scoreline.models.decision import DecisionRule
from scoreline.models.metrics import decision_metrics, mean_recall

FRAME = simulated_frame()


def forecasts(rows: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return true chances with few draws that stand out, and what happened."""
    rng = np.random.default_rng(seed)
    true = rng.dirichlet([4.5, 2.5, 3], rows)
    outcomes = (rng.random(rows)[:, None] > true.cumsum(axis=1)).sum(axis=1)
    return true, outcomes


def test_without_weights_the_likeliest_outcome_is_recommended() -> None:
    said = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [0.3, 0.4, 0.3]])
    assert LARGEST.apply(said).tolist() == [0, 2, 1]
    assert DecisionRule((1.0, 2.0, 1.0)).apply(said).tolist() == [1, 1, 1]


def test_the_balanced_rule_finds_more_of_each_outcome_on_average() -> None:
    said, outcomes = forecasts(4000)
    later, happened = forecasts(4000, seed=2)
    rule = balanced(said, outcomes, np.arange(4000) // 10)
    assert mean_recall(rule.apply(later), happened) > mean_recall(LARGEST.apply(later), happened)
    draws = decision_metrics(rule.apply(later), happened)["recall"]["draw"]
    assert draws > decision_metrics(LARGEST.apply(later), happened)["recall"]["draw"]


def test_of_true_chances_the_balanced_rule_divides_by_how_often_an_outcome_comes() -> None:
    said, outcomes = forecasts(20_000)
    weights = np.array(balanced(said, outcomes, np.arange(20_000)).weights)
    often = np.bincount(outcomes) / len(outcomes)
    assert weights * often == pytest.approx(np.full(3, weights[0] * often[0]), rel=0.15)


def test_weights_move_where_chances_do_not_mean_what_they_say() -> None:
    said, outcomes = forecasts(20_000)
    shy = said * [1.0, 0.8, 1.0]
    weights = np.array(balanced(shy, outcomes, np.arange(20_000)).weights)
    often = np.bincount(outcomes) / len(outcomes)
    ratios = weights * often
    assert ratios[1] / ratios[0] == pytest.approx(1.25, rel=0.1)


def test_with_too_few_days_to_try_on_only_how_often_outcomes_come_counts() -> None:
    said, outcomes = forecasts(100)
    rule = balanced(said, outcomes, np.repeat([1, 2], 50))
    assert rule.weights == pytest.approx(100 / (np.bincount(outcomes) + 1))


def test_an_outcome_that_never_came_is_no_reason_to_fail() -> None:
    said, _ = forecasts(100)
    rule = balanced(said, np.zeros(100, dtype=np.int64), np.arange(100))
    assert np.isfinite(rule.weights).all()


def test_a_model_recommends_by_the_rule_of_its_recipe_and_still_does_after_storage() -> None:
    plain, model = fit(FRAME, LINEAR), fit(FRAME, replace(LINEAR, decision="balanced"))
    assert plain.decision == LARGEST
    assert model.decision == model.pool.balanced == plain.pool.balanced != LARGEST
    assert Ensemble.restore(model.dump()).decision == model.decision
    assert np.array_equal(model.predict(FRAME).values, plain.predict(FRAME).values)


def test_training_reports_what_either_rule_finds_on_later_matches() -> None:
    metrics = train(FRAME, replace(LINEAR, decision="balanced")).metrics
    assert metrics["pool"]["decision"] == "balanced"
    largest, even = metrics["decisions"]["largest"], metrics["decisions"]["balanced"]
    assert largest["recall"] == metrics["outcomes"]["recall"]
    assert largest["weights"] == [1.0, 1.0, 1.0]
    assert even["mean_recall"] == pytest.approx(np.mean(list(even["recall"].values())))


def test_a_forecaster_without_a_rule_of_its_own_recommends_the_likeliest() -> None:
    class Plain:
        """Any forecaster."""

    model: ScoreModel = Plain()  # type: ignore[assignment]
    assert decision_of(model) is LARGEST
    ours = fit(FRAME, replace(LINEAR, decision="balanced"))
    assert decision_of(ours) == ours.pool.balanced
