"""Bets on outcomes. Money is counted in whole hundredths of a unit, so that sums are exact."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scoreline.domain.match import Score
from scoreline.domain.outcome import Outcome

HUNDREDTHS: Final = 100
"""Parts of a unit."""


@dataclass(frozen=True, slots=True)
class Bet:
    """A bot's stake on an outcome, placed before kick-off and never changed after it.

    Attributes:
        price: Decimal, above 1, on offer by the bookmaker when the bet was placed.
        chance: What the forecast gave the outcome.
        stake: In hundredths of a unit.
        version: The model version behind the chance.
    """

    bot: str
    match_id: int
    outcome: Outcome
    bookmaker: str
    price: float
    chance: float
    stake: int
    placed_at: datetime
    version: str

    @property
    def edge(self) -> float:
        """Return the profit expected of a unit staked."""
        return self.chance * self.price - 1

    def profit(self, result: Score | None) -> int:
        """Return what it wins or loses, in hundredths; nothing without a result: it is void."""
        if result is None:
            return 0
        return (
            round(self.stake * (self.price - 1)) if result.outcome is self.outcome else -self.stake
        )
