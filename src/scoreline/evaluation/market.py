"""What the market thought, margin out: the yardstick of every forecast."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from scoreline.domain import Moment
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
        odds: ``ODDS`` columns.
        moment: Opening or closing prices.
        preferred: Bookmakers, the first one that quoted counts; then any other, by name.
    """
    chosen = reference_prices(odds, moment=moment, preferred=preferred)
    chances = power(chosen.select(PRICES).to_numpy())
    return chosen.select("match_id", "bookmaker").with_columns(
        pl.Series(name, chances[:, k]) for k, name in enumerate(CHANCES)
    )
