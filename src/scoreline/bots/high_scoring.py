"""Many goals."""

from typing import Final

from scoreline.bots._base import Opinion, Situation
from scoreline.bots._usual import AWAY_GOALS, HOME_GOALS, draw

_FEWEST_GOALS: Final = 4
_HIGH_SCORES: Final = HOME_GOALS + AWAY_GOALS >= _FEWEST_GOALS


class HighScoring:
    """Draws from the league's usual scores of four goals or more."""

    name: Final = "high_scoring"
    description: Final = "Expects four goals or more in every match."

    def suggest(self, situation: Situation) -> Opinion:
        """Return a high score."""
        return draw(
            situation,
            _HIGH_SCORES,
            manner="Expects many goals",
            kind="scores of four goals or more",
        )
