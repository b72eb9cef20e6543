"""Ratings of clubs that move with every result: Elo, pi, dynamic Poisson, the market's."""

from scoreline.ratings._base import Results
from scoreline.ratings.elo import ELO, PLAIN_ELO, EloSettings, elo_ratings
from scoreline.ratings.market import MARKET, MarketSettings, market_strengths
from scoreline.ratings.pi import pi_ratings
from scoreline.ratings.poisson import (
    GOALS,
    SHOTS_ON_TARGET,
    DynamicPoisson,
    PoissonSettings,
    dynamic_poisson,
)

__all__ = [
    "ELO",
    "GOALS",
    "MARKET",
    "PLAIN_ELO",
    "SHOTS_ON_TARGET",
    "DynamicPoisson",
    "EloSettings",
    "MarketSettings",
    "PoissonSettings",
    "Results",
    "dynamic_poisson",
    "elo_ratings",
    "market_strengths",
    "pi_ratings",
]
