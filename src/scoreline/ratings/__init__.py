"""Ratings of clubs: Elo, pi, dynamic Poisson, the market's; Dixon and Coles' strengths."""

from scoreline.ratings._base import Results, Stretch, Walk
from scoreline.ratings.dixon_coles import (
    DIXON_COLES,
    DixonColesSettings,
    Scores,
    fit_dixon_coles,
)
from scoreline.ratings.elo import ELO, PLAIN_ELO, EloSettings, elo_ratings, elo_walk
from scoreline.ratings.implied import implied_goals, implied_total
from scoreline.ratings.margin_settings import (
    ATTEMPT_MARGIN,
    CORNER_MARGIN,
    GOAL_MARGIN,
    SHOT_MARGIN,
    MarginSettings,
)
from scoreline.ratings.margins import Margins, MarginWalk
from scoreline.ratings.market import MARKET, MARKET_TOTAL, market_total_walk, market_walk
from scoreline.ratings.pairings import Pairings
from scoreline.ratings.pi import pi_ratings, pi_walk
from scoreline.ratings.poisson import (
    GOALS,
    SHOTS_ON_TARGET,
    DynamicPoisson,
    PoissonSettings,
    dynamic_poisson,
    poisson_walk,
)

__all__ = [
    "ATTEMPT_MARGIN",
    "CORNER_MARGIN",
    "DIXON_COLES",
    "ELO",
    "GOALS",
    "GOAL_MARGIN",
    "MARKET",
    "MARKET_TOTAL",
    "PLAIN_ELO",
    "SHOTS_ON_TARGET",
    "SHOT_MARGIN",
    "DixonColesSettings",
    "DynamicPoisson",
    "EloSettings",
    "MarginSettings",
    "MarginWalk",
    "Margins",
    "Pairings",
    "PoissonSettings",
    "Results",
    "Scores",
    "Stretch",
    "Walk",
    "dynamic_poisson",
    "elo_ratings",
    "elo_walk",
    "fit_dixon_coles",
    "implied_goals",
    "implied_total",
    "market_total_walk",
    "market_walk",
    "pi_ratings",
    "pi_walk",
    "poisson_walk",
]
