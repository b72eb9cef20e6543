"""One bookmaker's prices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scoreline.domain.match import Moment

BEST: Final = "maximum"
"""The best price of all bookmakers: nobody's forecast."""

AVERAGE: Final = "average"
"""The mean of all bookmakers' prices: nobody pays it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a bookmaker pays on one market of a match, every price there.

    Attributes:
        market: ``1x2``, ``totals`` or ``handicap``.
        line: Goals of a total, or those added to the home side in a handicap; 0 for ``1x2``.
        known_at: Since when these prices are known.
        prices: Decimal, above 1: home, draw, away; over, under; or home, away.
    """

    bookmaker: str
    market: str
    moment: Moment
    line: float
    known_at: datetime
    prices: tuple[float, ...]
