"""Injuries and suspensions, report by report."""

import polars as pl
from sqlalchemy import Connection, insert, select

from scoreline.domain.frames import ABSENCES
from scoreline.store import teams
from scoreline.store._frames import read_frame, records
from scoreline.store._types import fitted
from scoreline.store.match_writing import Saved
from scoreline.store.tables import absence_reports
from scoreline.store.tables import teams as clubs

_KEY = ("team_id", "player", "kind", "start", "known_at")


def save(connection: Connection, frame: pl.DataFrame) -> Saved:
    """Append reports, ``ABSENCES`` columns; one that is there already stays as it is."""
    keys = teams.ids(connection)
    table = absence_reports.c
    stored = {tuple(row) for row in connection.execute(select(*(table[name] for name in _KEY)))}
    rows = records(frame.select(*ABSENCES))
    for row in rows:
        row["team_id"] = keys[row.pop("club")]
        row["detail"] = row["detail"] and fitted(row["detail"], table.detail)
    given = {tuple(row[name] for name in _KEY): row for row in rows}
    new = [row for key, row in given.items() if key not in stored]
    if new:
        connection.execute(insert(absence_reports), new)
    return Saved(new=len(new), same=len(rows) - len(new))


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return every report, ``ABSENCES`` columns, in order of time."""
    columns = [clubs.c.name if name == "club" else absence_reports.c[name] for name in ABSENCES]
    query = select(*columns).join_from(absence_reports, clubs)
    return read_frame(connection, query, ABSENCES).sort("known_at", "club", "player", "kind")
