"""How good forecasts are, beside the market and on the same matches."""

from scoreline.evaluation.backtest import COLUMNS, Backtest, backtest
from scoreline.evaluation.bootstrap import Difference, paired_difference
from scoreline.evaluation.comparison import MARKET, MODEL, compare
from scoreline.evaluation.market import CHANCES, market_chances
from scoreline.evaluation.metrics import exact_hits, near_hits, tip_metrics, tip_points
from scoreline.evaluation.report import comparison_rows
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
    "Backtest",
    "Difference",
    "backtest",
    "calibration_error",
    "compare",
    "comparison_rows",
    "exact_hits",
    "goal_metrics",
    "market_chances",
    "near_hits",
    "outcome_metrics",
    "paired_difference",
    "reliability",
    "tip_metrics",
    "tip_points",
]
