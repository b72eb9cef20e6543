"""Score grids of two means: bots that look at the same averages ask for the same ones."""

from functools import lru_cache
from typing import Final

from scoreline.domain import ScoreGrid

_KEPT: Final = 256
"""Grids of some hundred bytes each: those of a match day, of which several leagues ask."""


@lru_cache(maxsize=_KEPT)
def poisson_grid(home: float, away: float, rho: float = 0.0) -> ScoreGrid:
    """Return the grid of one match as :meth:`ScoreGrid.from_poisson` builds it."""
    return ScoreGrid.from_poisson([home], [away], rho)
