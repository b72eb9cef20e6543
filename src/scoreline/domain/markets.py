"""Markets read off score grids: how stakes settle, fair prices, what prices on offer promise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from scoreline.domain.grid import MAX_GOALS, Floats, ScoreGrid
from scoreline.domain.match import Moment
from scoreline.domain.quote import AVERAGE, BEST, Quote

TOTALS: Final = (0.5, 1.5, 2.5, 3.5, 4.5)
"""Lines of goals in all."""

HANDICAPS: Final = tuple(quarters / 4 for quarters in range(-10, 11))
"""Goals added to the home side, from -2.5 to 2.5."""

WAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "1x2": ("home", "draw", "away"),
        "totals": ("over", "under"),
        "handicap": ("home", "away"),
        "both_score": ("yes", "no"),
    }
)
"""What can be bet on in each market, in the order of its prices."""

# By size, so that of lines that are as fair as each other the one nearest to level counts.
_EVERY: Final = np.array(sorted(np.arange(-4 * MAX_GOALS, 4 * MAX_GOALS + 1) / 4, key=abs))
_EVEN: Final = 12
"""Decimals to which two lines are as fair as each other."""


_NEVER: Final = 1e-12
"""A share below this is what rounding has left of nothing."""


def settled(grid: ScoreGrid, market: str, lines: Sequence[float] = (0.0,)) -> Floats:
    """Return how stakes on every way of a market settle.

    Args:
        grid: n matches.
        market: One of ``WAYS``.
        lines: Multiples of a quarter; a quarter line puts half the stake on each neighbouring half
            line. Of no meaning to ``1x2`` and ``both_score``.

    Returns:
        Shares of the stake expected to win, be returned and lose, which sum to one; shape
        (n, lines, ways, 3).
    """
    if market in _BY_LINE:
        first = _BY_LINE[market](grid, lines)
        return np.stack([first, first[..., ::-1]], axis=2)
    chances = _both(grid) if market == "both_score" else grid.outcomes()
    shares = np.stack([chances, np.zeros_like(chances), 1 - chances], axis=-1)
    return np.repeat(shares[:, None], len(lines), axis=1)


_BY_LINE: Final = MappingProxyType({"totals": ScoreGrid.totals, "handicap": ScoreGrid.handicaps})


def fair_prices(shares: Floats) -> Floats:
    """Return the decimal prices at which stakes return nothing on average, NaN where none does.

    Args:
        shares: Won, returned and lost, shape (..., 3).
    """
    win, lose = shares[..., 0], shares[..., 2]
    odds = np.divide(lose, win, out=np.full_like(win, np.nan), where=win > _NEVER)
    return 1 + odds


def expected_returns(shares: Floats, prices: Floats) -> Floats:
    """Return the profit expected of a unit staked: chance times price less one, where none returns.

    Args:
        shares: Won, returned and lost, shape (..., 3).
        prices: Decimal, shape (...).
    """
    profit: Floats = shares[..., 0] * (prices - 1) - shares[..., 2]
    return profit


def fair_lines(grid: ScoreGrid) -> Floats:
    """Return the handicap of each match whose two sides come nearest to an even bet, shape (n,)."""
    shares = grid.handicaps(_EVERY.tolist())
    tilt = np.abs(shares[..., 0] - shares[..., 2]).round(_EVEN)
    nearest: Floats = _EVERY[tilt.argmin(axis=1)]
    return nearest


def _both(grid: ScoreGrid) -> Floats:
    yes = grid.both_score()
    return np.stack([yes, 1 - yes], axis=1)


@dataclass(frozen=True, slots=True)
class Way:
    """One of the things to bet on in a market, and how a stake on it settles.

    Attributes:
        name: As ``WAYS`` has it.
        win: Share of the stake expected to win; the three sum to one.
        returned: Share expected to be returned.
        lose: Share expected to lose.
        fair: The decimal price at which it returns nothing on average, None where it cannot win.
    """

    name: str
    win: float
    returned: float
    lose: float
    fair: float | None


@dataclass(frozen=True, slots=True)
class MarketLine:
    """A market of a match at a line, 0 where it has none."""

    market: str
    line: float
    ways: tuple[Way, ...]

    @property
    def fair(self) -> tuple[float | None, ...]:
        """Return the fair price of every way."""
        return tuple(way.fair for way in self.ways)


def market_lines(
    grid: ScoreGrid, market: str, lines: Sequence[float] = (0.0,)
) -> tuple[MarketLine, ...]:
    """Return a market of the only match of a grid, at each line."""
    (shares,) = settled(grid, market, lines)
    # Sums of many cells can miss the unit interval by a rounding error.
    kept = np.clip(shares, 0.0, 1.0)
    rows = zip(lines, kept.tolist(), fair_prices(kept).tolist(), strict=True)
    return tuple(
        MarketLine(
            market,
            line,
            tuple(
                Way(name, win, returned, lose, fair=None if np.isnan(price) else price)
                for name, (win, returned, lose), price in zip(
                    WAYS[market], found, prices, strict=True
                )
            ),
        )
        for line, found, prices in rows
    )


@dataclass(frozen=True, slots=True)
class Edge:
    """The best stored price of one thing to bet on, and what a forecast expects of it.

    Attributes:
        way: As ``WAYS`` has it.
        fair: The forecast's own price, None where it cannot win.
        price: The best one on offer.
        bookmaker: Whose; of the best price of all bookmakers it is not known whose.
        known_at: Since when it is known.
        value: Profit expected of a unit staked.
    """

    market: str
    line: float
    way: str
    fair: float | None
    price: float
    bookmaker: str
    moment: Moment
    known_at: datetime
    value: float

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "market": self.market,
            "line": self.line,
            "way": self.way,
            "fair": self.fair,
            "price": self.price,
            "bookmaker": self.bookmaker,
            "moment": self.moment.value,
            "known_at": self.known_at.isoformat(),
            "edge": self.value,
        }


def edges(grid: ScoreGrid, quotes: Iterable[Quote]) -> tuple[Edge, ...]:
    """Return what the best of given prices promise, by market, line and way.

    Of one bookmaker the latest prices count. The average of all counts only where it is all there
    is, because nobody pays it. Lines that are no multiple of a quarter do not settle and are left
    out.

    Args:
        grid: One match.
        quotes: Prices of it.
    """
    known = (each for each in quotes if each.market in WAYS and (4 * each.line).is_integer())
    ordered = sorted(known, key=_place)
    return tuple(
        edge
        for (market, line), found in groupby(ordered, key=lambda each: (each.market, each.line))
        for edge in _edges(grid, market, line, _latest(found))
    )


def _edges(grid: ScoreGrid, market: str, line: float, quotes: Sequence[Quote]) -> Iterator[Edge]:
    offered = [each for each in quotes if each.bookmaker != AVERAGE] or quotes
    chosen = [_best(offered, place) for place in range(len(WAYS[market]))]
    prices = [quote.prices[place] for place, quote in enumerate(chosen)]
    (shares,) = settled(grid, market, (line,))[0]
    values = expected_returns(shares, np.array(prices)).tolist()
    (at_line,) = market_lines(grid, market, (line,))
    for way, quote, price, value in zip(at_line.ways, chosen, prices, values, strict=True):
        yield Edge(
            market=market,
            line=line,
            way=way.name,
            fair=way.fair,
            price=price,
            bookmaker=quote.bookmaker,
            moment=quote.moment,
            known_at=quote.known_at,
            value=value,
        )


def _best(quotes: Sequence[Quote], place: int) -> Quote:
    """Return whose price is the highest; of equal ones, one that has a name."""
    return max(quotes, key=lambda each: (each.prices[place], each.bookmaker != BEST))


def _latest(quotes: Iterable[Quote]) -> list[Quote]:
    ordered = sorted(quotes, key=lambda each: (each.known_at, each.moment is Moment.CLOSING))
    return sorted({each.bookmaker: each for each in ordered}.values(), key=_place)


def _place(quote: Quote) -> tuple[int, float, str]:
    return list(WAYS).index(quote.market), quote.line, quote.bookmaker
