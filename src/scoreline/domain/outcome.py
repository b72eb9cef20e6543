"""The three ways a match can end."""

from enum import IntEnum
from typing import Final


class Outcome(IntEnum):
    """A result seen from the home side; the value is the class index of every model."""

    HOME = 0
    DRAW = 1
    AWAY = 2

    @classmethod
    def of(cls, home_goals: int, away_goals: int) -> "Outcome":
        """Return the outcome of a score."""
        if home_goals == away_goals:
            return cls.DRAW
        return cls.HOME if home_goals > away_goals else cls.AWAY


OUTCOMES: Final = tuple(Outcome)
