"""What squads were worth, value by value, and each correction from when it was read."""

from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, insert, select

from scoreline.domain.frames import SQUAD_VALUES, UTC_INSTANT
from scoreline.store import teams
from scoreline.store._frames import read_frame, records
from scoreline.store.match_writing import Saved
from scoreline.store.tables import squad_values
from scoreline.store.tables import teams as clubs


def save(connection: Connection, frame: pl.DataFrame, *, at: datetime) -> Saved:
    """Append squad values, ``SQUAD_VALUES`` columns.

    Args:
        connection: A write connection.
        frame: The values; of two for one club and instant the last one counts.
        at: When they were read: what differs from the stored value of its club and instant is a
            correction, which nobody knew before.
    """
    keys = teams.ids(connection)
    stored = select(squad_values).order_by(squad_values.c.revision)
    last = {(row.team_id, row.known_at): row for row in connection.execute(stored)}
    given = {
        (keys[row["club"]], row["known_at"]): row["value"]
        for row in records(frame.select(*SQUAD_VALUES))
    }
    new = [_row(key, 0, None, value) for key, value in given.items() if key not in last]
    corrected = [
        _row(key, last[key].revision + 1, max(at, key[1]), value)
        for key, value in given.items()
        if key in last and last[key].value != value
    ]
    if written := [*new, *corrected]:
        connection.execute(insert(squad_values), written)
    return Saved(len(new), len(corrected), len(frame) - len(written))


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return squad values, ``SQUAD_VALUES`` columns, in order of time.

    A correction is known from when it was read. One of a value in whose place a later one stood by
    then tells nobody what the squad is worth, and is left out.
    """
    table = squad_values.c
    columns = [clubs.c.name if name == "club" else table[name] for name in SQUAD_VALUES]
    query = select(*columns, table.read_at, table.revision).join_from(squad_values, clubs)
    rows = read_frame(
        connection, query, SQUAD_VALUES | {"read_at": UTC_INSTANT, "revision": pl.Int64}
    )
    in_place = pl.col("known_at") == pl.col("known_at").cum_max().over("club")
    return (
        rows.with_columns(told_at=pl.coalesce("read_at", "known_at"))
        .sort("told_at", "known_at", "revision")
        .filter(in_place)
        .unique(["club", "told_at"], keep="last", maintain_order=True)
        .select("club", pl.col("told_at").alias("known_at"), "value")
        .sort("known_at", "club")
    )


def _row(
    key: tuple[int, datetime], revision: int, read_at: datetime | None, value: float
) -> dict[str, Any]:
    team, known_at = key
    named = {"team_id": team, "known_at": known_at, "revision": revision, "read_at": read_at}
    return {**named, "value": value}
