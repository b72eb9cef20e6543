"""Boosted trees for the three outcomes."""

from dataclasses import dataclass
from typing import ClassVar

from scoreline.models._base import Floats, softmax
from scoreline.models._growing import Objective
from scoreline.models._histgradient import HISTGRADIENT
from scoreline.models._lightgbm import LIGHTGBM
from scoreline.models._xgboost import XGBOOST
from scoreline.models.boosted import BoostedMember


@dataclass(slots=True)
class OutcomeTrees(BoostedMember):
    """Trees that add up to the log-odds of home, draw and away."""

    OBJECTIVE: ClassVar[Objective] = "outcomes"
    FILES: ClassVar[tuple[str, ...]] = ("outcome",)

    def predict_proba(self, x: Floats) -> Floats:
        """Return probabilities, shape (n, 3)."""
        return softmax(self.grown[0].trees.sums(x))


@dataclass(slots=True)
class BoostedOutcome(OutcomeTrees):
    """XGBoost ``multi:softprob``; preset ``bet-hope`` is the first original's."""

    LIBRARY = XGBOOST


@dataclass(slots=True)
class LightGBMOutcome(OutcomeTrees):
    """LightGBM ``multiclass``."""

    LIBRARY = LIGHTGBM


@dataclass(slots=True)
class HistGradientOutcome(OutcomeTrees):
    """Scikit-learn's ``HistGradientBoostingClassifier``."""

    LIBRARY = HISTGRADIENT
