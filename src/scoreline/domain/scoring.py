"""What a tip earns."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoreline.domain.match import Score
from scoreline.errors import ConfigurationError

_RULE = re.compile(r"(\d{1,3})(?:/(\d{1,3}))?/(\d{1,3})")


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """Points for the exact score, else for the goal difference, else for the outcome.

    A right goal difference implies the right outcome, so ``exact >= difference >= outcome``.
    """

    exact: int = 3
    difference: int = 1
    outcome: int = 1

    def __post_init__(self) -> None:
        if not self.exact >= self.difference >= self.outcome >= 0:
            raise ConfigurationError(
                f"a scoring rule falls from exact to outcome, like 3/1 or 4/3/2: got {self}"
            )

    @classmethod
    def parse(cls, text: str) -> "ScoringRule":
        """Read ``3/1`` (exact/outcome) or ``4/3/2`` (exact/difference/outcome)."""
        found = _RULE.fullmatch(text.strip())
        if found is None:
            raise ConfigurationError(f"'{text}' is no scoring rule; write it like 3/1 or 4/3/2")
        exact, difference, outcome = found.groups()
        return cls(int(exact), int(difference or outcome), int(outcome))

    def points(self, tip: Score, result: Score) -> int:
        """Return what ``tip`` earns for ``result``."""
        if tip == result:
            return self.exact
        if tip.home - tip.away == result.home - result.away:
            return self.difference
        return self.outcome if tip.outcome is result.outcome else 0

    def matrix(self, goals: int) -> NDArray[np.float64]:
        """Return the points of every tip for every result.

        Args:
            goals: Size of the grid's side, 11 for scores 0..10.

        Returns:
            Read-only array, shape (goals, goals, goals, goals): tip home, tip away, home, away.
        """
        return _matrix(self, goals)

    def __str__(self) -> str:
        if self.difference == self.outcome:
            return f"{self.exact}/{self.outcome}"
        return f"{self.exact}/{self.difference}/{self.outcome}"


@lru_cache(maxsize=32)
def _matrix(rule: ScoringRule, goals: int) -> NDArray[np.float64]:
    tip_home, tip_away, home, away = np.ogrid[:goals, :goals, :goals, :goals]
    exact = (tip_home == home) & (tip_away == away)
    difference = tip_home - tip_away == home - away
    outcome = np.sign(tip_home - tip_away) == np.sign(home - away)
    points = np.select(
        [exact, difference, outcome], [rule.exact, rule.difference, rule.outcome], default=0
    ).astype(np.float64)
    points.setflags(write=False)
    return points
