"""Who may do what: roles, scopes and those who act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

LONGEST_NAME: Final = 60
"""Characters of the name of a user or of a key."""


class Role(StrEnum):
    """What somebody is; an admin may do all that a reader may."""

    ADMIN = "admin"
    READER = "reader"


class Scope(StrEnum):
    """One kind of act; a key may do those it was made for, a person all those of the role."""

    METRICS = "metrics"
    MODELS_READ = "models:read"
    MODELS_ACTIVATE = "models:activate"
    MODELS_TRAIN = "models:train"
    DATA = "data"
    ACCESS = "access"
    AUDIT = "audit"

    @classmethod
    def of(cls, role: Role) -> frozenset["Scope"]:
        """Return everything that a role may do."""
        return frozenset(cls) if role is Role.ADMIN else frozenset({cls.METRICS})


def granted(role: Role, scopes: Collection[Scope], until: datetime | None) -> str:
    """Say what a key was given, for the record."""
    span = f"until {until:%Y-%m-%d}" if until else "for good"
    return f"{role.value}: {', '.join(sorted(scopes))}; {span}"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who has proved who they are.

    Attributes:
        name: As the audit log calls them, like ``user anna`` or ``key 3 (ci)``.
    """

    name: str
    role: Role
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Tell whether they may do something; a scope beyond the role counts for nothing."""
        return scope in self.scopes & Scope.of(self.role)


class Who(Protocol):
    """Whoever does something on record, and from where."""

    @property
    def name(self) -> str:
        """As the audit log calls them."""

    @property
    def address(self) -> str:
        """From where they do it."""


@dataclass(frozen=True, slots=True)
class Local:
    """A command, a job or a program of this machine."""

    name: str
    address: str = "this machine"


@dataclass(frozen=True, slots=True)
class User:
    """A person with a password."""

    name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key, without the secret, which only its holder has."""

    id: int
    name: str
    role: Role
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Tell whether it opens anything at an instant."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def principal(self) -> Principal:
        """Return who comes with it."""
        return Principal(f"key {self.id} ({self.name})", self.role, self.scopes)


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the audit log."""

    at: datetime
    actor: str
    act: str
    subject: str
    address: str
    detail: str
