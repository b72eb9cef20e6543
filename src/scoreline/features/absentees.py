"""Who is missing, in words: the reports that the columns of availability count."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import polars as pl

from scoreline.words import ago

_MOST: Final = 3
"""Players of a club that are named, those told of last first."""

_LONGEST_DETAIL: Final = 60


def absentees(
    absences: pl.DataFrame, clubs: Sequence[str], day: date, *, as_of: datetime
) -> list[tuple[str, ...]]:
    """Return who of clubs is out on a day by what was told by an instant.

    Args:
        absences: ``ABSENCES`` columns.
        clubs: The clubs.
        day: The day.
        as_of: The instant.

    Returns:
        For each club, words like ``Fox out, knee: club site, 2 h ago``, the newest first.
    """
    if absences.is_empty():
        return [() for _ in clubs]
    told = absences.filter(pl.col("known_at") <= as_of, pl.col("club").is_in(clubs))
    if told.is_empty():
        return [() for _ in clubs]
    last = told.sort("known_at", maintain_order=True).unique(
        ["club", "player", "kind", "start"], keep="last", maintain_order=True
    )
    out = (
        last.filter(
            pl.lit(day) >= pl.col("start"), pl.col("end").is_null() | (pl.lit(day) <= pl.col("end"))
        )
        .sort("known_at", "player", descending=[True, False])
        .unique(["club", "player"], keep="first", maintain_order=True)
    )
    return [
        tuple(
            f"{player} out, {(detail or kind)[:_LONGEST_DETAIL]}, {ago(as_of - known)}"
            for player, kind, detail, known in out.filter(club=club)
            .head(_MOST)
            .select("player", "kind", "detail", "known_at")
            .iter_rows()
        )
        for club in clubs
    ]
