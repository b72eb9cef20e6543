"""Few goals."""

from typing import Final

from scoreline.bots._base import Opinion, Situation
from scoreline.bots._usual import AWAY_GOALS, HOME_GOALS, draw

_MOST_GOALS: Final = 2
_LOW_SCORES: Final = HOME_GOALS + AWAY_GOALS <= _MOST_GOALS


class Conservative:
    """Draws from the league's usual scores of at most two goals."""

    name: Final = "conservative"
    description: Final = "Expects two goals at most in every match."

    def suggest(self, situation: Situation) -> Opinion:
        """Return a low score."""
        return draw(
            situation,
            _LOW_SCORES,
            manner="Expects few goals",
            kind="scores of at most two goals",
        )
