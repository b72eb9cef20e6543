"""What a strategy is: what it sees, what it answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from scoreline.domain import MAX_GOALS, Fixture, Forecast, Personality, Score, ScoringRule

LEAST_CONFIDENT: Final = 0.3
MOST_CONFIDENT: Final = 0.95
LONGEST_REASON: Final = 400

_USUAL_GOALS: Final = (1.53, 1.15)
"""Home and away goals a match of Europe's five big leagues, 2000/01 to 2022/23, 41,453 matches."""

_FEWEST_EXPECTED: Final = 0.2
_MOST_EXPECTED: Final = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """All that a strategy sees of a match: what is known at the instant it speaks from.

    Attributes:
        fixture: The match, without its result.
        rule: What tips earn in the league.
        features: The feature catalogue's columns by name; None or absent where unknown.
        forecast: What the model says, or None where it has no answer.
        random: The only chance a strategy may use; the same each time this bot meets this match.
    """

    fixture: Fixture
    rule: ScoringRule
    features: Mapping[str, float | None]
    forecast: Forecast | None
    random: np.random.Generator

    def feature(self, name: str) -> float | None:
        """Return a feature, None where it is absent, missing or not a finite number."""
        value = self.features.get(name)
        return value if value is not None and math.isfinite(value) else None

    def usual_goals(self) -> tuple[float, float]:
        """Return home and away goals a match as they are usual in the competition."""
        home = self.feature("league_avg_home_goals") or _USUAL_GOALS[0]
        away = self.feature("league_avg_away_goals") or _USUAL_GOALS[1]
        return plausible(home), plausible(away)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The score a strategy would tip.

    Attributes:
        confidence: From 0.3 to 0.95.
        reason: One or more plain sentences, at most 400 characters.
        fallback: The strategy could not answer and another one did in its place.
        version: The model version asked, where there was one.

    Raises:
        ValueError: Something lies outside its range, so no such tip can be placed.
    """

    score: Score
    confidence: float
    reason: str
    fallback: bool = False
    version: str | None = None

    def __post_init__(self) -> None:
        if not all(0 <= goals <= MAX_GOALS for goals in (self.score.home, self.score.away)):
            raise ValueError(f"a tip is a score from 0-0 to {MAX_GOALS}-{MAX_GOALS}: {self.score}")
        if not LEAST_CONFIDENT <= self.confidence <= MOST_CONFIDENT:
            raise ValueError(
                f"a confidence lies from {LEAST_CONFIDENT} to {MOST_CONFIDENT}: {self.confidence}"
            )
        if not 0 < len(self.reason) <= LONGEST_REASON:
            raise ValueError(f"a reason has 1 to {LONGEST_REASON} characters: '{self.reason}'")


def plausible(mean: float) -> float:
    """Return expected goals of one side, kept within what football is like."""
    # A club without a goal so far will score some day, and no club scores six a match.
    return min(max(mean, _FEWEST_EXPECTED), _MOST_EXPECTED)


class Strategy(Protocol):
    """A way to tip. It keeps nothing between matches: the same situation, the same answer."""

    @property
    def name(self) -> str:
        """Return the name by which bots and the command line know it."""

    @property
    def description(self) -> str:
        """Return what it does, in one sentence."""

    def suggest(self, situation: Situation, personality: Personality) -> Suggestion | None:
        """Return a tip for the match, or None to leave it out."""
