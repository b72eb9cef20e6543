"""What a squad was worth, by the instant it was known."""

from datetime import datetime

import polars as pl
from sqlalchemy import Connection, insert, select, update

from scoreline.domain.frames import SQUAD_VALUES
from scoreline.store import teams
from scoreline.store._frames import read_frame, records
from scoreline.store.match_writing import Saved
from scoreline.store.tables import squad_values
from scoreline.store.tables import teams as clubs


def save(connection: Connection, frame: pl.DataFrame) -> Saved:
    """Take in squad values, ``SQUAD_VALUES`` columns."""
    keys = teams.ids(connection)
    stored = {
        (row.team_id, row.known_at): row.value for row in connection.execute(select(squad_values))
    }
    new: dict[tuple[int, datetime], dict[str, object]] = {}
    changed = 0
    for row in records(frame.select(*SQUAD_VALUES)):
        key = (keys[row["club"]], row["known_at"])
        if key not in stored:
            new[key] = {"team_id": key[0], "known_at": key[1], "value": row["value"]}
        elif stored[key] != row["value"]:
            changed += 1
            connection.execute(
                update(squad_values)
                .where(squad_values.c.team_id == key[0], squad_values.c.known_at == key[1])
                .values(value=row["value"])
            )
    if new:
        connection.execute(insert(squad_values), list(new.values()))
    return Saved(len(new), changed, len(frame) - len(new) - changed)


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return every squad value, ``SQUAD_VALUES`` columns, in order of time."""
    columns = [clubs.c.name if name == "club" else squad_values.c[name] for name in SQUAD_VALUES]
    query = select(*columns).join_from(squad_values, clubs)
    return read_frame(connection, query, SQUAD_VALUES).sort("known_at", "club")
