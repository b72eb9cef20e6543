"""Scores drawn from what is usual in the competition, for strategies that look at no club."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoreline.bots._base import Opinion, Situation
from scoreline.bots._grids import poisson_grid
from scoreline.domain import Score
from scoreline.domain.grid import SIZE

_DEPENDENCE: Final = -0.05
"""Dixon and Coles' rho: slightly more draws than two independent sides would play."""

HOME_GOALS, AWAY_GOALS = np.ogrid[:SIZE, :SIZE]
"""The goals of every cell of a score grid, to say which scores a strategy likes."""


def draw(situation: Situation, liked: NDArray[np.bool_], *, manner: str, kind: str) -> Opinion:
    """Suggest a score drawn from the usual ones of the competition, among those a strategy likes.

    Args:
        situation: Only its usual goals and its chance are looked at.
        liked: Which scores to draw from, shape (11, 11), home by away goals.
        manner: What the strategy does, for the reason.
        kind: What the liked scores are called, for the reason.
    """
    home, away = situation.usual_goals()
    usual = poisson_grid(home, away, _DEPENDENCE).values[0]
    score, share = _drawn(situation.random, np.where(liked, usual, 0.0))
    reason = (
        f"{manner}: {score}, drawn with a chance of {share:.0%} from {kind} as usual in the league"
        f" ({home:.2f} home and {away:.2f} away goals a match)."
    )
    return Opinion(score, None, reason)


def _drawn(random: np.random.Generator, weights: NDArray[np.float64]) -> tuple[Score, float]:
    shares = (weights / weights.sum()).ravel()
    cell = int(random.choice(shares.size, p=shares))
    home, away = divmod(cell, SIZE)
    return Score(home, away), float(shares[cell])
