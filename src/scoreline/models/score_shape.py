"""What scores do that two independent Poisson counts do not, learnt from how often each came."""

from typing import Final

import numpy as np

from scoreline.domain import ScoreGrid
from scoreline.models._base import Floats, Ints

LOW: Final = 4
"""Scores with fewer goals than this on either side have a factor of their own."""

_CAUTION: Final = 400.0
"""Matches with a score, above and below the line, that every factor has seen before the first."""

PLAIN: Final[Floats] = np.ones((LOW, LOW))
PLAIN.setflags(write=False)


def learn_shape(grid: ScoreGrid, goals: Ints) -> Floats:
    """Return by what factor low scores came more often than grids expected, shape (4, 4).

    ``(came + 400) / (expected + 400)`` for each score of at most three goals a side: sides that
    both score do so more often than Poisson counts say, and nil is rarer.

    Args:
        grid: Of matches that are over.
        goals: Of their sides, shape (n, 2).
    """
    low = goals[(goals < LOW).all(axis=1)]
    came = np.zeros((LOW, LOW))
    np.add.at(came, (low[:, 0], low[:, 1]), 1.0)
    expected = grid.values[:, :LOW, :LOW].sum(axis=0)
    factors: Floats = (came + _CAUTION) / (expected + _CAUTION)
    return factors


def shaped(grid: ScoreGrid, factors: Floats) -> ScoreGrid:
    """Return the grids with their low scores times ``factors``, shape (4, 4)."""
    every = np.ones(grid.values.shape[1:])
    every[:LOW, :LOW] = factors
    return ScoreGrid(grid.values * every)
