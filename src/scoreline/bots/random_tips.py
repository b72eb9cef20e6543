"""Any realistic score: what every other bot has to beat."""

from typing import Final

import numpy as np

from scoreline.bots._base import Situation, Suggestion
from scoreline.bots._usual import draw
from scoreline.domain import Personality
from scoreline.domain.grid import SIZE

_ANY: Final = np.ones((SIZE, SIZE), dtype=np.bool_)


class RandomTips:
    """Draws from all scores as often as they are usual in the league."""

    name: Final = "random"
    description: Final = "Any realistic score, drawn as often as it is usual in the league."

    def suggest(self, situation: Situation, personality: Personality) -> Suggestion:
        """Return a random tip."""
        return draw(situation, personality, _ANY, manner="A random score", kind="scores")
