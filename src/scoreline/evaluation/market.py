"""What the market thought, margin out: the yardstick of every forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import polars as pl

from scoreline.domain import Moment, ScoreGrid
from scoreline.domain.frames import PRICE
from scoreline.domain.odds import (
    METHODS,
    PREFERRED,
    PRICES,
    WAYS,
    Margin,
    power,
    reference_prices,
)
from scoreline.domain.quote import AVERAGE, BEST
from scoreline.models import Bools, Floats, implied_grid

CHANCES: Final = ("p_home", "p_draw", "p_away")
LINE: Final = 2.5
"""The line of goals that bookmakers quote for nearly every match."""


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """What bookmakers asked for n matches at one moment; NaN where nothing is stored.

    Attributes:
        bookmaker: Whose 1X2 prices these are, null where there are none.
        prices: Home, draw, away, shape (n, 3).
        best: The best price of all bookmakers for each outcome, likewise: as the source tells it,
            else the highest that is stored.
        over: Chance of more than 2.5 goals, margin out, shape (n,); at the close of prices before
            the match where nobody kept later ones.
    """

    bookmaker: pl.Series
    prices: Floats
    best: Floats
    over: Floats

    @classmethod
    def of(cls, odds: pl.DataFrame, match_ids: pl.Series, moment: Moment) -> Self:
        """Read the odds of matches, ``ODDS`` columns; the last reading of a price counts."""
        last = _last(odds)
        quoted = reference_prices(last, moment=moment)
        return cls(
            bookmaker=_joined(match_ids, quoted)["bookmaker"],
            prices=_numbers(match_ids, quoted, PRICES),
            best=_numbers(match_ids, _best(last, moment), PRICES),
            over=_over(last, match_ids, moment),
        )

    @property
    def chances(self) -> Floats:
        """Return 1X2 probabilities, margin out, shape (n, 3)."""
        return self.without(Margin.POWER)

    def without(self, margin: Margin) -> Floats:
        """Return 1X2 probabilities, the margin taken out one way or another, shape (n, 3)."""
        return METHODS[margin](self.prices)

    @property
    def there(self) -> Bools:
        """Tell of which matches there are 1X2 prices, shape (n,)."""
        quoted: Bools = np.asarray(np.isfinite(self.prices).all(axis=1))
        return quoted

    @property
    def bookmakers(self) -> dict[str, int]:
        """Return whose prices speak for how many matches, the most frequent first."""
        counts = self.bookmaker.drop_nulls().value_counts().sort("count", "bookmaker")
        return dict(counts.reverse().iter_rows())

    def grid(self, rows: Bools) -> ScoreGrid:
        """Return the score grids that the prices of some matches imply, all of them ``there``."""
        return implied_grid(self.chances[rows], self.over[rows])


def market_chances(
    odds: pl.DataFrame,
    *,
    moment: Moment = Moment.CLOSING,
    preferred: Sequence[str] = PREFERRED,
) -> pl.DataFrame:
    """Return one row a match that has odds: ``match_id``, ``bookmaker`` and 1X2 probabilities.

    Args:
        odds: ``ODDS`` columns; of several readings of a price the last one counts.
        moment: Opening or closing prices.
        preferred: Bookmakers, the first one that quoted counts; then any other, by name.
    """
    chosen = reference_prices(_last(odds), moment=moment, preferred=preferred)
    chances = power(chosen.select(PRICES).to_numpy())
    return chosen.select("match_id", "bookmaker").with_columns(
        pl.Series(name, chances[:, k]) for k, name in enumerate(CHANCES)
    )


def _best(last: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    of_match = last.filter(market="1x2", moment=moment.value)
    told, sold = pl.col("bookmaker") == BEST, ~pl.col("bookmaker").is_in([BEST, AVERAGE])
    return of_match.group_by("match_id").agg(
        pl.coalesce(pl.col(name).filter(told).first(), pl.col(name).filter(sold).max())
        for name in PRICES
    )


def _over(last: pl.DataFrame, match_ids: pl.Series, moment: Moment) -> Floats:
    of_line = last.filter(pl.col("line") == LINE)
    moments = (Moment.CLOSING, Moment.OPENING) if moment is Moment.CLOSING else (moment,)
    quotes = [reference_prices(of_line, moment=each, market="totals") for each in moments]
    chances = [power(_numbers(match_ids, each, WAYS["totals"]))[:, 0] for each in quotes]
    return np.where(np.isnan(chances[0]), chances[-1], chances[0])


def _last(odds: pl.DataFrame) -> pl.DataFrame:
    # Without an instant of its own a price was known by rule, no earlier than those that have one.
    order = pl.col("known_at").is_null(), pl.col("known_at")
    by_age = odds.sort(*order, maintain_order=True)
    return by_age.unique(PRICE, keep="last", maintain_order=True)


def _joined(match_ids: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    ids = match_ids.alias("match_id").to_frame()
    return ids.join(rows, on="match_id", how="left", maintain_order="left")


def _numbers(match_ids: pl.Series, rows: pl.DataFrame, names: Sequence[str]) -> Floats:
    found: Any = _joined(match_ids, rows).select(pl.col(names).fill_null(float("nan"))).to_numpy()
    return np.array(found, dtype=np.float64)
