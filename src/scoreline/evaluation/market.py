"""What the market thought, margin out: the yardstick of every forecast."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from scoreline.domain import Moment
from scoreline.domain.frames import PRICE
from scoreline.domain.odds import PREFERRED, PRICES, power, reference_prices

CHANCES: Final = ("p_home", "p_draw", "p_away")


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
    # Without an instant of its own a price was known by rule, no earlier than those that have one.
    order = pl.col("known_at").is_null(), pl.col("known_at")
    last = odds.sort(*order).unique(PRICE, keep="last", maintain_order=True)
    chosen = reference_prices(last, moment=moment, preferred=preferred)
    chances = power(chosen.select(PRICES).to_numpy())
    return chosen.select("match_id", "bookmaker").with_columns(
        pl.Series(name, chances[:, k]) for k, name in enumerate(CHANCES)
    )
