"""What the bookmakers think."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import numpy as np

from scoreline.bots._base import Opinion, Situation
from scoreline.bots.statistical import by_averages_instead, likeliest
from scoreline.domain import Moment, Quote, ScoreGrid
from scoreline.domain.odds import PREFERRED, power
from scoreline.domain.quote import BEST
from scoreline.models import implied_grid
from scoreline.words import whole_percents

_LINE: Final = 2.5
"""The total that bookmakers quote most."""

_KEPT: Final = 64
"""Grids of a match day, of which several leagues ask."""


class Market:
    """Takes the margin out of the prices known at the instant and tips the likeliest score.

    Of one bookmaker, the sharpest there is: the last prices before those some days ahead. The
    grid has the 1X2 chances of the prices and, where a total is quoted, as many goals.
    """

    name: Final = "market"
    description: Final = "The likeliest score by the bookmakers' prices, their margin taken out."

    def suggest(self, situation: Situation) -> Opinion:
        """Return the likeliest score, by averages where no prices are known."""
        quote = _sharpest(each for each in situation.odds if each.market == "1x2")
        if quote is None:
            return by_averages_instead(situation, "No prices are known for this match")
        total = _sharpest(
            each for each in situation.odds if (each.market, each.line) == ("totals", _LINE)
        )
        grid = _implied(quote.prices, None if total is None else total.prices)
        return _opinion(grid, quote)


@lru_cache(maxsize=_KEPT)
def _implied(prices: tuple[float, ...], total: tuple[float, ...] | None) -> ScoreGrid:
    over = np.nan if total is None else power(np.array([total]))[0, 0]
    return implied_grid(power(np.array([prices])), np.array([over]))


def _sharpest(quotes: Iterable[Quote]) -> Quote | None:
    sold = [each for each in quotes if each.bookmaker != BEST and min(each.prices) > 1]
    return min(sold, key=_rank, default=None)


def _rank(quote: Quote) -> tuple[bool, int, str]:
    known = quote.bookmaker in PREFERRED
    place = PREFERRED.index(quote.bookmaker) if known else len(PREFERRED)
    return quote.moment is not Moment.CLOSING, place, quote.bookmaker


def _opinion(grid: ScoreGrid, quote: Quote) -> Opinion:
    score, share = likeliest(grid)
    home, away = grid.expected_goals()[0].tolist()
    win, draw, loss = whole_percents(tuple(grid.outcomes()[0].tolist()))
    prices = " / ".join(f"{price:.2f}" for price in quote.prices)
    reason = (
        f"The prices {prices} ({quote.bookmaker[:40]}) mean {win}% home win, {draw}% draw, {loss}%"
        f" away win and {home:.1f}-{away:.1f} goals; the likeliest score is {score} ({share:.0%})."
    )
    return Opinion(score, (home, away), reason)
