"""Which stored meeting of two clubs a row is about."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Final

import polars as pl

from scoreline.domain.frames import PLAYED

SLIP: Final = timedelta(days=3)
"""Clubs do not meet twice at one ground within these days: one of the dates was wrong."""

CORRECTED: Final = timedelta(days=14)
"""A played match whose date is said to be further off than this is another meeting."""

Meeting = tuple[date, int, bool]
"""Date, leg, and whether it has been played."""

Row = tuple[date, int]
"""Date, and the number of the row."""


def legs(rows: pl.DataFrame, stored: pl.DataFrame) -> list[int]:
    """Return the leg of each row: the number of its meeting at that ground this season.

    Args:
        rows: Has ``home_id``, ``away_id`` and ``date``.
        stored: Has these and ``leg`` and ``status``.
    """
    meetings: dict[tuple[int, int], list[Meeting]] = defaultdict(list)
    for row in stored.select("home_id", "away_id", "date", "leg", "status").iter_rows():
        meetings[row[0], row[1]].append((row[2], row[3], row[4] in PLAYED))
    given: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for at, (home, away, day) in enumerate(rows.select("home_id", "away_id", "date").iter_rows()):
        given[home, away].append((day, at))
    found = [0] * len(rows)
    for pair, days in given.items():
        for at, leg in _match(sorted(days), meetings[pair]):
            found[at] = leg
    return found


def _match(days: list[Row], meetings: list[Meeting]) -> list[tuple[int, int]]:
    """Return (row, leg) of one pair of clubs; every stored meeting is given once at most.

    The likeliest pairs go first, whatever the order of rows; rows left over are new meetings, in
    order of date.
    """
    pairs = sorted(
        (*likeness, day, at, leg)
        for day, at in days
        for other, leg, played in meetings
        if (likeness := _likeness(abs(other - day), played=played)) is not None
    )
    legs_of: dict[int, int] = {}
    for *_, at, leg in pairs:
        if at not in legs_of and leg not in legs_of.values():
            legs_of[at] = leg
    following = max((leg for _, leg, _ in meetings), default=0)
    new = [at for _, at in days if at not in legs_of]
    return [*legs_of.items(), *((at, leg) for leg, at in enumerate(new, following + 1))]


def _likeness(apart: timedelta, *, played: bool) -> tuple[int, timedelta] | None:
    """Return what sorts likelier pairs first, or None for two different meetings."""
    if apart <= SLIP:
        return 0, apart
    if not played:
        return 1, apart
    return (2, apart) if apart <= CORRECTED else None
