"""From a table to match rows, and reasons why some cannot be."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from scoreline import reference
from scoreline.domain import MatchStatus
from scoreline.domain.frames import UTC_INSTANT
from scoreline.errors import SourceError
from scoreline.sources._base import MATCH_ROWS, ROW, Reject
from scoreline.sources._csv import Table
from scoreline.sources.football_data._layouts import Layout

_TIME_ZONE: Final = "Europe/London"
"""Kick-off times are in UK time everywhere: Bundesliga Saturdays start at 14:30."""

_NAMES: Final = {
    "home": ("HomeTeam", "HT", "Home"),
    "away": ("AwayTeam", "AT", "Away"),
    "date": ("Date",),
}
"""Columns that must be in every file, with the names they have had."""

_STATISTICS: Final = {
    "home_half_time": "HTHG",
    "away_half_time": "HTAG",
    "home_shots": "HS",
    "away_shots": "AS",
    "home_shots_on_target": "HST",
    "away_shots_on_target": "AST",
    "home_corners": "HC",
    "away_corners": "AC",
    "home_fouls": "HF",
    "away_fouls": "AF",
    "home_yellows": "HY",
    "away_yellows": "AY",
    "home_reds": "HR",
    "away_reds": "AR",
}
_CHANCES: Final = {"home_xg": "HxG", "away_xg": "AxG"}
_OPTIONAL: Final = {
    **{name: (name,) for name in ("Div", "Country", "Season", "Time")},
    "result": ("FTR", "Res"),
    "home_goals": ("FTHG", "HG"),
    "away_goals": ("FTAG", "AG"),
    **{name: (name,) for name in (*_STATISTICS.values(), *_CHANCES.values())},
}
_GOALS: Final = ("home_goals", "away_goals")
_MOST: Final = 99
"""No side has more goals, shots or fouls in a match than this."""

_MOST_CHANCES: Final = 15.0
"""Nor more expected goals."""

_LOOK: Final = "look the match up and correct the line, or wait for the source to do so"


def match_rows(table: Table, layout: Layout, file: str) -> tuple[pl.DataFrame, list[Reject]]:
    """Return the rows that make sense, ``MATCH_ROWS`` columns, and why the others do not.

    Raises:
        SourceError: A column is missing without which no row can be understood.
    """
    typed = _typed(_named(table.frame, layout, file), layout)
    judged = typed.with_columns(_verdict(table).alias("reason")).with_columns(
        _or_repeated().alias("reason")
    )
    refused = judged.filter(pl.col("reason").is_not_null()).select(ROW, "reason").rows()
    kept = judged.filter(pl.col("reason").is_null())
    rejects = [Reject(row, why, table.texts[row], _LOOK) for row, why in refused]
    return kept.select(*MATCH_ROWS), rejects + _unreadable(kept)


def _named(frame: pl.DataFrame, layout: Layout, file: str) -> pl.DataFrame:
    """Bring columns to the names used here; add empty ones for what the file does not have."""
    required = {**_NAMES, **layout.required}
    columns = {name: _spelling(frame, required[name], file) for name in required}
    for name, spellings in _OPTIONAL.items():
        there = next((each for each in spellings if each in frame.columns), None)
        columns.setdefault(name, there)
    return frame.select(
        ROW,
        *(
            (pl.lit(None, pl.String) if there is None else pl.col(there)).alias(name)
            for name, there in columns.items()
        ),
    )


def _spelling(frame: pl.DataFrame, spellings: tuple[str, ...], file: str) -> str | None:
    for spelling in spellings:
        if spelling in frame.columns:
            return spelling
    raise SourceError(f"{file} has no column {spellings[0]}; the file is no list of matches")


def _typed(named: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    finished = pl.when(pl.col("home_goals").is_not_null())
    dated = (
        named.rename({"date": "date_text", **{name: f"{name}_text" for name in _GOALS}})
        .with_columns(_date("date_text").alias("date"))
        .with_columns(
            layout.competition.alias("competition"),
            layout.season.cast(pl.Int32).alias("season"),
            layout.stray.alias("stray"),
            layout.autumn.fill_null(value=True).alias("autumn"),
            _instant().alias("instant"),
            *(_count(f"{name}_text").alias(name) for name in _GOALS),
            *(_count(column).alias(name) for name, column in _STATISTICS.items()),
            *(_chances(column).alias(name) for name, column in _CHANCES.items()),
        )
        .with_columns(*map(_half_time, ("home", "away")))
    )
    return (_where_played(dated) if layout.local else dated).with_columns(
        pl.coalesce("instant", pl.col("date").cast(UTC_INSTANT)).alias("kickoff"),
        pl.col("instant").is_null().alias("date_only"),
        pl.lit(None, pl.Int32).alias("matchweek"),
        pl.lit(value=False).alias("neutral"),
        finished.then(pl.lit(MatchStatus.FINISHED.value))
        .otherwise(pl.lit(MatchStatus.SCHEDULED.value))
        .alias("status"),
        pl.lit(None, UTC_INSTANT).alias("result_known_at"),
    )


def _where_played(dated: pl.DataFrame) -> pl.DataFrame:
    """Put the day on which a match kicks off where it is played in place of the day in the UK."""
    codes = dated["competition"].drop_nulls().unique(maintain_order=True)
    days = [
        pl.when(pl.col("competition") == code).then(
            pl.col("instant").dt.convert_time_zone(reference.competition(code).timezone).dt.date()
        )
        for code in codes
    ]
    return dated.with_columns(pl.coalesce(*days, "date").alias("date"))


def _instant() -> pl.Expr:
    """Return the kick-off in UTC, null where no time is given."""
    local = pl.col("date").dt.combine(pl.col("Time").str.to_time("%H:%M", strict=False))
    return (
        local.dt.replace_time_zone(_TIME_ZONE, ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
        .dt.cast_time_unit("us")
    )


def _date(column: str) -> pl.Expr:
    text = pl.col(column)
    short = text.str.contains(r"^\d{1,2}/\d{1,2}/\d{2}$")
    long = text.str.contains(r"^\d{1,2}/\d{1,2}/\d{4}$")
    return (
        pl.when(short)
        .then(text.str.to_date("%d/%m/%y", strict=False))
        .when(long)
        .then(text.str.to_date("%d/%m/%Y", strict=False))
    )


def _count(column: str) -> pl.Expr:
    number = pl.col(column).cast(pl.Float64, strict=False)
    sound = number.is_between(0, _MOST) & (number == number.floor())
    return pl.when(sound).then(number).cast(pl.Int32)


def _chances(column: str) -> pl.Expr:
    number = pl.col(column).cast(pl.Float64, strict=False)
    return pl.when(number.is_between(0, _MOST_CHANCES)).then(number)


def _half_time(side: str) -> pl.Expr:
    """Return a side's goals at half-time, null where they are more than at the end."""
    half, full = pl.col(f"{side}_half_time"), pl.col(f"{side}_goals")
    return pl.when((half <= full) | full.is_null()).then(half).alias(f"{side}_half_time")


def _verdict(table: Table) -> pl.Expr:
    """Return the first reason for which a row is left out, null where there is none."""
    home, away = pl.col("home_goals"), pl.col("away_goals")
    decided = pl.when(home > away).then(pl.lit("H")).when(home < away).then(pl.lit("A"))
    result = decided.otherwise(pl.lit("D"))
    outside = pl.format("date outside season {}", "season")
    reasons: Mapping[str, pl.Expr] = {
        "no date": pl.col("date_text").is_null(),
        "impossible date": pl.col("date").is_null(),
        "no season, or none like 2020 or 2020/2021": pl.col("season").is_null(),
    }
    later: Mapping[str, pl.Expr] = {
        "no home or no away team": pl.any_horizontal(pl.col("home", "away").is_null()),
        "a team against itself": pl.col("home") == pl.col("away"),
        "goals are no number from 0 to 99": _lost("home_goals_text", "home_goals")
        | _lost("away_goals_text", "away_goals"),
        "goals of one side only": home.is_null() != away.is_null(),
        "result letter contradicts the goals": home.is_not_null() & (pl.col("result") != result),
    }
    overlong = pl.col(ROW).is_in(sorted(table.overlong))
    return pl.coalesce(
        pl.when(overlong).then(pl.lit("more values than columns")),
        pl.col("stray"),
        *(pl.when(found).then(pl.lit(why)) for why, found in reasons.items()),
        pl.when(~_in_season()).then(outside),
        *(pl.when(found).then(pl.lit(why)) for why, found in later.items()),
    )


def _in_season() -> pl.Expr:
    """Tell whether the date is one of the season's; some have ended months late."""
    season, autumn = pl.col("season"), pl.col("autumn")
    first = pl.when(autumn).then(pl.date(season, 7, 1)).otherwise(pl.date(season, 1, 1))
    last = pl.when(autumn).then(pl.date(season + 1, 8, 31)).otherwise(pl.date(season + 1, 3, 31))
    return pl.col("date").is_between(first, last)


def _or_repeated() -> pl.Expr:
    # A row that is left out anyway must not make a good one look like its repetition, so only
    # rows without a reason are compared with each other.
    twice = ~pl.struct("reason", "competition", "date", "home", "away").is_first_distinct()
    return pl.coalesce("reason", pl.when(twice).then(pl.lit("the same match twice")))


def _lost(text: str, value: str) -> pl.Expr:
    return pl.col(text).is_not_null() & pl.col(value).is_null()


def _unreadable(kept: pl.DataFrame) -> list[Reject]:
    """Return what is left out of rows that otherwise go in."""
    columns = _STATISTICS | _CHANCES
    values = {column: name for name, column in columns.items()} | {"Time": "instant"}
    return [
        Reject(row, f"{column} makes no sense", f"{column}={text}", _LOOK, column)
        for column, name in values.items()
        for row, text in kept.filter(_lost(column, name)).select(ROW, column).rows()
    ]
