"""What a strategy is: what it sees, what it answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from scoreline.domain import MAX_GOALS, Fixture, Forecast, Quote, Score, ScoringRule

LONGEST_REASON: Final = 300
"""Leaves room for what a personality adds to it: a tip's reason has 400 characters."""

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
        odds: The prices known at the instant.
        knockout: Somebody has to win: where a draw is suggested, the likelier side is tipped.
    """

    fixture: Fixture
    rule: ScoringRule
    features: Mapping[str, float | None]
    forecast: Forecast | None
    random: np.random.Generator
    odds: tuple[Quote, ...] = ()
    knockout: bool = False

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
class Opinion:
    """What a strategy thinks of a match. A bot's tip is made of it, by the bot's personality.

    Attributes:
        score: What it would tip, 0 to 10 goals a side.
        expected_goals: Home and away goals it expects, against which the confidence in the score
            is measured; None where it expects what is usual in the competition.
        reason: One or more plain sentences on one line, at most 300 characters.
        fallback: The strategy could not answer and another one did in its place.
        version: The forecast's model version, where the forecast was asked.

    Raises:
        ValueError: Something lies outside its range, so no tip can be made of it.
    """

    score: Score
    expected_goals: tuple[float, float] | None
    reason: str
    fallback: bool = False
    version: str | None = None

    def __post_init__(self) -> None:
        if not all(_possible(goals) for goals in (self.score.home, self.score.away)):
            raise ValueError(f"a tip is a score from 0-0 to {MAX_GOALS}-{MAX_GOALS}: {self.score}")
        if self.expected_goals is not None:
            home, away = self.expected_goals
            if not (0 <= home < math.inf and 0 <= away < math.inf):
                raise ValueError(f"expected goals are finite and not negative: {home}, {away}")
        # What cannot be printed, a NUL above all, not every database would take.
        if not (0 < len(self.reason) <= LONGEST_REASON and self.reason.isprintable()):
            raise ValueError(
                f"a reason is one line of 1 to {LONGEST_REASON} characters: {self.reason!r}"
            )


def _possible(goals: object) -> bool:
    return isinstance(goals, int | np.integer) and 0 <= int(goals) <= MAX_GOALS


def plausible(mean: float) -> float:
    """Return expected goals of one side, kept within what football is like."""
    # A club without a goal so far will score some day, and no club scores six a match.
    return min(max(mean, _FEWEST_EXPECTED), _MOST_EXPECTED)


class Strategy(Protocol):
    """A way to tip. It keeps nothing between matches: the same situation, the same answer.

    It says what it thinks and nothing else. Which bot asks, how bold that bot is and whether the
    opinion becomes a tip is not its affair.
    """

    @property
    def name(self) -> str:
        """Return the name by which bots and the command line know it."""

    @property
    def description(self) -> str:
        """Return what it does, in one sentence."""

    def suggest(self, situation: Situation) -> Opinion | None:
        """Return what it thinks of a match, or None to leave it out."""
