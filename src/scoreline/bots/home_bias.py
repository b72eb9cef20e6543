"""The home side always wins."""

from typing import Final

from scoreline.bots._base import Opinion, Situation
from scoreline.bots._usual import AWAY_GOALS, HOME_GOALS, draw

_HOME_WINS: Final = HOME_GOALS > AWAY_GOALS


class HomeBias:
    """Draws from the league's usual home wins."""

    name: Final = "home_bias"
    description: Final = "Backs the home side in every match."

    def suggest(self, situation: Situation) -> Opinion:
        """Return a home win."""
        return draw(
            situation,
            _HOME_WINS,
            manner="Always backs the home side",
            kind="home wins",
        )
