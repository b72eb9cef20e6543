"""How good forecasts are, beside the market and on the same matches."""

from scoreline.evaluation.backtest import COLUMNS, Backtest, backtest
from scoreline.evaluation.bootstrap import Difference, MatchDays, mean_of
from scoreline.evaluation.comparison import MARKET, MODEL, compare
from scoreline.evaluation.html import page
from scoreline.evaluation.kept import Kept
from scoreline.evaluation.market import CHANCES, market_chances
from scoreline.evaluation.metrics import exact_hits, near_hits, tip_points
from scoreline.evaluation.report import comparison_rows
from scoreline.evaluation.sections import sections
from scoreline.evaluation.simulation import SeasonSimulation, simulate_season
from scoreline.evaluation.walk import Stage, Walk
from scoreline.evaluation.weekly import WEEKLY, weekly_dixon_coles
from scoreline.evaluation.writing import Section
from scoreline.models.metrics import (
    calibration_error,
    goal_metrics,
    outcome_metrics,
    reliability,
)

__all__ = [
    "CHANCES",
    "COLUMNS",
    "MARKET",
    "MODEL",
    "WEEKLY",
    "Backtest",
    "Difference",
    "Kept",
    "MatchDays",
    "SeasonSimulation",
    "Section",
    "Stage",
    "Walk",
    "backtest",
    "calibration_error",
    "compare",
    "comparison_rows",
    "exact_hits",
    "goal_metrics",
    "market_chances",
    "mean_of",
    "near_hits",
    "outcome_metrics",
    "page",
    "reliability",
    "sections",
    "simulate_season",
    "tip_points",
    "weekly_dixon_coles",
]
