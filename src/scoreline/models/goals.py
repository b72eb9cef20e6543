"""Boosted trees for the goals of either side."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scoreline.models._base import Floats
from scoreline.models._growing import Objective
from scoreline.models._histgradient import HISTGRADIENT
from scoreline.models._lightgbm import LIGHTGBM
from scoreline.models._xgboost import XGBOOST
from scoreline.models.boosted import BoostedMember


@dataclass(slots=True)
class GoalsTrees(BoostedMember):
    """Two runs of trees that add up to the logarithms of expected goals, home and away."""

    OBJECTIVE: ClassVar[Objective] = "goals"
    FILES: ClassVar[tuple[str, ...]] = ("home_goals", "away_goals")

    def predict(self, x: Floats) -> Floats:
        """Return expected goals, shape (n, 2)."""
        sides = [each.trees.sums(x)[:, 0] for each in self.grown]
        return np.exp(np.stack(sides, axis=1, dtype=np.float64))


@dataclass(slots=True)
class BoostedGoals(GoalsTrees):
    """XGBoost ``count:poisson``; presets ``bet-hope`` and ``extratime`` are the originals'."""

    LIBRARY = XGBOOST


@dataclass(slots=True)
class LightGBMGoals(GoalsTrees):
    """LightGBM ``poisson``."""

    LIBRARY = LIGHTGBM


@dataclass(slots=True)
class HistGradientGoals(GoalsTrees):
    """Scikit-learn's ``HistGradientBoostingRegressor`` with Poisson loss."""

    LIBRARY = HISTGRADIENT
