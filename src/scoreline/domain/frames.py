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
    "result_known_at": UTC_INSTANT,
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
``date_only``). Goals and statistics are null while unknown. ``result_known_at`` is null where the
rule of :func:`result_known` says when the result was known; it is given for results that became
known otherwise, by an award or a correction.
"""

RESULTS: Final = tuple(MATCHES)[tuple(MATCHES).index("home_goals") :]
"""The columns of ``MATCHES`` that nobody knows before the match is over."""

_HIDDEN: Final = ("result_known_at", *RESULTS)

ODDS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "match_id": pl.Int64,
    "bookmaker": pl.String,
    "market": pl.String,
    "moment": pl.String,
    "line": pl.Float64,
    "known_at": UTC_INSTANT,
    "price_1": pl.Float64,
    "price_x": pl.Float64,
    "price_2": pl.Float64,
}
"""One row a match, bookmaker, market, moment and line, decimal prices.

``market`` is ``1x2`` (home, draw, away), ``totals`` (over, null, under) or ``handicap`` (home
with ``line`` goals added, null, away). ``moment`` is ``opening`` or ``closing``. Rows of
one price are its revisions in order, of which the last one known counts; ``known_at`` is null where
:func:`odds_known` says when.
"""

PRICE: Final = ("match_id", "bookmaker", "market", "moment", "line")
"""What tells one price from another."""

FAIR: Final = ("fair_home", "fair_draw", "fair_away")
"""What the market thought of a match that is over: columns of a feature frame where odds of past
matches may be seen, to be learnt from as the goals are, never a feature."""

ABSENCES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "club": pl.String,
    "player": pl.String,
    "kind": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "known_at": UTC_INSTANT,
    "detail": pl.String,
}
"""One row a report: from ``known_at`` on it was known that a player is out since ``start``.

``end`` is the last day out, null while nobody knows. A later report of the same club, player, kind
and start takes the place of an earlier one. ``kind`` is ``injury``, ``suspension`` or ``other``.
"""

SQUAD_VALUES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "club": pl.String,
    "known_at": UTC_INSTANT,
    "value": pl.Float64,
}
"""One row a club and instant from which its squad was known to be worth ``value``."""

APPEARANCES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "club": pl.String,
    "player": pl.String,
    "date": pl.Date,
    "known_at": UTC_INSTANT,
    "minutes": pl.Int32,
    "value": pl.Float64,
}
"""One row a club, player and day on which he played, and what he was worth then, null if unknown.

``player`` is the name that ``ABSENCES`` have for him.
"""

TEAM_RATINGS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "club": pl.String,
    "provider": pl.String,
    "known_at": UTC_INSTANT,
    "value": pl.Float64,
}
"""One row a club, provider and instant from which the provider rated the club ``value``.

Each provider has a scale of its own.
"""

SIGNALS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "club": pl.String,
    "known_at": UTC_INSTANT,
    "kind": pl.String,
    "value": pl.Float64,
}
"""One row a piece of news: ``value`` from -1 to 1 is what it says of the club.

``kind`` is ``team_news``, ``manager_quote`` or ``injury_report``, whose value is a severity from 0
to 1.
"""

PLAYED: Final = tuple(status for status in MatchStatus if status.played)
"""What a match can only be once it has begun."""

ODDS_PUBLISHED: Final = DAY
"""How long before kick-off opening odds count as known; sources do not say when they were read."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that is known of a set of matches; features, and so forecasts, see nothing else.

    Attributes:
        matches: ``MATCHES`` columns, any row order, results and coming matches alike.
        odds: ``ODDS`` columns of those matches.
        absences: ``ABSENCES`` columns.
        squad_values: ``SQUAD_VALUES`` columns.
        appearances: ``APPEARANCES`` columns.
        signals: ``SIGNALS`` columns.
        team_ratings: ``TEAM_RATINGS`` columns.
    """

    matches: pl.DataFrame
    odds: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ODDS))
    absences: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ABSENCES))
    squad_values: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SQUAD_VALUES))
    appearances: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=APPEARANCES))
    signals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SIGNALS))
    team_ratings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TEAM_RATINGS))

    def at(self, instant: datetime) -> "Evidence":
        """Return what of this was known at an instant.

        A result known only later reads as a scheduled match; odds and all that is told of clubs
        are gone where they were known only later.
        """
        moment = in_utc(instant)
        kickoffs = self.matches.select("match_id", "kickoff")
        quoted = (
            self.odds.join(kickoffs, on="match_id", maintain_order="left")
            .filter(odds_known() <= moment)
            .drop("kickoff")
        )
        told = pl.col("known_at") <= moment
        return Evidence(
            matches=mask(self.matches, moment),
            odds=quoted,
            absences=self.absences.filter(told),
            squad_values=self.squad_values.filter(told),
            appearances=self.appearances.filter(told),
            signals=self.signals.filter(told),
            team_ratings=self.team_ratings.filter(told),
        )


def result_known() -> pl.Expr:
    """Return the instant from which a row's result is known, for a ``MATCHES`` frame.

    Kick-off and two and a half hours; where only the date is known, the end of the day. It says
    of columns what :func:`scoreline.domain.known_at` says of one match.
    """
    length = pl.when("date_only").then(pl.lit(DAY)).otherwise(pl.lit(MATCH_LENGTH))
    return pl.coalesce("result_known_at", pl.col("kickoff") + length)


def odds_known() -> pl.Expr:
    """Return the instant from which a price is known, for an ``ODDS`` frame with ``kickoff``."""
    lead = pl.when(pl.col("moment") == Moment.OPENING).then(pl.lit(ODDS_PUBLISHED))
    return pl.coalesce("known_at", pl.col("kickoff") - lead.otherwise(pl.lit(timedelta())))


def mask(matches: pl.DataFrame, instant: datetime) -> pl.DataFrame:
    """Hide from a ``MATCHES`` frame every result that is known only after an instant.

    With it goes ``result_known_at``, which would tell that an award or a correction is to come.
    """
    hidden = result_known() > in_utc(instant)
    over = hidden & pl.col("status").is_in(PLAYED)
    return matches.with_columns(
        pl.when(over).then(pl.lit(MatchStatus.SCHEDULED.value)).otherwise("status").alias("status"),
        *(pl.when(hidden).then(None).otherwise(name).alias(name) for name in _HIDDEN),
    )
