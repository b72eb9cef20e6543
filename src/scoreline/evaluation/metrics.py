"""What tips taken from score grids are worth.

Measures of probabilities and expected goals live with the models, which report them in training;
this package hands them on.
"""

from typing import Final

import numpy as np

from scoreline.domain import Score, ScoringRule
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
    # Thousands of matches end in a few hundred pairs of tip and score.
    pairs, of_match = np.unique(np.hstack([tips, goals]), axis=0, return_inverse=True)
    earned = [rule.points(Score(*pair[:2]), Score(*pair[2:])) for pair in pairs.tolist()]
    return np.array(earned, np.float64)[of_match.ravel()]
