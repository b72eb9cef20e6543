"""Keys of programs, found by the hash of their secret."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from scoreline.domain.access import ApiKey, Role, Scope
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.store.sessions import digest
from scoreline.store.tables import api_keys

TO_THE: Final = timedelta(minutes=1)
"""How exactly the last use is kept: not every request shall write."""


def add(
    connection: Connection,
    name: str,
    secret: str,
    role: Role,
    scopes: Collection[Scope],
    *,
    at: datetime,
    until: datetime | None,
) -> int:
    """Keep a new key's hash; return its number.

    Raises:
        ConfigurationError: The role may not do what a scope is for.
    """
    beyond = sorted(set(scopes) - Scope.of(role))
    if beyond:
        raise ConfigurationError(f"a {role.value} may not have the scope {beyond[0].value}")
    row = {
        "name": name,
        "secret": digest(secret),
        "role": role.value,
        "scopes": sorted(scope.value for scope in scopes),
        "created_at": at,
        "expires_at": until,
    }
    key: int = connection.scalars(insert(api_keys).values(**row).returning(api_keys.c.id)).one()
    return key


def listing(connection: Connection) -> list[ApiKey]:
    """Return all keys, the revoked ones too, by number."""
    return [_key(row) for row in connection.execute(select(api_keys).order_by(api_keys.c.id))]


def find(connection: Connection, secret: str) -> ApiKey | None:
    """Return the key of a secret, whether it still holds or not."""
    query = select(api_keys).where(api_keys.c.secret == digest(secret))
    row = connection.execute(query).one_or_none()
    return None if row is None else _key(row)


def use(connection: Connection, key: ApiKey, *, at: datetime) -> None:
    """Note when a key was last used."""
    connection.execute(update(api_keys).where(api_keys.c.id == key.id).values(used_at=at))


def is_due(key: ApiKey, at: datetime) -> bool:
    """Tell whether a use is worth noting."""
    return key.used_at is None or at - key.used_at >= TO_THE


def revoke(connection: Connection, number: int, *, at: datetime) -> ApiKey:
    """Let a key open nothing any more; return it as it was.

    Raises:
        NotFoundError: There is no such key.
    """
    row = connection.execute(select(api_keys).where(api_keys.c.id == number)).one_or_none()
    if row is None:
        raise NotFoundError(f"no key {number}; see: scoreline keys list")
    if row.revoked_at is None:
        connection.execute(update(api_keys).where(api_keys.c.id == number).values(revoked_at=at))
    return _key(row)


def _key(row: Row[Any]) -> ApiKey:
    known = {scope.value for scope in Scope}
    return ApiKey(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        # A scope that a newer release knew opens nothing here.
        scopes=frozenset(Scope(name) for name in row.scopes if name in known),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
