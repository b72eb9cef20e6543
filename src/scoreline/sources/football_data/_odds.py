"""Odds of every bookmaker, from columns to rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from scoreline.domain import Moment
from scoreline.domain.frames import UTC_INSTANT
from scoreline.sources._base import ODDS_ROWS, ROW, Reject
from scoreline.store.quarantine import NOTHING_TO_DO

_BOOKMAKERS: Final = {
    "B365": "bet365",
    "BW": "bwin",
    "IW": "interwetten",
    "PS": "pinnacle",
    "P": "pinnacle",
    "WH": "william_hill",
    "VC": "vc_bet",
    "BV": "betvictor",
    "LB": "ladbrokes",
    "CL": "coral",
    "GB": "gamebookers",
    "SB": "sportingbet",
    "SJ": "stan_james",
    "SO": "sporting_odds",
    "SY": "stanleybet",
    "BS": "blue_square",
    "1XB": "1xbet",
    "BF": "betfair",
    "BFE": "betfair_exchange",
    "BFD": "betfred",
    "BMGM": "betmgm",
    "Max": "maximum",
    "Avg": "average",
    "BbMx": "maximum",
    "BbAv": "average",
}
"""Column prefixes; ``maximum`` and ``average`` are over the market (Betbrain's until 2018/19)."""

_LEAST_SUM: Final = 0.8
_MOST_SUM: Final = 1.4
"""Implied probabilities of a market add up to more than one, over all bookmakers' best prices
to a little less; far from that, a digit or a column has slipped."""

_KEY: Final = (ROW, "bookmaker", "market", "moment", "line")
_SUGGESTION: Final = f"{NOTHING_TO_DO}: the match went in without these odds"


@dataclass(frozen=True, slots=True)
class _Quote:
    """The columns of one bookmaker, market and moment.

    Attributes:
        ways: Columns of the prices for 1, X (None in two-way markets) and 2.
        line: The market's line, a number, or the column it stands in, or None.
    """

    bookmaker: str
    market: str
    moment: Moment
    ways: tuple[str, str | None, str]
    line: float | str | None = None

    @property
    def prices(self) -> list[str]:
        """Return the columns that hold prices."""
        return [name for name in self.ways if name is not None]

    @property
    def columns(self) -> list[str]:
        """Return all columns that the quote is made of."""
        return [*self.prices, self.line] if isinstance(self.line, str) else self.prices


def odds_rows(
    frame: pl.DataFrame, plain: Moment = Moment.OPENING
) -> tuple[pl.DataFrame, list[Reject]]:
    """Return all complete, sensible quotes as ``ODDS_ROWS`` columns, and what was left out.

    Args:
        frame: Text columns and ``ROW``.
        plain: When the odds were taken whose columns do not say that they are closing ones.
    """
    quotes = list(_quotes(frame.columns, plain))
    columns = sorted({name for quote in quotes for name in quote.columns})
    numbers = frame.lazy().with_columns(pl.col(columns).cast(pl.Float64, strict=False))
    # One query over all quotes: planning one for each would take longer than running it.
    empty = pl.LazyFrame(schema=ODDS_ROWS)
    rows = pl.concat([empty, *(_rows(numbers, quote) for quote in quotes)]).collect()
    sound = numbers.select(_sound(quote).alias(str(i)) for i, quote in enumerate(quotes)).collect()
    rejects = [
        reject
        for quote, found in zip(quotes, sound, strict=True)
        for reject in _rejects(frame, quote, found)
    ]
    return rows.unique(_KEY, keep="first", maintain_order=True), rejects


def _quotes(columns: list[str], plain: Moment) -> Iterator[_Quote]:
    """Yield the quotes that a file has columns for."""
    there = set(columns)
    for prefix, bookmaker in _BOOKMAKERS.items():
        for moment, mark in ((Moment.CLOSING, "C"), (plain, "")):
            stem = prefix + mark
            for quote in (
                _Quote(bookmaker, "1x2", moment, (f"{stem}H", f"{stem}D", f"{stem}A")),
                _Quote(bookmaker, "totals", moment, (f"{stem}>2.5", None, f"{stem}<2.5"), 2.5),
                _Quote(
                    bookmaker,
                    "handicap",
                    moment,
                    (f"{stem}AHH", None, f"{stem}AHA"),
                    _handicap_column(there, stem, mark),
                ),
            ):
                if there.issuperset(quote.columns):
                    yield quote


def _handicap_column(there: set[str], stem: str, mark: str) -> str:
    """Return where the line stands: each bookmaker had its own, later one served all."""
    names = [f"{stem}AH", "BbAHh"] if stem.startswith("Bb") else [f"{stem}AH"]
    return next((name for name in names if name in there), f"AH{mark}h")


def _sound(quote: _Quote) -> pl.Expr:
    prices = [pl.col(name) for name in quote.prices]
    sound = pl.all_horizontal((price > 1) & price.is_finite() for price in prices)
    sound &= pl.sum_horizontal(1 / price for price in prices).is_between(_LEAST_SUM, _MOST_SUM)
    if isinstance(quote.line, str):
        quarters = pl.col(quote.line) * 4
        sound &= quarters.is_finite() & (quarters == quarters.round())
    return sound.fill_null(value=False)


def _rows(numbers: pl.LazyFrame, quote: _Quote) -> pl.LazyFrame:
    line = pl.col(quote.line) if isinstance(quote.line, str) else pl.lit(quote.line, pl.Float64)
    ways = [pl.lit(None, pl.Float64) if name is None else pl.col(name) for name in quote.ways]
    return numbers.filter(_sound(quote)).select(
        ROW,
        pl.lit(quote.bookmaker).alias("bookmaker"),
        pl.lit(quote.market).alias("market"),
        pl.lit(quote.moment.value).alias("moment"),
        line.alias("line"),
        pl.lit(None, UTC_INSTANT).alias("known_at"),
        *(price.alias(f"price_{way}") for price, way in zip(ways, "1x2", strict=True)),
    )


def _rejects(frame: pl.DataFrame, quote: _Quote, sound: pl.Series) -> Iterator[Reject]:
    """Yield a reject for each quote that was made and makes no sense; many were not made."""
    if sound.all():
        return
    made = pl.any_horizontal(pl.col(quote.prices).is_not_null())
    names = quote.columns
    for row, *texts in frame.filter(~sound).filter(made).select(ROW, *names).rows():
        shown = ", ".join(f"{name}={text or ''}" for name, text in zip(names, texts, strict=True))
        reason = f"{quote.market} odds of {quote.bookmaker} make no market"
        yield Reject(row, reason, shown, _SUGGESTION, quote.prices[0])
