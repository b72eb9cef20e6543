"""What scoreline says about one match at one instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scoreline.domain.factor import KeyFactor
from scoreline.domain.grid import ScoreGrid
from scoreline.domain.information import InformationSet
from scoreline.domain.outcome import Outcome

LIVE: Final = "live"
"""The book of what was really said before kick-off; replays write into books of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """One match's forecast; everything numeric in it is read off ``grid``.

    Attributes:
        as_of: The instant it speaks from; nothing known later touched it.
        grid: One match's score grid.
        confidence: Half the largest 1X2 probability plus half of one minus normalised entropy.
        recommended: The outcome that the model's decision rule picks: by default the likeliest.
        strength: STRONG, MODERATE or WEAK, by ``confidence``.
        key_factors: Up to five reasons, the weightiest first.
    """

    match_id: int
    version: str
    information: InformationSet
    as_of: datetime
    grid: ScoreGrid
    confidence: float
    recommended: Outcome
    strength: str
    key_factors: tuple[KeyFactor, ...]

    @property
    def probabilities(self) -> tuple[float, float, float]:
        """Return home, draw and away."""
        home, draw, away = self.grid.outcomes()[0].tolist()
        return home, draw, away

    @property
    def expected_goals(self) -> tuple[float, float]:
        """Return expected home and away goals."""
        home, away = self.grid.expected_goals()[0].tolist()
        return home, away

    @property
    def top_score(self) -> tuple[int, int]:
        """Return the most likely score."""
        home, away = self.grid.modal_scores()[0].tolist()
        return home, away
