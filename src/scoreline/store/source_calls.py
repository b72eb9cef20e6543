"""How often sources with a daily quota were asked."""

from datetime import date

from sqlalchemy import Connection, insert, select, update

from scoreline.store.tables import source_calls


def count(connection: Connection, source: str, day: date, *, limit: int) -> int:
    """Count a request and return how many there were before on that day.

    Where there were ``limit`` already, nothing is counted: the request may not be made.
    """
    own = (source_calls.c.source == source) & (source_calls.c.day == day)
    calls = connection.scalar(select(source_calls.c.calls).where(own))
    if calls is None:
        connection.execute(insert(source_calls).values(source=source, day=day, calls=0))
    before: int = calls or 0
    if before < limit:
        connection.execute(update(source_calls).where(own).values(calls=before + 1))
    return before
