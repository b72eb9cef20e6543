"""What may be read of prices: cut, match by match, at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline._jit import jit
from scoreline.domain import Moment
from scoreline.domain.frames import odds_known
from scoreline.domain.odds import PRICES, preference
from scoreline.features.visible import instants

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Quotes:
    """A market's prices by match and bookmaker, the preferred first, in the order of revisions."""

    _bounds: Ints
    _bookmaker: Ints
    _moment: Ints
    _known: Ints
    _prices: Floats

    def at(self, rows: Ints, speaks: Ints, moments: Sequence[Moment]) -> Floats:
        """Return matches' prices of one bookmaker as known at an instant.

        Of a price the last known revision counts, of the bookmakers the first one with all of them.
        It is what :func:`~scoreline.domain.odds.reference_prices` chooses, at an instant each.

        Args:
            rows: The matches.
            speaks: Nothing later may be read; microseconds since 1970, one for each of ``rows``.
            moments: Opening or closing, the first one counts that has prices.

        Returns:
            Shape (rows, prices), NaN where there are none.
        """
        wanted = np.array([_MOMENTS.index(moment) for moment in moments], dtype=np.int64)
        columns = self._bounds, self._bookmaker, self._moment, self._known, self._prices
        return _cut(*columns, rows, speaks, wanted)


_MOMENTS = tuple(Moment)


def quotes(matches: pl.DataFrame, odds: pl.DataFrame, prices: Sequence[str] = PRICES) -> Quotes:
    """Put the prices of matches in order.

    Args:
        matches: As in the evidence.
        odds: Likewise, of one market and line.
        prices: Which prices that market has.
    """
    rows = matches.select("match_id", "kickoff").with_row_index("row")
    moment = pl.col("moment").replace_strict(
        list(_MOMENTS), range(len(_MOMENTS)), return_dtype=pl.Int64
    )
    ordered = (
        odds.with_columns(preference=preference(odds["bookmaker"]))
        .drop_nulls("preference")
        .join(rows, on="match_id", maintain_order="left")
        .with_columns(known=odds_known(), moment=moment)
        .sort("row", "preference", maintain_order=True)
    )
    bookmaker, of_moment = (ordered[name].to_numpy().copy() for name in ("preference", "moment"))
    return Quotes(
        np.searchsorted(ordered["row"].to_numpy(), np.arange(len(matches) + 1)),
        bookmaker,
        of_moment,
        instants(ordered["known"]),
        ordered.select(pl.col(prices).fill_null(np.nan)).to_numpy(order="c"),
    )


@jit
def _last_known(first: int, stop: int, moment: Ints, known: Ints, wanted: int, instant: int) -> int:
    """Return the last row of a moment that is known at an instant, -1 where there is none."""
    for row in range(stop - 1, first - 1, -1):
        if moment[row] == wanted and known[row] <= instant:
            return row
    return -1


@jit
def _cut(
    bounds: Ints,
    bookmaker: Ints,
    moment: Ints,
    known: Ints,
    prices: Floats,
    rows: Ints,
    speaks: Ints,
    moments: Ints,
) -> Floats:
    out = np.full((len(rows), prices.shape[1]), np.nan)
    for i in range(len(rows)):
        first, end = bounds[rows[i]], bounds[rows[i] + 1]
        found = -1
        for wanted in moments:
            start = first
            while start < end and found < 0:
                stop = start + 1
                while stop < end and bookmaker[stop] == bookmaker[start]:
                    stop += 1
                last = _last_known(start, stop, moment, known, wanted, speaks[i])
                if last >= 0 and (prices[last] > 1).all():
                    found = last
                start = stop
        if found >= 0:
            out[i] = prices[found]
    return out
