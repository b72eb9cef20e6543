"""Injuries and suspensions with the days they span."""

import polars as pl
from sqlalchemy import Connection, insert, select, update

from scoreline.store import teams
from scoreline.store._frames import records
from scoreline.store.match_writing import Saved
from scoreline.store.tables import absences

_KEY = ("team_id", "player", "kind", "start")


def save(connection: Connection, frame: pl.DataFrame) -> Saved:
    """Take in absences: columns club, player, kind, start, end (null: open), detail."""
    keys = teams.ids(connection)
    stored = {
        (row.team_id, row.player, row.kind, row.start): (row.end, row.detail)
        for row in connection.execute(select(absences))
    }
    rows = records(frame.select("club", "player", "kind", "start", "end", "detail"))
    new: dict[tuple[object, ...], dict[str, object]] = {}
    changed = 0
    for row in rows:
        row["team_id"] = keys[row.pop("club")]
        key = tuple(row[name] for name in _KEY)
        if key not in stored:
            new[key] = row
        elif stored[key] != (row["end"], row["detail"]):
            changed += 1
            where = [absences.c[name] == row[name] for name in _KEY]
            connection.execute(
                update(absences).where(*where).values(end=row["end"], detail=row["detail"])
            )
    if new:
        connection.execute(insert(absences), list(new.values()))
    return Saved(len(new), changed, len(rows) - len(new) - changed)
