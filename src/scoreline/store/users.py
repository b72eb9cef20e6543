"""People who may log in; their passwords arrive here hashed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from scoreline.domain.access import Role, User
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.store.tables import sessions, users


def add(connection: Connection, name: str, role: Role, password: str, *, at: datetime) -> None:
    """Add somebody.

    Args:
        connection: A write connection.
        name: What they log in as.
        role: What they may do.
        password: Its hash.
        at: The time by the wall clock.

    Raises:
        ConfigurationError: Somebody has this name.
    """
    if _id(connection, name) is not None:
        raise ConfigurationError(f"there is a user '{name}' already; pick another name")
    row: Mapping[str, object] = {
        "name": name,
        "role": role.value,
        "password": password,
        "created_at": at,
    }
    connection.execute(insert(users).values(**row))


def listing(connection: Connection) -> list[User]:
    """Return everybody by name."""
    rows = connection.execute(select(users))
    found = [User(row.name, Role(row.role), row.created_at) for row in rows]
    return sorted(found, key=lambda user: user.name)


def password_of(connection: Connection, name: str) -> str | None:
    """Return the hash of somebody's password, or None where there is no such user."""
    found: str | None = connection.scalar(select(users.c.password).where(users.c.name == name))
    return found


def set_password(connection: Connection, name: str, password: str) -> None:
    """Keep the hash of another password; whoever is logged in stays so.

    Raises:
        NotFoundError: There is no such user.
    """
    key = _required(connection, name)
    connection.execute(update(users).where(users.c.id == key).values(password=password))


def remove(connection: Connection, name: str) -> None:
    """Remove somebody and end their sessions.

    Raises:
        NotFoundError: There is no such user.
    """
    key = _required(connection, name)
    connection.execute(delete(sessions).where(sessions.c.user_id == key))
    connection.execute(delete(users).where(users.c.id == key))


def log_out_everywhere(connection: Connection, name: str) -> int:
    """End all sessions of somebody; return how many there were.

    Raises:
        NotFoundError: There is no such user.
    """
    key = _required(connection, name)
    return connection.execute(delete(sessions).where(sessions.c.user_id == key)).rowcount


def _id(connection: Connection, name: str) -> int | None:
    found: int | None = connection.scalar(select(users.c.id).where(users.c.name == name))
    return found


def _required(connection: Connection, name: str) -> int:
    key = _id(connection, name)
    if key is None:
        raise NotFoundError(f"no user '{name}'; see: scoreline users list")
    return key
