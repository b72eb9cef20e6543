"""Who played, for how long, and what he was worth."""

import polars as pl
from sqlalchemy import Connection, insert, select

from scoreline.domain.frames import APPEARANCES
from scoreline.store import teams
from scoreline.store._frames import read_frame, records
from scoreline.store.match_writing import Saved
from scoreline.store.tables import appearances
from scoreline.store.tables import teams as clubs

_KEY = ("team_id", "player", "date")


def save(connection: Connection, frame: pl.DataFrame) -> Saved:
    """Append appearances, ``APPEARANCES`` columns; one that is there already stays as it is."""
    if frame.is_empty():
        return Saved()
    keys = teams.ids(connection)
    rows = records(frame.select(*APPEARANCES))
    table = appearances.c
    days = table.date.between(frame["date"].min(), frame["date"].max())
    query = select(*(table[name] for name in _KEY)).where(days)
    stored = {tuple(row) for row in connection.execute(query)}
    for row in rows:
        row["team_id"] = keys[row.pop("club")]
    given = {tuple(row[name] for name in _KEY): row for row in rows}
    new = [row for key, row in given.items() if key not in stored]
    if new:
        connection.execute(insert(appearances), new)
    return Saved(new=len(new), same=len(rows) - len(new))


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return every appearance, ``APPEARANCES`` columns, in order of time."""
    columns = [clubs.c.name if name == "club" else appearances.c[name] for name in APPEARANCES]
    query = select(*columns).join_from(appearances, clubs)
    return read_frame(connection, query, APPEARANCES).sort("known_at", "club", "player")
