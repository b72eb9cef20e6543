"""Injuries and suspensions, report by report."""

import polars as pl
from sqlalchemy import Connection

from scoreline.domain.frames import ABSENCES
from scoreline.store import _told
from scoreline.store._types import longest
from scoreline.store.match_writing import Saved
from scoreline.store.tables import absence_reports

_KEY = ("club", "player", "kind", "start", "known_at")
_SPELL = ("source", "team_id", "player", "kind", "start")


def save(connection: Connection, frame: pl.DataFrame, *, source: str) -> Saved:
    """Append a source's reports, ``ABSENCES`` columns; one that is there stays as it is.

    Nor is one taken that only repeats how a spell ended: that needs no renewal.
    """
    fitted = pl.col("detail").str.head(longest(absence_reports.c.detail))
    given = frame.select(*ABSENCES).with_columns(fitted)
    return _told.save(connection, absence_reports, given, source, news=_news, besides=("end",))


def frame_of(connection: Connection) -> pl.DataFrame:
    """Return every report, ``ABSENCES`` columns, in order of time."""
    told = _told.read(connection, absence_reports, ABSENCES, _KEY)
    return told.sort("known_at", "club", "player", "kind")


def _news(new: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Leave out reports that repeat the end which the one before of their spell has told."""
    both = pl.concat(
        [stored.with_columns(new=False), new.select(stored.columns).with_columns(new=True)]
    )
    before = pl.col("end").shift(1).over(_SPELL)
    repeats = both.sort("known_at", maintain_order=True).filter(
        (pl.col("end") == before) & pl.col("new")
    )
    return new.join(repeats, on=[*_SPELL, "known_at"], how="anti", maintain_order="left")
