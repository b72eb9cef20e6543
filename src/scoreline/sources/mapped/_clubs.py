"""What is told of clubs and their players out of a mapped file."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from scoreline.clock import first_instant
from scoreline.sources._base import (
    ABSENCES,
    APPEARANCES,
    ROW,
    SQUAD_VALUES,
    TEAM_RATINGS,
    Parsed,
    Reject,
)
from scoreline.sources.mapped._cells import Cells, cells
from scoreline.sources.mapped._mapping import Mapping

_LOOK = "correct the line, or the mapping"
KINDS = frozenset({"injury", "suspension", "other"})
"""What an absence may be."""

_MOST_MINUTES = 130
_LONGEST_DETAIL = 200


class Clubs:
    """Rows about clubs, taken one by one."""

    def __init__(self) -> None:
        self.rejects: list[Reject] = []
        self.rows: list[dict[str, Any]] = []

    def refuse(self, row: Cells, reasons: dict[str, bool]) -> bool:
        """Leave a row out for the first reason that holds; returns whether there was one."""
        country, club = row.country(), row.text("club")
        reasons = {"no country": country is None, "no club": club is None, **reasons}
        for reason, holds in reasons.items():
            if holds:
                self.rejects.append(Reject(row.line, reason, str(row), _LOOK))
                return True
        return False

    def take(self, row: Cells, **values: Any) -> None:
        """Take a row."""
        placed = {ROW: row.line, "country": row.country(), "club": row.text("club")}
        self.rows.append(placed | values)


def absences(mapping: Mapping, frame: pl.DataFrame) -> Parsed:
    """Return spells of absence.

    A spell that does not say when it was known is told twice: as begun once its first day is over,
    and as over the day after its last.
    """
    told = Clubs()
    for row in cells(mapping, frame):
        start, end = row.day("start"), row.day("end")
        kind, known = row.text("kind") or "injury", row.instant("known_at")
        told_end = row.raw("end") is not None
        refused = told.refuse(
            row,
            {
                "no player": row.text("player") is None,
                "no first day, or an impossible one": start is None,
                "an impossible last day": told_end and end is None,
                "over before it began": bool(start and end and end < start),
                f"a kind other than {', '.join(sorted(KINDS))}": kind not in KINDS,
                "an impossible instant": row.raw("known_at") is not None and known is None,
            },
        )
        if refused or start is None:
            continue
        spell = {
            "player": row.text("player"),
            "kind": kind,
            "start": start,
            "detail": row.text("detail", _LONGEST_DETAIL),
        }
        if known is not None:
            told.take(row, **spell, end=end, known_at=known)
            continue
        told.take(row, **spell, end=None, known_at=_after(start))
        if end is not None:
            told.take(row, **spell, end=end, known_at=_after(end))
    return Parsed(absences=_frame(told, ABSENCES), rejects=tuple(told.rejects))


def squad_values(mapping: Mapping, frame: pl.DataFrame) -> Parsed:
    """Return what squads were worth."""
    told = Clubs()
    for row, known, value in _valued(told, mapping, frame):
        told.take(row, known_at=known, value=value)
    return Parsed(squad_values=_frame(told, SQUAD_VALUES), rejects=tuple(told.rejects))


def ratings(mapping: Mapping, frame: pl.DataFrame) -> Parsed:
    """Return ratings of clubs."""
    told = Clubs()
    for row, known, value in _valued(told, mapping, frame):
        if provider := row.text("provider", 40):
            told.take(row, provider=provider, known_at=known, value=value)
        else:
            told.rejects.append(Reject(row.line, "no provider", str(row), _LOOK))
    return Parsed(team_ratings=_frame(told, TEAM_RATINGS), rejects=tuple(told.rejects))


def appearances(mapping: Mapping, frame: pl.DataFrame) -> Parsed:
    """Return who played; known once the day is over where the file does not say."""
    told = Clubs()
    for row in cells(mapping, frame):
        day, minutes, value = row.day("date"), row.whole("minutes"), row.number("value")
        refused = told.refuse(
            row,
            {
                "no player": row.text("player") is None,
                "no date, or an impossible one": day is None,
                f"minutes are no number from 0 to {_MOST_MINUTES}": minutes is None
                or not 0 <= minutes <= _MOST_MINUTES,
                "a value that is no number": value is not None and not math.isfinite(value),
            },
        )
        if refused or day is None:
            continue
        told.take(
            row,
            player=row.text("player"),
            date=day,
            known_at=row.instant("known_at") or _after(day),
            minutes=minutes,
            value=value,
        )
    return Parsed(appearances=_frame(told, APPEARANCES), rejects=tuple(told.rejects))


def _valued(
    told: Clubs, mapping: Mapping, frame: pl.DataFrame
) -> Iterator[tuple[Cells, datetime, float]]:
    for row in cells(mapping, frame):
        known, value = row.instant("known_at"), row.number("value")
        refused = told.refuse(
            row,
            {
                "no instant, or an impossible one": known is None,
                "a value that is no number": value is None or not math.isfinite(value),
            },
        )
        if not refused and known is not None and value is not None:
            yield row, known, value


def _after(day: Any) -> datetime:
    return first_instant(day) + timedelta(days=1)


def _frame(told: Clubs, schema: Any) -> pl.DataFrame:
    return pl.DataFrame(told.rows, schema=schema, orient="row")
