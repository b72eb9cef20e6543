"""Which stored meeting of two clubs a row is about."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from scoreline.domain.frames import PLAYED

CORRECTED: Final = timedelta(days=14)
"""A played match whose date is said to be further off than this is another meeting."""

Meeting = tuple[date, int, bool]
"""Date, leg, and whether it has been played."""


def legs(rows: pl.DataFrame, stored: pl.DataFrame) -> list[int]:
    """Return the leg of each row: the number of its meeting at that ground this season.

    Args:
        rows: Has ``home_id``, ``away_id`` and ``date``.
        stored: Has these and ``leg`` and ``status``.
    """
    meetings: dict[tuple[int, int], list[Meeting]] = defaultdict(list)
    for row in stored.select("home_id", "away_id", "date", "leg", "status").iter_rows():
        meetings[row[0], row[1]].append((row[2], row[3], row[4] in PLAYED))
    given: dict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
    for at, (home, away, day) in enumerate(rows.select("home_id", "away_id", "date").iter_rows()):
        given[home, away].append((day, at))
    found = [0] * len(rows)
    for pair, days in given.items():
        for at, leg in _match(sorted(days), meetings[pair]):
            found[at] = leg
    return found


def _match(days: list[tuple[date, int]], meetings: list[Meeting]) -> list[tuple[int, int]]:
    """Return (row, leg) of one pair of clubs; every stored meeting is given once at most."""
    left = {leg: (day, played) for day, leg, played in meetings}
    matched: list[tuple[int, int]] = []
    moved: list[tuple[date, int]] = []
    for day, at in days:
        same = [leg for leg, (other, _) in left.items() if other == day]
        if same:
            matched.append((at, same[0]))
            del left[same[0]]
        else:
            moved.append((day, at))
    following = max((leg for _, leg, _ in meetings), default=0)
    for day, at in moved:
        leg = _nearest(day, left)
        if leg is None:
            following += 1
            leg = following
        left.pop(leg, None)
        matched.append((at, leg))
    return matched


def _nearest(day: date, left: dict[int, tuple[date, bool]]) -> int | None:
    def distance(leg: int) -> Any:
        return abs(left[leg][0] - day), leg

    ahead = [leg for leg, (_, played) in left.items() if not played]
    if ahead:
        return min(ahead, key=distance)
    near = [leg for leg, (other, _) in left.items() if abs(other - day) <= CORRECTED]
    return min(near, key=distance) if near else None
