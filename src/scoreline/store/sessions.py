"""Sessions of people who have logged in, found by the hash of what their cookie holds."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from scoreline.domain.access import Role, User
from scoreline.store.tables import sessions, users


def begin(connection: Connection, name: str, token: str, *, at: datetime, until: datetime) -> None:
    """Begin a session of a user that exists, and forget those that have run out."""
    connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
    key = connection.scalars(select(users.c.id).where(users.c.name == name)).one()
    row = {"token": digest(token), "user_id": key, "created_at": at, "expires_at": until}
    connection.execute(insert(sessions).values(**row))


def holder(connection: Connection, token: str, *, at: datetime) -> User | None:
    """Return whose session a token opens at an instant, or None."""
    query = (
        select(users.c.name, users.c.role, users.c.created_at)
        .join_from(sessions, users)
        .where(sessions.c.token == digest(token), sessions.c.expires_at > at)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else User(row.name, Role(row.role), row.created_at)


def end(connection: Connection, token: str) -> None:
    """End a session; one that has ended is no error."""
    connection.execute(delete(sessions).where(sessions.c.token == digest(token)))


def digest(token: str) -> str:
    """Return the SHA-256 of a random token.

    A slow hash would add nothing: nobody can guess 256 random bits.
    """
    return sha256(token.encode()).hexdigest()
