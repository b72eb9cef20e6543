"""The columns that rooms hand to each other."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from scoreline.clock import in_utc
from scoreline.domain.match import DAY, MATCH_LENGTH, MatchStatus, Moment

UTC_INSTANT: Final = pl.Datetime("us", "UTC")

MATCHES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "match_id": pl.Int64,
    "competition": pl.String,
    "season": pl.Int32,
    "date": pl.Date,
    "kickoff": UTC_INSTANT,
    "date_only": pl.Boolean,
    "matchweek": pl.Int32,
    "home": pl.String,
    "away": pl.String,
    "neutral": pl.Boolean,
    "status": pl.String,
    "home_goals": pl.Int32,
    "away_goals": pl.Int32,
    "home_half_time": pl.Int32,
    "away_half_time": pl.Int32,
    "home_shots": pl.Int32,
    "away_shots": pl.Int32,
    "home_shots_on_target": pl.Int32,
    "away_shots_on_target": pl.Int32,
    "home_corners": pl.Int32,
    "away_corners": pl.Int32,
    "home_fouls": pl.Int32,
    "away_fouls": pl.Int32,
    "home_yellows": pl.Int32,
    "away_yellows": pl.Int32,
    "home_reds": pl.Int32,
    "away_reds": pl.Int32,
    "home_xg": pl.Float64,
    "away_xg": pl.Float64,
}
"""One row a match. ``home`` and ``away`` are canonical club names, unique across countries.

``date`` is the day as published, ``kickoff`` the instant (the day's first, in UTC, where
``date_only``). Goals and statistics are null while unknown.
"""

RESULTS: Final = tuple(MATCHES)[tuple(MATCHES).index("home_goals") :]
"""The columns of ``MATCHES`` that nobody knows before the match is over."""

ODDS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "match_id": pl.Int64,
    "bookmaker": pl.String,
    "market": pl.String,
    "moment": pl.String,
    "line": pl.Float64,
    "price_1": pl.Float64,
    "price_x": pl.Float64,
    "price_2": pl.Float64,
}
"""One row a match, bookmaker, market, moment and line, decimal prices.

``market`` is ``1x2`` (home, draw, away), ``totals`` (over, null, under) or ``handicap`` (home
with ``line`` goals added, null, away). ``moment`` is ``opening`` or ``closing``.
"""

PLAYED: Final = (MatchStatus.FINISHED, MatchStatus.AWARDED, MatchStatus.ABANDONED)
"""What a match can only be once it has begun."""

ODDS_PUBLISHED: Final = DAY
"""How long before kick-off opening odds count as known; sources do not say when they were read."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that is known of a set of matches; features, and so forecasts, see nothing else.

    Attributes:
        matches: ``MATCHES`` columns, any row order, results and coming matches alike.
        odds: ``ODDS`` columns of those matches.
    """

    matches: pl.DataFrame
    odds: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ODDS))

    def at(self, instant: datetime) -> "Evidence":
        """Return what of this was known at an instant.

        A result known only later reads as a scheduled match; odds quoted only later are gone.
        """
        lead = pl.when(pl.col("moment") == Moment.OPENING).then(pl.lit(ODDS_PUBLISHED))
        quoted = (
            self.odds.join(
                self.matches.select("match_id", "kickoff"), on="match_id", maintain_order="left"
            )
            .filter(pl.col("kickoff") - lead.otherwise(pl.lit(timedelta())) <= in_utc(instant))
            .drop("kickoff")
        )
        return Evidence(mask(self.matches, instant), quoted)


def mask(matches: pl.DataFrame, instant: datetime) -> pl.DataFrame:
    """Hide from a ``MATCHES`` frame every result that is known only after an instant."""
    length = pl.when("date_only").then(pl.lit(DAY)).otherwise(pl.lit(MATCH_LENGTH))
    hidden = pl.col("kickoff") + length > in_utc(instant)
    over = hidden & pl.col("status").is_in(PLAYED)
    return matches.with_columns(
        pl.when(over).then(pl.lit(MatchStatus.SCHEDULED.value)).otherwise("status").alias("status"),
        *(pl.when(hidden).then(None).otherwise(name).alias(name) for name in RESULTS),
    )
