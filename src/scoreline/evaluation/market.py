"""What the market thought, margin out: the yardstick of every forecast."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from scoreline.domain import Moment
from scoreline.models.margin import power

PREFERRED: Final = ("pinnacle", "average", "bet365")
"""The sharpest line first; any other bookmaker stands in where all of them are missing."""

BEST: Final = "maximum"
"""The best price of all bookmakers: nobody's forecast."""

CHANCES: Final = ("p_home", "p_draw", "p_away")
_PRICES: Final = ("price_1", "price_x", "price_2")


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
    quoted = odds.filter(
        (pl.col("market") == "1x2")
        & (pl.col("moment") == str(moment))
        & (pl.col("bookmaker") != BEST)
        & pl.all_horizontal(pl.col(_PRICES) > 1)
    )
    rank = pl.col("bookmaker").replace_strict(
        list(preferred), range(len(preferred)), default=len(preferred), return_dtype=pl.Int32
    )
    # Without an instant of its own a price was known by rule, no earlier than those that have one.
    latest = pl.col("known_at").is_null(), pl.col("known_at")
    chosen = quoted.sort(
        "match_id", rank, "bookmaker", *latest, descending=[False, False, False, True, True]
    ).unique("match_id", keep="first", maintain_order=True)
    chances = power(chosen.select(_PRICES).to_numpy())
    return chosen.select("match_id", "bookmaker").with_columns(
        pl.Series(name, chances[:, k]) for k, name in enumerate(CHANCES)
    )
