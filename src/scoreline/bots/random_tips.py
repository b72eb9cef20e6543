"""Any realistic score: what every other bot has to beat."""

from typing import Final

import numpy as np

from scoreline.bots._base import Opinion, Situation
from scoreline.bots._usual import draw
from scoreline.domain.grid import SIZE

_ANY: Final = np.ones((SIZE, SIZE), dtype=np.bool_)


class RandomTips:
    """Draws from all scores as often as they are usual in the league."""

    name: Final = "random"
    description: Final = "Any realistic score, drawn as often as it is usual in the league."

    def suggest(self, situation: Situation) -> Opinion:
        """Return a random score."""
        return draw(situation, _ANY, manner="A random score", kind="scores")
