"""The home side always wins."""

from typing import Final

from scoreline.bots._base import Situation, Suggestion
from scoreline.bots._usual import AWAY_GOALS, HOME_GOALS, draw
from scoreline.domain import Personality

_HOME_WINS: Final = HOME_GOALS > AWAY_GOALS


class HomeBias:
    """Draws from the league's usual home wins."""

    name: Final = "home_bias"
    description: Final = "Backs the home side in every match."

    def suggest(self, situation: Situation, personality: Personality) -> Suggestion:
        """Return a home win, unless a conservative personality turns 1-0 into a draw."""
        return draw(
            situation,
            personality,
            _HOME_WINS,
            manner="Always backs the home side",
            kind="home wins",
        )
