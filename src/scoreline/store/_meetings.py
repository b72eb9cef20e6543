"""Which stored meeting of two clubs a row is about."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from scoreline.domain.frames import PLAYED

SLIP: Final = timedelta(days=3)
"""Clubs do not meet twice at one ground within these days: one of the dates was wrong."""

CORRECTED: Final = timedelta(days=14)
"""A played match whose date is said to be further off than this is another meeting."""


@dataclass(frozen=True, slots=True, order=True)
class _Row:
    day: date
    at: int
    week: int | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Meeting:
    day: date
    leg: int
    played: bool
    week: int | None


def legs(rows: pl.DataFrame, stored: pl.DataFrame) -> list[int]:
    """Return the leg of each row: the number of its meeting at that ground this season.

    Args:
        rows: Has ``home_id``, ``away_id`` and ``date``, and ``matchweek`` where it is known.
        stored: Has these and ``leg`` and ``status``.
    """
    if stored.is_empty():
        in_order = pl.col("date").rank("ordinal").over("home_id", "away_id")
        return rows.select(in_order.cast(pl.Int64)).to_series().to_list()
    meetings: dict[tuple[int, int], list[_Meeting]] = defaultdict(list)
    for home, away, day, leg, status, week in _columns(stored, "leg", "status"):
        meetings[home, away].append(_Meeting(day, leg, status in PLAYED, week))
    given: dict[tuple[int, int], list[_Row]] = defaultdict(list)
    for at, (home, away, day, week) in enumerate(_columns(rows)):
        given[home, away].append(_Row(day, at, week))
    found = [0] * len(rows)
    for pair, days in given.items():
        for at, leg in _match(sorted(days), meetings[pair]):
            found[at] = leg
    return found


def _columns(frame: pl.DataFrame, *more: str) -> Iterator[tuple[Any, ...]]:
    week = "matchweek" if "matchweek" in frame.columns else pl.lit(None)
    return frame.select("home_id", "away_id", "date", *more, week).iter_rows()


def _match(days: list[_Row], meetings: list[_Meeting]) -> list[tuple[int, int]]:
    """Return (row, leg) of one pair of clubs; every stored meeting is given once at most.

    The likeliest pairs go first, whatever the order of rows; rows left over are new meetings, in
    order of date.
    """
    pairs = sorted(
        (*likeness, row.day, row.at, meeting.leg)
        for row in days
        for meeting in meetings
        if (likeness := _likeness(row, meeting)) is not None
    )
    legs_of: dict[int, int] = {}
    for *_, at, leg in pairs:
        if at not in legs_of and leg not in legs_of.values():
            legs_of[at] = leg
    following = max((meeting.leg for meeting in meetings), default=0)
    new = [row.at for row in days if row.at not in legs_of]
    return [*legs_of.items(), *((at, leg) for leg, at in enumerate(new, following + 1))]


def _likeness(row: _Row, meeting: _Meeting) -> tuple[int, timedelta] | None:
    """Return what sorts likelier pairs first, or None for two different meetings.

    A match that moves takes its matchweek along, so of meetings that are still to be played the
    one of the row's matchweek is meant, even where another one is nearer.
    """
    apart = abs(meeting.day - row.day)
    told = row.week is not None and meeting.week is not None
    if not apart and (meeting.played or not told):
        return 0, apart
    if not meeting.played and told and row.week == meeting.week:
        return 1, apart
    if apart <= SLIP:
        return 2, apart
    if not meeting.played:
        return 3, apart
    return (4, apart) if apart <= CORRECTED else None
