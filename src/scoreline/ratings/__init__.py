"""Ratings of clubs that move with every result: Elo, pi and dynamic Poisson."""

from scoreline.ratings._base import Results
from scoreline.ratings.elo import elo_ratings
from scoreline.ratings.pi import pi_ratings
from scoreline.ratings.poisson import (
    GOALS,
    SHOTS_ON_TARGET,
    DynamicPoisson,
    PoissonSettings,
    dynamic_poisson,
)

__all__ = [
    "GOALS",
    "SHOTS_ON_TARGET",
    "DynamicPoisson",
    "PoissonSettings",
    "Results",
    "dynamic_poisson",
    "elo_ratings",
    "pi_ratings",
]
