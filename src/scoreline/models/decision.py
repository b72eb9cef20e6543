"""Which outcome a forecast recommends."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final, Protocol, runtime_checkable

import numpy as np

from scoreline.models._base import Floats, Ints, ScoreModel
from scoreline.models.metrics import happened, mean_recall
from scoreline.models.parts import edges

RULES: Final = ("largest", "balanced")
"""What a recipe can ask for."""

BLOCKS: Final = 5
STEPS: Final = np.linspace(-0.3, 0.3, 13)
"""How far the logarithms of a draw's and an away win's weights are moved in search of better."""


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """Recommends the outcome whose probability is the largest once it is weighted.

    Attributes:
        weights: Of home, draw and away; only their ratios matter.
    """

    weights: Sequence[float] | Floats = (1.0, 1.0, 1.0)

    def apply(self, chances: Floats) -> Ints:
        """Return the recommended outcomes, shape (n,), of probabilities of shape (n, 3)."""
        picks: Ints = (chances * self.weights).argmax(axis=1)
        return picks


LARGEST: Final = DecisionRule()


@runtime_checkable
class Decides(Protocol):
    """A forecaster with a decision rule of its own."""

    @property
    def decision(self) -> DecisionRule:
        """Return the rule."""


def decision_of(model: ScoreModel) -> DecisionRule:
    """Return a forecaster's own rule, or the largest probability where it has none."""
    return model.decision if isinstance(model, Decides) else LARGEST


def balanced(chances: Floats, outcomes: Ints, days: Ints) -> DecisionRule:
    """Return the rule that finds each outcome as often as it can: the best mean recall.

    Probabilities that mean what they say have the best mean recall when each is divided by how
    often its outcome comes. From there the weights are moved, if that brings more than a standard
    error over blocks of days.

    Args:
        chances: Forecasts that their own matches did not touch, shape (n, 3), in order of time.
        outcomes: What happened, shape (n,).
        days: The day of each match; a day is never cut in two.
    """
    start = len(outcomes) / (happened(outcomes).sum(axis=0) + 1)
    if len(np.unique(days)) < BLOCKS:
        return DecisionRule(start.tolist())
    blocks = [slice(*ends) for ends in pairwise(edges(days, [1] * BLOCKS))]
    tried = [start, *(start * np.exp([0, *moved]) for moved in product(STEPS, STEPS))]
    found = np.stack([_by_block(DecisionRule(each), chances, outcomes, blocks) for each in tried])
    best = int(found.mean(axis=1).argmax())
    gain = found[best] - found[0]
    surely = gain.mean() > gain.std() / np.sqrt(BLOCKS)
    return DecisionRule(tried[best if surely else 0].tolist())


def _by_block(
    rule: DecisionRule, chances: Floats, outcomes: Ints, blocks: Sequence[slice]
) -> Floats:
    picks = rule.apply(chances)
    return np.array([mean_recall(picks[block], outcomes[block]) for block in blocks])
