"""How good the record's forecasts were, day after day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from scoreline.store.tables import evaluations


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found on one day about the days before it; ``found`` is plain JSON."""

    day: date
    days: int
    recorded_at: datetime
    found: Mapping[str, Any]


def keep(
    connection: Connection,
    book: str,
    day: date,
    days: int,
    found: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    """Write what was found on a day, in place of what was found on it before, if that differs."""
    key = evaluations.c
    same_day = (key.book == book, key.day == day, key.days == days)
    before = connection.scalar(select(key.found).where(*same_day))
    if before == found:
        return
    connection.execute(delete(evaluations).where(*same_day))
    row = {"book": book, "day": day, "days": days, "recorded_at": at, "found": dict(found)}
    connection.execute(insert(evaluations).values(row))


def latest(connection: Connection, book: str, *, limit: int = 1) -> list[Evaluation]:
    """Return the last evaluations of a book, the newest first."""
    query = select(evaluations).where(evaluations.c.book == book)
    rows = connection.execute(query.order_by(evaluations.c.day.desc()).limit(limit))
    return [Evaluation(row.day, row.days, row.recorded_at, row.found) for row in rows]
