"""What tips taken from score grids are worth.

Measures of probabilities and expected goals live with the models, which report them in training;
this package hands them on.
"""

from typing import Any, Final

import numpy as np

from scoreline.domain import Score, ScoreGrid, ScoringRule
from scoreline.models import Floats, Ints

RULES: Final = (ScoringRule(), ScoringRule(4, 3, 2))
"""The rules that reports count points under: 3/1 and 4/3/2."""


def exact_hits(tips: Ints, goals: Ints) -> Floats:
    """Return 1 where a tip was the score, else 0; both have shape (n, 2)."""
    hits: Floats = (tips == goals).all(axis=1).astype(np.float64)
    return hits


def near_hits(tips: Ints, goals: Ints) -> Floats:
    """Return 1 where neither side's goals were more than one off the tip, else 0."""
    hits: Floats = (np.abs(tips - goals) <= 1).all(axis=1).astype(np.float64)
    return hits


def tip_points(tips: Ints, goals: Ints, rule: ScoringRule) -> Floats:
    """Return what each tip earned, shape (n,)."""
    pairs = zip(tips.tolist(), goals.tolist(), strict=True)
    return np.array([rule.points(Score(*tip), Score(*goal)) for tip, goal in pairs], np.float64)


def tip_metrics(grid: ScoreGrid, goals: Ints) -> dict[str, Any]:
    """Return what the three decision rules on one grid reach, as plain values.

    ``mode`` is made for exact hits, ``rounded_means`` for small errors, ``expected_points`` for
    the points of each rule.
    """
    modes, means = grid.modal_scores(), grid.rounded_means()
    return {
        "exact_mode": float(exact_hits(modes, goals).mean()),
        "within_one_goal_mode": float(near_hits(modes, goals).mean()),
        "exact_rounded_means": float(exact_hits(means, goals).mean()),
        "within_one_goal_rounded_means": float(near_hits(means, goals).mean()),
        "points": {
            str(rule): {
                "mode": float(tip_points(modes, goals, rule).mean()),
                "rounded_means": float(tip_points(means, goals, rule).mean()),
                "expected_points": float(tip_points(grid.best_tips(rule), goals, rule).mean()),
            }
            for rule in RULES
        },
    }
