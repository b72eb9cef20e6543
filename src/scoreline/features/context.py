"""When, where and for what a match is played."""

from typing import Final

import numpy as np
import polars as pl

from scoreline import reference
from scoreline._jit import jit
from scoreline.features._base import Columns, Feature, Floats, Group, Walk
from scoreline.features.table import begin as begin_table
from scoreline.features.timeline import Flags, Ints, Timeline
from scoreline.ratings import Stretch

_NO_DAY: Final = np.iinfo(np.int64).min
_SATURDAY: Final = 5


@jit
def _rest(events: Ints, rows: Ints, clubs: Ints, played: Flags, day: Ints, last: Ints) -> Floats:
    """Return days since each club's last match known to be played, shape (rows, 2).

    ``last`` is the state: the day of that match, by club.
    """
    out = np.full((len(rows), 2), np.nan)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        for side in range(2):
            club = clubs[match, side]
            if event & 1 == 0:
                last[club] = max(last[club], day[match]) if played[match] else last[club]
            elif last[club] > _NO_DAY:
                out[event >> 1, side] = day[match] - last[club]
    return out


def _begin(timeline: Timeline) -> Walk:
    dates = timeline.dates
    # Days of the calendar as published: hours are not known of every match.
    day = dates.to_physical().to_numpy().astype(np.int64)
    matches = timeline.clubs, timeline.played, day
    last = np.full(len(timeline.teams), _NO_DAY)
    calendar, rivals = _calendar(dates), _rivals(timeline)

    def walk(stretch: Stretch) -> Columns:
        rows = stretch.rows
        rest = _rest(stretch.events, rows, *matches, last)
        return {name: values[rows] for name, values in calendar.items()} | {
            "days_since_last_match_home": rest[:, 0],
            "days_since_last_match_away": rest[:, 1],
            "rest_advantage": rest[:, 0] - rest[:, 1],
            "is_derby": np.isin(_pairs(timeline, rows), rivals).astype(np.float64),
            "is_neutral_venue": timeline.neutral[rows].astype(np.float64),
        }

    return walk


def _calendar(dates: pl.Series) -> Columns:
    weekday = dates.dt.weekday().cast(pl.Float64).to_numpy() - 1
    return {
        "day_of_week": weekday,
        "is_weekend": (weekday >= _SATURDAY).astype(np.float64),
        "month": dates.dt.month().cast(pl.Float64).to_numpy(),
    }


def _pairs(timeline: Timeline, rows: Ints) -> Ints:
    """Return a number for the two clubs of each row, whoever is at home."""
    clubs = timeline.clubs[rows]
    pairs: Ints = clubs.min(axis=1) * len(timeline.teams) + clubs.max(axis=1)
    return pairs


def _rivals(timeline: Timeline) -> Ints:
    """Return the numbers of all pairs that are rivals."""
    number = {team: i for i, team in enumerate(timeline.teams)}
    pairs = [sorted(number[club] for club in pair) for pair in _met(number)]
    return np.array([low * len(number) + high for low, high in pairs], dtype=np.int64)


def _met(number: dict[str, int]) -> list[frozenset[str]]:
    return [pair for pair in reference.rivalries() if pair <= number.keys()]


_NO_MATCH: Final = "no match of the club is known"

CONTEXT: Final = Group(
    "context",
    (
        Feature("matchweek", "matchweek number"),
        Feature("season_progress", "share of the season's matches played, 0-1"),
        Feature(
            "days_since_last_match_home",
            "rest days of the home team, all competitions known",
            "days",
            missing=_NO_MATCH,
        ),
        Feature(
            "days_since_last_match_away",
            "rest days of the away team",
            "days",
            missing=_NO_MATCH,
        ),
        Feature(
            "rest_advantage",
            "home rest days minus away rest days",
            "days",
            missing="no match of one of the clubs is known",
        ),
        Feature("is_derby", "1 for a listed local rivalry", "0/1"),
        Feature(
            "is_title_decider",
            "1 when both can still win the title and at least one is in the top 2 in the last "
            "quarter of the season",
            "0/1",
        ),
        Feature(
            "is_relegation_battle",
            "1 when both are in or within 3 points of the relegation places in the second half "
            "of the season",
            "0/1",
        ),
        Feature("day_of_week", "0 Monday to 6 Sunday"),
        Feature("is_weekend", "1 Saturday or Sunday", "0/1"),
        Feature("month", "1-12"),
        Feature(
            "is_neutral_venue",
            "1 on neutral ground (the seeds' is_home is this seen from one side)",
            "0/1",
        ),
    ),
    (_begin, begin_table),
    as_of="the fixture itself, and results known by the row's instant",
    missing="never",
)
