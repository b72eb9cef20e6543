"""How often sources with a daily quota were asked."""

from datetime import date

from sqlalchemy import Connection, insert, select, update

from scoreline.store.tables import source_calls


def take(connection: Connection, source: str, day: date, limit: int) -> bool:
    """Count a request; returns False, and counts nothing, where there were ``limit`` that day."""
    calls = _calls(connection, source, day)
    if calls >= limit:
        return False
    _write(connection, source, day, calls + 1)
    return True


def used(connection: Connection, source: str, day: date, calls: int) -> None:
    """Take note that there were at least so many requests that day."""
    if calls > _calls(connection, source, day):
        _write(connection, source, day, calls)


def _calls(connection: Connection, source: str, day: date) -> int:
    own = (source_calls.c.source == source) & (source_calls.c.day == day)
    return connection.scalar(select(source_calls.c.calls).where(own)) or 0


def _write(connection: Connection, source: str, day: date, calls: int) -> None:
    own = (source_calls.c.source == source) & (source_calls.c.day == day)
    if not connection.execute(update(source_calls).where(own).values(calls=calls)).rowcount:
        connection.execute(insert(source_calls).values(source=source, day=day, calls=calls))
