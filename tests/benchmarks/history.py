"""Real matches of 22 divisions, where the folder ``shared`` lies beside the repository."""

from pathlib import Path
from typing import Final

import polars as pl

from scoreline.domain import Moment
from scoreline.domain.frames import MATCHES, ODDS, UTC_INSTANT

PATH: Final = Path(__file__).parents[3] / "shared" / "data" / "all-divisions-2000-2022.parquet"
ABSENT: Final = "there is no ../shared/data/all-divisions-2000-2022.parquet"

_NAMES: Final = {
    "league": "competition",
    "hg": "home_goals",
    "ag": "away_goals",
    "hthg": "home_half_time",
    "htag": "away_half_time",
    "hs": "home_shots",
    "as_": "away_shots",
    "hst": "home_shots_on_target",
    "ast": "away_shots_on_target",
    "hc": "home_corners",
    "ac": "away_corners",
    "hf": "home_fouls",
    "af": "away_fouls",
    "hy": "home_yellows",
    "ay": "away_yellows",
    "hr": "home_reds",
    "ar": "away_reds",
}

_QUOTED: Final = (("1x2", None, ("h", "d", "a")), ("totals", 2.5, ("_over", "_under")))
"""Market, line and how the names of its prices end."""


def matches() -> pl.DataFrame:
    """Return all of them with the ``MATCHES`` columns; hours are left out."""
    return (
        _rows()
        .rename(_NAMES)
        .with_columns(
            kickoff=pl.col("date").dt.cast_time_unit("us").dt.replace_time_zone("UTC"),
            date_only=True,
            neutral=False,
            status=pl.lit("finished"),
            **{name: pl.lit(None) for name in ("result_known_at", "matchweek", "home_xg")},
            away_xg=pl.lit(None),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in MATCHES.items())
    )


def odds() -> pl.DataFrame:
    """Return average prices, 1X2 and over 2.5, of the matches with the ``ODDS`` columns."""
    moments = {"": Moment.OPENING, "c": Moment.CLOSING}
    return pl.concat(
        _rows()
        .drop_nulls([f"avg{infix}{end}" for end in ends])
        .select(
            "match_id",
            bookmaker=pl.lit("average"),
            market=pl.lit(market),
            moment=pl.lit(moment.value),
            line=pl.lit(line, pl.Float64),
            known_at=pl.lit(None, UTC_INSTANT),
            price_1=f"avg{infix}{ends[0]}",
            price_x=f"avg{infix}{ends[1]}" if len(ends) > 2 else pl.lit(None),
            price_2=f"avg{infix}{ends[-1]}",
        )
        .select(pl.col(name).cast(dtype) for name, dtype in ODDS.items())
        for infix, moment in moments.items()
        for market, line, ends in _QUOTED
    )


def _rows() -> pl.DataFrame:
    return pl.read_parquet(PATH).with_row_index("match_id", offset=1)
