"""Who played, for how long, and what he was worth."""

import polars as pl
from sqlalchemy import Connection

from scoreline.domain.frames import APPEARANCES
from scoreline.store import _told
from scoreline.store.match_writing import Saved
from scoreline.store.tables import appearances

_KEY = ("club", "player", "date")


def save(connection: Connection, frame: pl.DataFrame, *, source: str) -> Saved:
    """Append a source's appearances, ``APPEARANCES`` columns; one that is there stays as it is."""
    days = appearances.c.date.between(frame["date"].min(), frame["date"].max())
    return _told.save(connection, appearances, frame.select(*APPEARANCES), source, where=[days])


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return every appearance, ``APPEARANCES`` columns, in order of time."""
    return _told.read(connection, appearances, APPEARANCES, _KEY).sort("known_at", "club", "player")
