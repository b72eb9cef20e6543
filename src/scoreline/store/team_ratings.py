"""Ratings of clubs by others, each from when it was known."""

from datetime import datetime

import polars as pl
from sqlalchemy import Connection, insert, select

from scoreline.domain.frames import TEAM_RATINGS
from scoreline.store import teams
from scoreline.store._frames import read_frame, records
from scoreline.store.match_writing import Saved
from scoreline.store.tables import team_ratings
from scoreline.store.tables import teams as clubs

_KEY = ("team_id", "provider", "known_at")


def save(connection: Connection, frame: pl.DataFrame) -> Saved:
    """Append ratings, ``TEAM_RATINGS`` columns; one that is there already stays as it is.

    Providers compute the past anew now and then, but nobody knew those ratings then.
    """
    if frame.is_empty():
        return Saved()
    keys = teams.ids(connection)
    table = team_ratings.c
    span = table.known_at.between(frame["known_at"].min(), frame["known_at"].max())
    query = select(*(table[name] for name in _KEY)).where(span)
    stored = {tuple(row) for row in connection.execute(query)}
    rows = [
        row | {"team_id": keys[row.pop("club")]} for row in records(frame.select(*TEAM_RATINGS))
    ]
    given = {tuple(row[name] for name in _KEY): row for row in rows}
    new = [row for key, row in given.items() if key not in stored]
    if new:
        connection.execute(insert(team_ratings), new)
    return Saved(new=len(new), same=len(rows) - len(new))


def frame_of(connection: Connection, *, as_of: datetime) -> pl.DataFrame:
    """Return every rating known at an instant, ``TEAM_RATINGS`` columns, in order of time."""
    columns = [clubs.c.name if name == "club" else team_ratings.c[name] for name in TEAM_RATINGS]
    query = select(*columns).join_from(team_ratings, clubs)
    known = query.where(team_ratings.c.known_at <= as_of)
    return read_frame(connection, known, TEAM_RATINGS).sort("known_at", "provider", "club")
