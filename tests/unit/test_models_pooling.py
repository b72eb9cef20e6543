"""Weights go to whom they belong, and no further than the matches can tell."""

import numpy as np
import pytest

from scoreline.domain import ScoreGrid
from scoreline.models.pooling import (
    dependence,
    goals_weights,
    log_pool,
    outcome_slopes,
    outcome_weights,
    pool_means,
)


def forecasts(rows: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return a forecaster that knows, one that guesses, and what happened."""
    rng = np.random.default_rng(2)
    knows, guesses = rng.dirichlet([2, 1.5, 1.8], rows), rng.dirichlet([2, 1.5, 1.8], rows)
    outcomes = (rng.random(rows)[:, None] > knows.cumsum(axis=1)).sum(axis=1)
    return [knows, guesses], outcomes


def test_the_one_who_knows_gets_the_weight() -> None:
    given, outcomes = forecasts(20_000)
    weights = outcome_weights(given, outcomes, [0.5, 0.5])
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > 0.9


def test_a_handful_of_matches_hardly_moves_the_weights() -> None:
    given, outcomes = forecasts(5)
    assert outcome_weights(given, outcomes, [0.3, 0.7]) == pytest.approx([0.3, 0.7], abs=0.05)


def test_one_forecast_alone_has_all_the_weight() -> None:
    given, outcomes = forecasts(10)
    assert outcome_weights(given[:1], outcomes, [1.0]).tolist() == [1.0]


def test_a_pool_of_one_forecast_with_itself_is_that_forecast() -> None:
    given, _ = forecasts(10)
    assert log_pool([given[0], given[0]], np.array([0.4, 0.6])) == pytest.approx(given[0])


def test_a_pool_is_the_normalised_geometric_mean() -> None:
    pooled = log_pool([np.array([[0.8, 0.1, 0.1]]), np.array([[0.2, 0.4, 0.4]])], np.full(2, 0.5))
    roots = np.sqrt([0.16, 0.04, 0.04])
    assert pooled[0] == pytest.approx(roots / roots.sum())


def test_a_forecaster_without_an_answer_leaves_the_match_to_the_others() -> None:
    given, _ = forecasts(10)
    given[1][3] = np.nan
    pooled = log_pool(given, np.array([0.3, 0.7]))
    assert pooled[3] == pytest.approx(given[0][3])
    assert pooled[2] != pytest.approx(given[0][2])


def test_where_a_forecaster_had_no_answer_it_earns_and_loses_nothing() -> None:
    given, outcomes = forecasts(2000)
    silent = np.vstack([given[1], np.full((500, 3), np.nan)])
    more = np.vstack([given[0], given[0][:500]])
    weights = outcome_weights([more, silent], np.append(outcomes, outcomes[:500]), [0.5, 0.5])
    assert weights == pytest.approx(outcome_weights(given, outcomes, [0.5, 0.5]), abs=1e-4)


def test_goals_weights_follow_the_poisson_likelihood() -> None:
    rng = np.random.default_rng(4)
    knows, guesses = rng.uniform(0.5, 2.5, (10_000, 2)), rng.uniform(0.5, 2.5, (10_000, 2))
    weights = goals_weights([knows, guesses], rng.poisson(knows), [0.5, 0.5])
    assert weights[0] > 0.9
    assert pool_means([knows, guesses], np.array([1.0, 0.0])) == pytest.approx(knows)


def test_slopes_say_how_log_probabilities_move_with_log_goals() -> None:
    before = np.array([[1.4, 1.1]])
    after = before * np.exp([[0.001, -0.002]])
    moved = np.log(
        ScoreGrid.from_poisson(after[:, 0], after[:, 1], -0.1).outcomes()
        / ScoreGrid.from_poisson(before[:, 0], before[:, 1], -0.1).outcomes()
    )
    slopes = outcome_slopes(before, -0.1)
    assert slopes[0] @ [0.001, -0.002] == pytest.approx(moved[0], rel=0.02)


def test_dependence_is_found_again_in_scores_drawn_with_it() -> None:
    rng = np.random.default_rng(8)
    means = np.tile([1.3, 1.1], (20_000, 1))
    grid = ScoreGrid.from_poisson([1.3], [1.1], -0.12).values[0]
    drawn = rng.choice(grid.size, size=len(means), p=grid.ravel())
    goals = np.stack(np.unravel_index(drawn, grid.shape), axis=1)
    assert dependence(means, goals) == pytest.approx(-0.12, abs=0.03)
