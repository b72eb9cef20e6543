"""Injuries and suspensions, report by report."""

from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, insert, select

from scoreline.domain.frames import ABSENCES
from scoreline.store import teams
from scoreline.store._frames import read_frame, records
from scoreline.store._types import fitted
from scoreline.store.match_writing import Saved
from scoreline.store.tables import absence_reports
from scoreline.store.tables import teams as clubs

_SPELL = ("team_id", "player", "kind", "start")
_KEY = (*_SPELL, "known_at")


def save(connection: Connection, frame: pl.DataFrame) -> Saved:
    """Append reports, ``ABSENCES`` columns; one that is there already stays as it is.

    Nor is one taken that only repeats how a spell ended: that needs no renewal.
    """
    if frame.is_empty():
        return Saved()
    keys = teams.ids(connection)
    table = absence_reports.c
    stored = set[tuple[Any, ...]]()
    ends: dict[tuple[Any, ...], tuple[datetime, date | None]] = {}
    told = select(*(table[name] for name in _KEY), table.end).order_by(table.known_at)
    for *spell, known_at, end in connection.execute(told):
        stored.add((*spell, known_at))
        ends[tuple(spell)] = known_at, end
    rows = records(frame.select(*ABSENCES).sort("known_at", maintain_order=True))
    for row in rows:
        row["team_id"] = keys[row.pop("club")]
        row["detail"] = row["detail"] and fitted(row["detail"], table.detail)
    given = {tuple(row[name] for name in _KEY): row for row in rows}
    new = []
    for key, row in given.items():
        if key not in stored and not _repeats(row, *ends.get(key[:-1], (None, None))):
            new.append(row)
            ends[key[:-1]] = row["known_at"], row["end"]
    if new:
        connection.execute(insert(absence_reports), new)
    return Saved(new=len(new), same=len(rows) - len(new))


def _repeats(row: dict[str, Any], known_at: datetime | None, end: date | None) -> bool:
    if known_at is None or end is None:
        return False
    return bool(end == row["end"] and known_at <= row["known_at"])


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return every report, ``ABSENCES`` columns, in order of time."""
    columns = [clubs.c.name if name == "club" else absence_reports.c[name] for name in ABSENCES]
    query = select(*columns).join_from(absence_reports, clubs)
    return read_frame(connection, query, ABSENCES).sort("known_at", "club", "player", "kind")
