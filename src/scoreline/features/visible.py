"""What may be read of odds and of what is told about clubs: cut, row by row, at an instant.

The only other place that compares instants is the order of a timeline's events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain.frames import Evidence, odds_known
from scoreline.domain.odds import PRICES, reference_prices

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER: Final = np.iinfo(np.int64).max
"""An instant that does not come."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What was told of clubs, and the part of it that each match's clubs may read.

    Attributes:
        rows: By club, those told earlier first.
        first: The first row each club of a match may read, shape (matches, 2).
        stop: The row behind the last one, likewise; ``first`` where there is nothing to read.
    """

    rows: pl.DataFrame
    first: Ints
    stop: Ints

    @property
    def spans(self) -> Ints:
        """Return ``first`` and ``stop`` as one array of shape (matches, 2, 2)."""
        return np.stack([self.first, self.stop], axis=2)

    def numbers(self, name: str) -> Floats:
        """Return a column of the rows, NaN where missing."""
        return self.rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy().copy()

    def codes(self, name: str, names: Sequence[str]) -> Ints:
        """Return where a column's values stand among ``names``, -1 where they do not."""
        places = self.rows[name].replace_strict(
            list(names), range(len(names)), default=-1, return_dtype=pl.Int64
        )
        return places.to_numpy().copy()

    @property
    def known(self) -> Ints:
        """Return when each row was told, in microseconds since 1970."""
        return _instants(self.rows["known_at"])


def told(
    frame: pl.DataFrame, teams: Sequence[str], clubs: Ints, *, oldest: Ints, instants: Ints
) -> Told:
    """Return what was told of clubs by an instant.

    Args:
        frame: ``club``, ``known_at`` and other columns.
        teams: Names of the clubs.
        clubs: Numbers of them, shape (matches, 2).
        oldest: Nothing older may be read; microseconds since 1970, shape (matches,).
        instants: Nothing later may be read, likewise.
    """
    number = pl.col("club").replace_strict(
        list(teams), range(len(teams)), default=None, return_dtype=pl.Int64
    )
    numbered = frame.with_columns(number.alias("club")).drop_nulls("club")
    # By all columns, so that the order of the rows given cannot matter.
    rest = [name for name in frame.columns if name not in {"club", "known_at"}]
    rows = numbered.sort("club", "known_at", *rest)
    known = _instants(rows["known_at"])
    first, stop = np.zeros_like(clubs), np.zeros_like(clubs)
    bounds = np.searchsorted(rows["club"].to_numpy(), np.arange(len(teams) + 1))
    for club in np.unique(rows["club"].to_numpy()):
        start, end = bounds[club], bounds[club + 1]
        match, side = np.nonzero(clubs == club)
        first[match, side] = start + np.searchsorted(known[start:end], oldest[match])
        stop[match, side] = start + np.searchsorted(known[start:end], instants[match], "right")
    return Told(rows, first, stop)


def told_of_any(known_at: pl.Series, *, oldest: Ints, instants: Ints) -> Flags:
    """Tell whether anything was told between two instants."""
    known = np.sort(_instants(known_at))
    first = np.searchsorted(known, oldest)
    return np.searchsorted(known, instants, "right") > first


def quoted(evidence: Evidence, instants: Ints, moments: Sequence[str]) -> Floats:
    """Return each match's 1X2 prices of one bookmaker as known at its instant.

    Args:
        evidence: The matches and their odds.
        instants: Microseconds since 1970, one a match, ``NEVER`` where nothing may be read.
        moments: Opening or closing, the first one counts that has prices.

    Returns:
        Shape (matches, 3), NaN where there are none.
    """
    out = np.full((len(instants), 3), np.nan)
    if not moments:
        return out
    readable = evidence.matches.select("match_id", "kickoff", instant=pl.Series(instants)).filter(
        pl.col("instant") != NEVER
    )
    seen = (
        evidence.odds.filter(pl.col("market") == "1x2")
        .join(readable, on="match_id", maintain_order="left")
        .filter(odds_known().dt.timestamp("us") <= pl.col("instant"))
    )
    for moment in reversed(moments):
        chosen = reference_prices(seen, moment=moment)
        prices = evidence.matches.select("match_id").join(
            chosen, on="match_id", how="left", maintain_order="left"
        )
        there = prices[PRICES[0]].is_not_null().to_numpy()
        out[there] = prices.filter(there).select(PRICES).to_numpy()
    return out


def _instants(column: pl.Series) -> Ints:
    return column.dt.timestamp("us").to_numpy().astype(np.int64)
