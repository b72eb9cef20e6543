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
    for row in rows:
        row["team_id"] = keys[row.pop("club")]
    # An absence listed twice counts as its last row says: a second run finds it as it was left.
    given = {tuple(row[name] for name in _KEY): row for row in rows}
    new = [row for key, row in given.items() if key not in stored]
    changed = [
        row
        for key, row in given.items()
        if key in stored and stored[key] != (row["end"], row["detail"])
    ]
    for row in changed:
        where = [absences.c[name] == row[name] for name in _KEY]
        connection.execute(
            update(absences).where(*where).values(end=row["end"], detail=row["detail"])
        )
    if new:
        connection.execute(insert(absences), new)
    return Saved(len(new), len(changed), len(rows) - len(new) - len(changed))
