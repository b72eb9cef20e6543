"""Model versions, and the ledger of which one was made active when."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from scoreline.domain import InformationSet, ModelVersion
from scoreline.errors import NotFoundError
from scoreline.store._types import fitted
from scoreline.store.tables import activations, model_versions, predictions

ACTIVATE: Final = "activate"
ROLLBACK: Final = "rollback"


def next_name(connection: Connection, day: date) -> str:
    """Return the next free ``vYYYY-MM-DD-NNN`` of a day.

    Args:
        connection: A write connection.
        day: The day the version is made.
    """
    prefix = f"v{day:%Y-%m-%d}-"
    names = connection.scalars(
        select(model_versions.c.name).where(model_versions.c.name.startswith(prefix))
    )
    last = max((int(name.removeprefix(prefix)) for name in names), default=0)
    return f"{prefix}{last + 1:03d}"


def add(connection: Connection, version: ModelVersion) -> None:
    """Record a trained version; it is not active yet."""
    connection.execute(
        insert(model_versions).values(
            name=version.name,
            created_at=version.created_at,
            competitions=list(version.competitions),
            trained_from=version.trained_from,
            trained_until=version.trained_until,
            samples=version.samples,
            information=version.information.value,
            features=list(version.features),
            config=version.config,
            metrics=version.metrics,
            manifest=version.manifest,
            artefact=version.artefact,
        )
    )


def listing(connection: Connection) -> list[ModelVersion]:
    """Return every version, the newest first."""
    active, entries = active_name(connection), _last_entries(connection)
    rows = connection.execute(select(model_versions).order_by(model_versions.c.name.desc()))
    return [_version(row, active, entries.get(row.name)) for row in rows]


def get(connection: Connection, name: str) -> ModelVersion:
    """Return one version.

    Raises:
        NotFoundError: There is no such version.
    """
    row = connection.execute(
        select(model_versions).where(model_versions.c.name == name)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"no model version '{name}'; see: scoreline models list")
    return _version(row, active_name(connection), _last_entries(connection).get(name))


def with_artefact(connection: Connection, artefact: str) -> ModelVersion | None:
    """Return the newest version that was not pruned and has these very files."""
    return next(
        (
            each
            for each in listing(connection)
            if each.artefact == artefact and each.pruned_at is None
        ),
        None,
    )


def pruned(connection: Connection, artefact: str) -> bool | None:
    """Tell whether every version that has these files was pruned; None where none has them."""
    query = select(model_versions.c.pruned_at).where(model_versions.c.artefact == artefact)
    found = list(connection.scalars(query))
    return all(at is not None for at in found) if found else None


def active_name(connection: Connection) -> str | None:
    """Return the version that serves, or None before the first activation."""
    found = served(connection)
    return found[-1] if found else None


def activate(connection: Connection, name: str, *, at: datetime, note: str = "") -> bool:
    """Make a version the one that serves; activating the active one again does nothing.

    Returns:
        Whether another one, or none, served before.

    Raises:
        NotFoundError: There is no such version, or it was pruned.
    """
    require_files(get(connection, name))
    if active_name(connection) == name:
        return False
    connection.execute(insert(activations).values(_entry(name, ACTIVATE, at, note)))
    return True


def before_active(connection: Connection) -> str:
    """Return the version that a rollback makes serve.

    Raises:
        NotFoundError: None served before the active one.
    """
    found = served(connection)
    if len(found) < 2:  # noqa: PLR2004
        raise NotFoundError("no earlier version to roll back to; see: scoreline models list")
    return found[-2]


def roll_back(connection: Connection, *, at: datetime, note: str = "") -> str:
    """Make the version that served before the active one serve again; return its name.

    Raises:
        NotFoundError: None served before.
    """
    name = before_active(connection)
    connection.execute(insert(activations).values(_entry(name, ROLLBACK, at, note)))
    return name


def _entry(name: str, kind: str, at: datetime, note: str) -> dict[str, Any]:
    return {"version": name, "kind": kind, "at": at, "note": fitted(note, activations.c.note)}


def served(connection: Connection) -> list[str]:
    """Return who served, was not rolled back from and was not pruned, the active one last."""
    stack: list[str] = []
    query = select(activations.c.version, activations.c.kind).order_by(activations.c.id)
    for name, kind in connection.execute(query):
        if kind == ROLLBACK:
            stack.pop()
            while stack and stack[-1] != name:
                stack.pop()  # pruned since then, and passed over
        else:
            stack.append(name)
    gone = select(model_versions.c.name).where(model_versions.c.pruned_at.is_not(None))
    pruned = set(connection.scalars(gone))
    return [name for name, _ in groupby(name for name in stack if name not in pruned)]


def require_files(version: ModelVersion) -> None:
    """Refuse a version whose files are gone.

    Raises:
        NotFoundError: It was pruned.
    """
    if version.pruned_at is not None:
        raise NotFoundError(
            f"{version.name} was pruned on {version.pruned_at:%Y-%m-%d}, its files are gone;"
            " see: scoreline models list"
        )


def mark_pruned(connection: Connection, names: Collection[str], *, at: datetime) -> None:
    """Write down that the files of versions are gone."""
    for name in names:
        query = update(model_versions).where(model_versions.c.name == name)
        connection.execute(query.values(pruned_at=at))


def forecasts_by(connection: Connection) -> dict[str, int]:
    """Return how many stored forecasts each version has made, in all books."""
    query = select(predictions.c.version, func.count()).group_by(predictions.c.version)
    return {row[0]: row[1] for row in connection.execute(query)}


def _last_entries(connection: Connection) -> dict[str, Row[Any]]:
    return {row.version: row for row in connection.execute(select(activations).order_by("id"))}


def count(connection: Connection) -> int:
    """Return how many versions there are."""
    return connection.scalar(select(func.count()).select_from(model_versions)) or 0


def _version(row: Row[Any], active: str | None, entry: Row[Any] | None) -> ModelVersion:
    return ModelVersion(
        name=row.name,
        created_at=row.created_at,
        competitions=tuple(row.competitions),
        trained_from=row.trained_from,
        trained_until=row.trained_until,
        samples=row.samples,
        information=InformationSet(row.information),
        features=tuple(row.features),
        config=row.config,
        metrics=row.metrics,
        manifest=row.manifest,
        artefact=row.artefact,
        active=row.name == active,
        activated_at=entry.at if entry else None,
        activation_note=entry.note if entry else "",
        pruned_at=row.pruned_at,
    )
