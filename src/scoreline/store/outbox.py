"""Messages to people: put with what they tell of, sent afterwards, each once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from scoreline.store._types import fitted
from scoreline.store.tables import outbox

WAITING: Final = "waiting"
SENT: Final = "sent"
HELD: Final = "held"
"""There were too many in an hour."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that waits: its kind and what it tells."""

    id: int
    kind: str
    facts: Mapping[str, Any]


def put(
    connection: Connection,
    kind: str,
    key: str,
    facts: Mapping[str, Any],
    *,
    at: datetime,
    hour_ago: datetime,
    most: int,
) -> None:
    """Put a message; one of the same kind and key stays as it is.

    Args:
        connection: The write connection of what it tells of: both land, or neither.
        kind: failed, drift or table.
        key: What exactly it tells of.
        facts: What its template is filled with, as plain JSON.
        at: When, by the wall clock.
        hour_ago: Since when messages count.
        most: So many may go out in an hour; what is beyond is held back.
    """
    key = fitted(key, outbox.c.key)
    same = select(outbox.c.id).where(outbox.c.kind == kind, outbox.c.key == key)
    if connection.execute(same).first() is not None:
        return
    recent = select(func.count()).where(outbox.c.put_at > hour_ago, outbox.c.state != HELD)
    state = WAITING if (connection.scalar(recent) or 0) < most else HELD
    row = {"kind": kind, "key": key, "facts": dict(facts), "put_at": at, "state": state}
    connection.execute(insert(outbox).values(**row))


def waiting(connection: Connection) -> list[Message]:
    """Return what has not been sent, the oldest first."""
    query = select(outbox).where(outbox.c.state == WAITING).order_by(outbox.c.id)
    return [Message(row.id, row.kind, row.facts) for row in connection.execute(query)]


def sent(connection: Connection, message: Message) -> None:
    """Record that a message was sent."""
    connection.execute(update(outbox).where(outbox.c.id == message.id).values(state=SENT))
