"""What may be read of all that is told about clubs: cut, row by row, at an instant.

The only other places that compare instants are the order of a timeline's events and ``quotes.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline._jit import jit
from scoreline.ratings import Stretch

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER: Final = np.iinfo(np.int64).max
"""An instant that does not come."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What was told of clubs, and the part of it that the clubs of a row may read.

    Attributes:
        rows: By club, those told earlier first.
        known: When each was told, in microseconds since 1970.
    """

    rows: pl.DataFrame
    known: Ints
    _bounds: Ints
    _clubs: Ints
    _oldest: Ints

    def spans(self, stretch: Stretch) -> Ints:
        """Return which rows both clubs of each asked match may read, shape (asked, 2, 2).

        It is the first one and the one behind the last, the same where there is nothing to read.
        """
        clubs, oldest = self._clubs[stretch.rows], self._oldest[stretch.rows]
        return _spans(self._bounds, self.known, clubs, oldest, stretch.speaks)

    def last(self, name: str) -> Callable[[Stretch], Floats]:
        """Return what cuts the last value of a column for both clubs, shape (asked, 2).

        It is NaN where there is nothing to read.
        """
        values = np.append(self.numbers(name), np.nan)

        def last(stretch: Stretch) -> Floats:
            spans = self.spans(stretch)
            first, stop = spans[:, :, 0], spans[:, :, 1]
            return values[np.where(stop > first, stop - 1, len(values) - 1)]

        return last

    def numbers(self, name: str) -> Floats:
        """Return a column of the rows, NaN where missing."""
        return self.rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy().copy()

    def codes(self, name: str, names: Sequence[str]) -> Ints:
        """Return where a column's values stand among ``names``, -1 where they do not."""
        places = self.rows[name].replace_strict(
            list(names), range(len(names)), default=-1, return_dtype=pl.Int64
        )
        return places.to_numpy().copy()


def told(frame: pl.DataFrame, teams: Sequence[str], clubs: Ints, oldest: Ints) -> Told:
    """Put what was told of clubs in order.

    Args:
        frame: ``club``, ``known_at`` and other columns.
        teams: Names of the clubs; what is told of others is left out.
        clubs: Numbers of the home and the away club, shape (matches, 2).
        oldest: Nothing older may be read; microseconds since 1970, shape (matches,).
    """
    # By all columns, so that the order of the rows given cannot matter.
    rest = [name for name in frame.columns if name not in {"club", "known_at"}]
    rows = numbered(frame, teams).sort("club", "known_at", *rest)
    bounds = np.searchsorted(rows["club"].to_numpy(), np.arange(len(teams) + 1))
    return Told(rows, instants(rows["known_at"]), bounds, clubs, oldest)


def numbered(frame: pl.DataFrame, teams: Sequence[str]) -> pl.DataFrame:
    """Put numbers in place of the clubs' names, and leave unknown clubs out."""
    number = pl.col("club").replace_strict(
        list(teams), range(len(teams)), default=None, return_dtype=pl.Int64
    )
    return frame.with_columns(number.alias("club")).drop_nulls("club")


def instants(column: pl.Series) -> Ints:
    """Return a column of instants in microseconds since 1970."""
    return column.dt.timestamp("us").to_numpy().astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """When anything at all was told of the clubs of a country, by country and instant.

    A club counts from its first kick-off in the country on.
    """

    _bounds: Ints
    _known: Ints
    _since: Ints
    _country: Ints
    _kickoff: Ints
    _oldest: Ints

    def there(self, stretch: Stretch) -> Flags:
        """Tell of each asked match whether anything was told that it may read, shape (asked,)."""
        rows = stretch.rows
        of_match = self._country[rows], self._kickoff[rows], self._oldest[rows], stretch.speaks
        return _there(self._bounds, self._known, self._since, *of_match)


def heard(reports: pl.DataFrame, country: Ints, clubs: Ints, kickoff: Ints, oldest: Ints) -> Heard:
    """Put in order what was told of the clubs of each country.

    Args:
        reports: ``club`` by number and ``known_at``.
        country: Of each match, shape (matches,).
        clubs: Of each match, shape (matches, 2).
        kickoff: Of each match, in microseconds since 1970, as ``oldest``.
        oldest: Nothing older may be read.
    """
    pairs = {"club": clubs.ravel(), "country": country.repeat(2), "since": kickoff.repeat(2)}
    first = (
        pl.DataFrame(pairs)
        .join(reports, on="club", how="semi")
        .group_by("club", "country")
        .agg(pl.col("since").min())
    )
    told_at = pl.col("known_at").dt.timestamp("us")
    rows = reports.select("club", known=told_at).join(first, on="club").sort("country", "known")
    bounds = np.searchsorted(rows["country"].to_numpy(), np.arange(country.max(initial=-1) + 2))
    known, since = (rows[name].to_numpy().copy() for name in ("known", "since"))
    return Heard(bounds, known, since, country, kickoff, oldest)


@jit
def _spans(bounds: Ints, known: Ints, clubs: Ints, oldest: Ints, speaks: Ints) -> Ints:
    out = np.empty((len(clubs), 2, 2), dtype=np.int64)
    for i in range(len(clubs)):
        for side in range(2):
            start, stop = bounds[clubs[i, side]], bounds[clubs[i, side] + 1]
            of_club = known[start:stop]
            first = np.searchsorted(of_club, oldest[i])
            out[i, side, 0] = start + first
            out[i, side, 1] = start + max(first, np.searchsorted(of_club, speaks[i], "right"))
    return out


@jit
def _there(
    bounds: Ints,
    known: Ints,
    since: Ints,
    country: Ints,
    kickoff: Ints,
    oldest: Ints,
    speaks: Ints,
) -> Flags:
    out = np.zeros(len(country), dtype=np.bool_)
    for i in range(len(country)):
        start, stop = bounds[country[i]], bounds[country[i] + 1]
        row = start + np.searchsorted(known[start:stop], oldest[i])
        # As good as always the first one will do.
        while row < stop and known[row] <= speaks[i] and not out[i]:
            out[i] = since[row] <= kickoff[i]
            row += 1
    return out
