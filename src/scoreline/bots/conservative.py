"""Few goals."""

from typing import Final

from scoreline.bots._base import Situation, Suggestion
from scoreline.bots._usual import AWAY_GOALS, HOME_GOALS, draw
from scoreline.domain import Personality

_MOST_GOALS: Final = 2
_LOW_SCORES: Final = HOME_GOALS + AWAY_GOALS <= _MOST_GOALS


class Conservative:
    """Draws from the league's usual scores of at most two goals."""

    name: Final = "conservative"
    description: Final = "Expects two goals at most in every match."

    def suggest(self, situation: Situation, personality: Personality) -> Suggestion:
        """Return a low score."""
        return draw(
            situation,
            personality,
            _LOW_SCORES,
            manner="Expects few goals",
            kind="scores of at most two goals",
        )
