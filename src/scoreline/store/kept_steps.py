"""Steps that several machines take together, and the plans they are taken by."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from scoreline.store.tables import kept_steps


def put(connection: Connection, name: str, content: bytes, *, at: datetime) -> None:
    """Keep something under a name; what is there already stays as it is."""
    there = select(kept_steps.c.name).where(kept_steps.c.name == name)
    if connection.execute(there).first() is None:
        row = {"name": name, "content": content, "used_at": at}
        connection.execute(kept_steps.insert().values(**row))


def get(connection: Connection, name: str) -> bytes | None:
    """Return what is kept under a name."""
    content: bytes | None = connection.scalar(
        select(kept_steps.c.content).where(kept_steps.c.name == name)
    )
    return content


def there(connection: Connection, names: Collection[str]) -> set[str]:
    """Return which names something is kept under."""
    found = connection.scalars(select(kept_steps.c.name).where(kept_steps.c.name.in_(names)))
    return set(found)


def touch(connection: Connection, names: Collection[str], *, at: datetime) -> None:
    """Record that somebody has asked for what is kept."""
    connection.execute(update(kept_steps).where(kept_steps.c.name.in_(names)).values(used_at=at))


def forget(connection: Connection, *, before: datetime) -> int:
    """Forget what nobody has asked for since an instant; return how much that was."""
    return connection.execute(delete(kept_steps).where(kept_steps.c.used_at < before)).rowcount
