"""Measures of forecasts agree with hand-computed values and with scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as sk

from scoreline.models.metrics import (
    brier_scores,
    calibration_error,
    confusion,
    goal_metrics,
    hits,
    log_losses,
    outcome_metrics,
    ranked_probability_scores,
    reliability,
)

CHANCES = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.25, 0.25, 0.5], [0.6, 0.3, 0.1]])
OUTCOMES = np.array([0, 1, 2, 2])


def random_forecasts(rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    return rng.dirichlet([2, 1, 2], rows), rng.integers(0, 3, rows)


def test_log_loss_is_the_mean_of_minus_the_log_of_what_happened() -> None:
    assert log_losses(CHANCES, OUTCOMES) == pytest.approx(-np.log([0.5, 0.2, 0.5, 0.1]))


def test_log_loss_of_the_impossible_is_large_but_finite() -> None:
    assert 30 < log_losses(np.array([[1.0, 0.0, 0.0]]), np.array([2]))[0] < 40


def test_brier_score_sums_over_three_outcomes() -> None:
    assert brier_scores(CHANCES, OUTCOMES)[0] == pytest.approx(0.5**2 + 0.3**2 + 0.2**2)


def test_ranked_probability_score_is_divided_by_two() -> None:
    scores = ranked_probability_scores(CHANCES, OUTCOMES)
    assert scores[0] == pytest.approx((0.5**2 + 0.2**2) / 2)
    assert scores[3] == pytest.approx((0.6**2 + 0.9**2) / 2)


def test_ranked_probability_score_punishes_the_far_side_more_than_the_near_one() -> None:
    said = np.array([[0.8, 0.1, 0.1]] * 2)
    near, far = ranked_probability_scores(said, np.array([1, 2]))
    assert near < far


def test_a_tie_for_the_largest_probability_counts_in_part() -> None:
    thirds, halves = [1 / 3, 1 / 3, 1 / 3], [0.4, 0.4, 0.2]
    said = np.array([thirds, halves, halves])
    assert hits(said, np.array([0, 1, 2])) == pytest.approx([1 / 3, 1 / 2, 0])


def test_measures_agree_with_scikit_learn() -> None:
    said, happened = random_forecasts()
    found = outcome_metrics(said, happened)
    assert found["log_loss"] == pytest.approx(sk.log_loss(happened, said))
    assert found["accuracy"] == pytest.approx(sk.accuracy_score(happened, said.argmax(axis=1)))
    recalls = sk.recall_score(happened, said.argmax(axis=1), average=None)
    assert list(found["recall"].values()) == pytest.approx(list(recalls))
    assert found["confusion"] == sk.confusion_matrix(happened, said.argmax(axis=1)).tolist()
    briers = [sk.brier_score_loss(happened == k, said[:, k]) for k in range(3)]
    assert found["brier_mean"] == pytest.approx(np.mean(briers))
    assert found["brier_sum"] == pytest.approx(np.sum(briers))


def test_recall_of_an_outcome_that_never_happened_has_no_value() -> None:
    assert outcome_metrics(CHANCES[:1], OUTCOMES[:1])["recall"]["draw"] is None


def test_confusion_counts_what_happened_by_what_was_said() -> None:
    assert confusion(CHANCES, OUTCOMES).tolist() == [[1, 0, 0], [0, 0, 1], [1, 0, 1]]


def test_reliability_keeps_said_and_observed_apart_by_bin() -> None:
    said = np.array([[0.62, 0.2, 0.18], [0.68, 0.2, 0.12], [0.05, 0.9, 0.05], [1.0, 0.0, 0.0]])
    table = reliability(said, np.array([0, 1, 1, 0]), outcome=0)
    assert [(row.low, row.matches) for row in table] == [(0.0, 1), (0.6, 2), (0.9, 1)]
    assert table[1].forecast == pytest.approx(0.65)
    assert table[1].observed == pytest.approx(0.5)


def test_calibration_error_weighs_bins_by_their_matches() -> None:
    said = np.array([[0.62, 0.2, 0.18], [0.68, 0.2, 0.12], [0.05, 0.9, 0.05], [1.0, 0.0, 0.0]])
    error = calibration_error(said, np.array([0, 1, 1, 0]), outcome=0)
    assert error == pytest.approx((2 * 0.15 + 0.05 + 0.0) / 4)


def test_goal_errors_agree_with_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    expected, goals = rng.uniform(0.3, 2.5, (300, 2)), rng.poisson(1.3, (300, 2))
    found = goal_metrics(expected, goals)["away"]
    assert found["r2"] == pytest.approx(sk.r2_score(goals[:, 1], expected[:, 1]))
    assert found["mae"] == pytest.approx(sk.mean_absolute_error(goals[:, 1], expected[:, 1]))
    assert found["rmse"] == pytest.approx(sk.root_mean_squared_error(goals[:, 1], expected[:, 1]))


def test_percentage_errors_count_only_matches_with_goals() -> None:
    found = goal_metrics(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[0, 0], [2, 0]]))
    assert found["home"]["mape"] == pytest.approx(0.5)
    assert found["away"]["mape"] is None
    assert found["away"]["r2"] is None
