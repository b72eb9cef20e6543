"""The score grid that 1X2 chances, and the chance of many goals where it is known, imply."""

from typing import Final

import numpy as np

from scoreline.domain import ScoreGrid
from scoreline.models._base import Floats
from scoreline.ratings import implied_goals

RHO: Final = -0.08
"""Dependence of low scores, chosen by the likelihood of the scores of 2005/06 to 2011/12."""


def implied_grid(chances: Floats, over: Floats | None = None) -> ScoreGrid:
    """Return grids whose 1X2 margins are ``chances``, as near to Poisson goals as that allows.

    Their expected goals are those of :func:`~scoreline.ratings.implied_goals`.

    Args:
        chances: Home, draw, away, each row summing to one, shape (n, 3).
        over: Chance of more than 2.5 goals, shape (n,), NaN where it is not known.
    """
    known = np.full(len(chances), np.nan) if over is None else over
    goals = implied_goals(chances, known, RHO)
    return ScoreGrid.from_poisson(goals[:, 0], goals[:, 1], RHO).reweight(chances)
