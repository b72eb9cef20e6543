"""Pooling forecasts: how much each forecaster counts, learnt on matches none was fitted on.

A forecaster that has no answer for a match has NaN there. It does not count for that match: the
weights of those that answered are scaled up to one. Of a match that nobody answered the pool is
undefined; callers leave such matches out.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from scipy.special import log_softmax, softmax

from scoreline.domain import ScoreGrid
from scoreline.models._base import Bools, Floats, Ints
from scoreline.models.metrics import TINY

PRIOR: Final = 150.0
"""Strength of the starting weights, in the unit of log loss summed over matches.

A season or two cannot tell good forecasters apart; without it the luckiest takes all.
"""

RHO_BOUNDS: Final = (-0.3, 0.1)

STEP: Final = 1e-3
"""Of the logarithm of expected goals, for slopes."""


def log_pool(forecasts: Sequence[Floats], weights: Floats) -> Floats:
    """Return the weighted geometric mean of probabilities, normalised, shape (n, 3).

    Source: Genest & Zidek (1986), Combining probability distributions, section 3.
    """
    pooled: Floats = softmax(_mean(*_logs(forecasts), weights), axis=1)
    return pooled


def pool_means(forecasts: Sequence[Floats], weights: Floats) -> Floats:
    """Return the weighted geometric mean of expected goals, shape (n, 2)."""
    means: Floats = np.exp(_mean(*_logs(forecasts), weights))
    return means


def shares(answered: Bools, weights: Floats) -> Floats:
    """Return what each forecaster counts for each match, summing to one over those that answered.

    Args:
        answered: Who answered which match, shape (forecasters, n).
        weights: Shape (forecasters,).
    """
    counted = weights[:, None] * answered
    # Added one by one, because NumPy adds a lone match's weights in another order than many's.
    scaled: Floats = counted / sum(counted)
    return scaled


def answered(forecasts: Sequence[Floats]) -> Bools:
    """Tell who answered which match, shape (forecasters, n)."""
    return np.stack([~np.isnan(each).any(axis=1) for each in forecasts])


def outcome_weights(forecasts: Sequence[Floats], outcomes: Ints, prior: Sequence[float]) -> Floats:
    """Return weights of forecasts of outcomes, summing to one, that minimise the log loss.

    Args:
        forecasts: Probabilities of shape (n, 3), one array per forecaster.
        outcomes: What happened, shape (n,).
        prior: Where the weights start from and are drawn to; positive, summing to one.
    """
    logs, there = _logs(forecasts)
    rows = np.arange(len(outcomes))

    def loss(weights: Floats) -> float:
        pooled = log_softmax(_mean(logs, there, weights), axis=1)
        return -float(pooled[rows, outcomes].sum())

    return _on_simplex(loss, prior)


def goals_weights(forecasts: Sequence[Floats], goals: Ints, prior: Sequence[float]) -> Floats:
    """Return weights of forecasts of expected goals that maximise the Poisson likelihood."""
    logs, there = _logs(forecasts)

    def loss(weights: Floats) -> float:
        pooled = _mean(logs, there, weights)
        return float((np.exp(pooled) - goals * pooled).sum())

    return _on_simplex(loss, prior)


def dependence(expected: Floats, goals: Ints) -> float:
    """Return Dixon and Coles' rho with the highest likelihood of the scores.

    Args:
        expected: Expected goals, shape (n, 2).
        goals: Shape (n, 2).
    """
    # Imported where it is used: it takes long, and forecasting does without it.
    from scipy.optimize import minimize_scalar  # noqa: PLC0415

    best = minimize_scalar(
        lambda rho: -_score_likelihood(expected, goals, rho), bounds=RHO_BOUNDS, method="bounded"
    )
    return float(best.x)


def outcome_slopes(expected: Floats, rho: float) -> Floats:
    """Return how fast log 1X2 probabilities rise with the logarithms of expected goals.

    Args:
        expected: Expected goals, shape (n, 2).
        rho: Dixon and Coles' dependence.

    Returns:
        Shape (n, 3, 2): outcome, side.
    """
    shifts = np.exp(STEP * np.stack([np.eye(2), -np.eye(2)]))
    # Both sides, up and down, in one grid: shape (up and down, side, n, 2).
    moved = (expected * shifts[:, :, None]).reshape(-1, 2)
    outcomes = ScoreGrid.from_poisson(moved[:, 0], moved[:, 1], rho).outcomes()
    up, down = outcomes.reshape(2, 2, len(expected), 3)
    slopes: Floats = (np.log(up / down) / (2 * STEP)).transpose(1, 2, 0)
    return slopes


def _score_likelihood(expected: Floats, goals: Ints, rho: float) -> float:
    grid = ScoreGrid.from_poisson(expected[:, 0], expected[:, 1], rho).values
    capped = np.minimum(goals, grid.shape[1] - 1)
    picked = grid[np.arange(len(goals)), capped[:, 0], capped[:, 1]]
    return float(np.log(np.maximum(picked, TINY)).sum())


def _logs(forecasts: Sequence[Floats]) -> tuple[Floats, Bools]:
    """Return logarithms, 0 where there is no answer, and who answered which match."""
    there = answered(forecasts)
    values = np.where(there[:, :, None], np.stack(forecasts), 1.0)
    return np.log(np.maximum(values, TINY)), there


def _mean(logs: Floats, there: Bools, weights: Floats) -> Floats:
    parts = zip(shares(there, weights), logs, strict=True)
    # Added one by one: matrix products round a lone match differently from one of many.
    mean: Floats = np.asarray(sum(share[:, None] * log for share, log in parts))
    return mean


def _on_simplex(loss: Callable[[Floats], float], prior: Sequence[float]) -> Floats:
    from scipy.optimize import minimize  # noqa: PLC0415

    start = np.log(np.asarray(prior, dtype=np.float64))
    if len(start) == 1:
        return np.ones(1)

    def penalised(free: Floats) -> float:
        logs = log_softmax(free)
        return loss(np.exp(logs)) - PRIOR * float(np.exp(start) @ logs)

    best = minimize(penalised, start, method="BFGS")
    weights: Floats = softmax(best.x)
    return weights
