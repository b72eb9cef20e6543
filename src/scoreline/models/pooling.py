"""Pooling opinions: how much each forecaster counts, learnt on matches none was fitted on."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax, softmax

from scoreline.domain import ScoreGrid
from scoreline.models._base import Floats, Ints
from scoreline.models.metrics import TINY

PRIOR: Final = 150.0
"""Strength of the starting weights, in the unit of log loss summed over matches.

A season or two cannot tell good forecasters apart; without it the luckiest takes all.
"""

RHO_BOUNDS: Final = (-0.3, 0.1)

STEP: Final = 1e-3
"""Of the logarithm of expected goals, for slopes."""


def log_pool(opinions: Sequence[Floats], weights: Floats) -> Floats:
    """Return the weighted geometric mean of probabilities, normalised, shape (n, 3).

    Source: Genest & Zidek (1986), Combining probability distributions, section 3.
    """
    logs = np.log(np.maximum(np.stack(opinions), TINY))
    pooled: Floats = softmax(np.tensordot(weights, logs, axes=1), axis=1)
    return pooled


def pool_means(opinions: Sequence[Floats], weights: Floats) -> Floats:
    """Return the weighted geometric mean of expected goals, shape (n, 2)."""
    means: Floats = np.exp(np.tensordot(weights, np.log(np.stack(opinions)), axes=1))
    return means


def outcome_weights(opinions: Sequence[Floats], outcomes: Ints, prior: Sequence[float]) -> Floats:
    """Return weights of opinions on outcomes, summing to one, that minimise the log loss.

    Args:
        opinions: Probabilities of shape (n, 3), one array per forecaster.
        outcomes: What happened, shape (n,).
        prior: Where the weights start from and are drawn to; positive, summing to one.
    """
    logs = np.log(np.maximum(np.stack(opinions), TINY))
    rows = np.arange(len(outcomes))

    def loss(weights: Floats) -> float:
        pooled = log_softmax(np.tensordot(weights, logs, axes=1), axis=1)
        return -float(pooled[rows, outcomes].sum())

    return _on_simplex(loss, prior)


def goals_weights(opinions: Sequence[Floats], goals: Ints, prior: Sequence[float]) -> Floats:
    """Return weights of opinions on expected goals that maximise the Poisson likelihood."""
    logs = np.log(np.stack(opinions))

    def loss(weights: Floats) -> float:
        pooled = np.tensordot(weights, logs, axes=1)
        return float((np.exp(pooled) - goals * pooled).sum())

    return _on_simplex(loss, prior)


def dependence(expected: Floats, goals: Ints) -> float:
    """Return Dixon and Coles' rho with the highest likelihood of the scores.

    Args:
        expected: Expected goals, shape (n, 2).
        goals: Shape (n, 2).
    """
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
    slopes = [
        np.log(_outcomes(expected * shift, rho) / _outcomes(expected / shift, rho)) / (2 * STEP)
        for shift in np.exp(STEP * np.eye(2))
    ]
    return np.stack(slopes, axis=2)


def _outcomes(expected: Floats, rho: float) -> Floats:
    return ScoreGrid.from_poisson(expected[:, 0], expected[:, 1], rho).outcomes()


def _score_likelihood(expected: Floats, goals: Ints, rho: float) -> float:
    grid = ScoreGrid.from_poisson(expected[:, 0], expected[:, 1], rho).values
    capped = np.minimum(goals, grid.shape[1] - 1)
    picked = grid[np.arange(len(goals)), capped[:, 0], capped[:, 1]]
    return float(np.log(np.maximum(picked, TINY)).sum())


def _on_simplex(loss: Callable[[Floats], float], prior: Sequence[float]) -> Floats:
    start = np.log(np.asarray(prior, dtype=np.float64))
    if len(start) == 1:
        return np.ones(1)

    def penalised(free: Floats) -> float:
        logs = log_softmax(free)
        return loss(np.exp(logs)) - PRIOR * float(np.exp(start) @ logs)

    best = minimize(penalised, start, method="BFGS")
    weights: Floats = softmax(best.x)
    return weights
