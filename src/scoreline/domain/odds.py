"""Prices: whose to look at, and taking the bookmaker's margin out of them.

``prices`` has shape (n, k), each price above 1, k the outcomes of a market. A row with a missing
price (NaN) comes back as NaN. All three methods agree where there is no overround.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain.frames import PRICE
from scoreline.domain.quote import AVERAGE, BEST

Floats = NDArray[np.float64]

PREFERRED: Final = ("pinnacle", AVERAGE, "bet365")
"""The sharpest line first; any other bookmaker stands in where all of them are missing."""

PRICES: Final = ("price_1", "price_x", "price_2")

WAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"1x2": PRICES, "totals": ("price_1", "price_2"), "handicap": ("price_1", "price_2")}
)
"""The prices that make a market's quote whole."""


class Margin(StrEnum):
    """How the bookmaker's margin is taken out."""

    POWER = "power"
    SHIN = "shin"
    PROPORTIONAL = "proportional"


NEWTON: Final = 10
"""Steps from a power of one, enough for the last bit where the margin is below one."""

STEPS: Final = 60
"""Halvings of the bracket: enough for the last bit of a double."""


def reference_prices(
    odds: pl.DataFrame,
    *,
    moment: str,
    market: str = "1x2",
    preferred: Sequence[str] = PREFERRED,
) -> pl.DataFrame:
    """Return the ``ODDS`` row of one bookmaker's complete prices for each match that has any.

    Args:
        odds: ``ODDS`` columns; the last revision of a price counts.
        moment: ``opening`` or ``closing``.
        market: ``1x2``, or ``totals``, of one line only.
        preferred: Bookmakers, the first one that quoted counts; then any other, by name.
    """
    asked = (pl.col("market") == market) & (pl.col("moment") == moment)
    last = odds.filter(asked).unique(PRICE, keep="last", maintain_order=True)
    quoted = last.with_columns(preference=preference(odds["bookmaker"], preferred)).filter(
        pl.col("preference").is_not_null() & pl.all_horizontal(pl.col(WAYS[market]) > 1)
    )
    chosen = quoted.sort("match_id", "preference", maintain_order=True)
    return chosen.unique("match_id", keep="first", maintain_order=True).drop("preference")


def preference(bookmakers: pl.Series, preferred: Sequence[str] = PREFERRED) -> pl.Expr:
    """Return a number for each value of ``bookmaker``, the one to look at first the lowest.

    After the preferred ones come the others, by name; null for the best price of all.
    """
    others = sorted(set(bookmakers.unique()).difference(preferred, [BEST]))
    names = [*preferred, *others]
    return pl.col("bookmaker").replace_strict(
        names, range(len(names)), default=None, return_dtype=pl.Int64
    )


def overround(prices: Floats) -> Floats:
    """Return the sum of the inverse prices minus one, shape (n,)."""
    margin: Floats = (1 / prices).sum(axis=1) - 1
    return margin


def proportional(prices: Floats) -> Floats:
    """Divide the inverse prices by their sum: the same margin on every outcome."""
    inverse = 1 / prices
    chances: Floats = inverse / inverse.sum(axis=1, keepdims=True)
    return chances


def power(prices: Floats) -> Floats:
    """Raise the inverse prices to the power at which they sum to one.

    More of the margin lies on long shots, as it does in practice.

    Source: Clarke, Kovalchik & Ingram (2017), Adjusting bookmaker's odds to allow for overround.
    """
    # An outcome's prices next to each other: sums across three columns are three times as fast.
    logarithm = -np.log(np.ascontiguousarray(prices.T))
    exponent = np.ones(len(prices))
    # The sum falls with the power and is convex: Newton's steps pass the root at most once, at
    # first, and then close in on it from below.
    for _ in range(NEWTON):
        raised = np.exp(exponent * logarithm)
        excess = raised.sum(axis=0) - 1
        exponent -= excess / (raised * logarithm).sum(axis=0)
    return _exact(np.exp(exponent * logarithm).T)


def shin(prices: Floats) -> Floats:
    """Take the margin for a guard against insiders, whose share of the bets it solves for.

    Source: Shin (1993), Measuring the incidence of insider trading; Jullien & Salanié (1994) for
    the probabilities in closed form. Where the book has no overround there is no such share and
    the result is :func:`proportional`.
    """
    inverse = 1 / prices
    book = inverse.sum(axis=1)

    def chances(insiders: Floats) -> Floats:
        z = insiders[:, None]
        root = np.sqrt(z**2 + 4 * (1 - z) * inverse**2 / book[:, None])
        found: Floats = (root - z) / (2 * (1 - z))
        return found

    insiders = _solve(lambda z: chances(z).sum(axis=1) - 1, len(prices), 0.0, 0.99)
    solved = _exact(chances(insiders))
    return np.where((book > 1)[:, None], solved, proportional(prices))


METHODS: Final[Mapping[Margin, Callable[[Floats], Floats]]] = MappingProxyType(
    {Margin.POWER: power, Margin.SHIN: shin, Margin.PROPORTIONAL: proportional}
)


def _solve(excess: Callable[[Floats], Floats], rows: int, low: float, high: float) -> Floats:
    """Find, row by row, where a falling function crosses zero, by bisection."""
    below, above = np.full(rows, low), np.full(rows, high)
    for _ in range(STEPS):
        middle = (below + above) / 2
        positive = excess(middle) > 0
        below, above = np.where(positive, middle, below), np.where(positive, above, middle)
    found: Floats = (below + above) / 2
    return found


def _exact(chances: Floats) -> Floats:
    """Take out what rounding has left."""
    whole: Floats = chances / chances.sum(axis=1, keepdims=True)
    return whole
