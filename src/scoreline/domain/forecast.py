"""What scoreline says about one match at one instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scoreline.domain.factor import KeyFactor
from scoreline.domain.grid import ScoreGrid
from scoreline.domain.information import InformationSet
from scoreline.domain.markets import (
    HANDICAPS,
    TOTALS,
    Edge,
    MarketLine,
    edges,
    fair_lines,
    market_lines,
)
from scoreline.domain.outcome import Outcome
from scoreline.domain.quote import Quote

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
        quotes: Stored prices that were known at the instant; evidence beside the forecast, which
            the model need not have seen.
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
    quotes: tuple[Quote, ...] = ()

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
    def goal_interval(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the central 80 % interval of home and of away goals."""
        home, away = (tuple(side) for side in self.grid.goal_interval()[0].tolist())
        return home, away

    @property
    def goal_confidence(self) -> tuple[float, float]:
        """Return the chances of home and of away goals within one of what is expected, rounded."""
        home, away = self.grid.within_one_goal()[0].clip(0, 1).tolist()
        return home, away

    @property
    def top_score(self) -> tuple[int, int]:
        """Return the most likely score."""
        home, away = self.grid.modal_scores()[0].tolist()
        return home, away

    @property
    def outcomes(self) -> MarketLine:
        """Return 1X2 as a market."""
        return market_lines(self.grid, "1x2")[0]

    @property
    def totals(self) -> tuple[MarketLine, ...]:
        """Return over and under 0.5 to 4.5 goals."""
        return market_lines(self.grid, "totals", TOTALS)

    @property
    def both_score(self) -> MarketLine:
        """Return whether both sides score."""
        return market_lines(self.grid, "both_score")[0]

    @property
    def handicaps(self) -> tuple[MarketLine, ...]:
        """Return Asian handicaps from -2.5 to 2.5 goals added to the home side."""
        return market_lines(self.grid, "handicap", HANDICAPS)

    @property
    def fair_handicap(self) -> MarketLine:
        """Return the Asian handicap whose two sides come nearest to an even bet."""
        return market_lines(self.grid, "handicap", fair_lines(self.grid).tolist())[0]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Return what the best of the stored prices promise."""
        return edges(self.grid, self.quotes)
