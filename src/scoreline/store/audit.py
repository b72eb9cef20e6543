"""The record of what was done by those who may; only ever appended to."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from scoreline.domain.access import Act, Who
from scoreline.store._types import fitted
from scoreline.store.tables import audit_log


def record(
    connection: Connection,
    act: str,
    subject: str,
    *,
    by: Who,
    at: datetime,
    detail: str = "",
) -> None:
    """Write down an act.

    Args:
        connection: A write connection, best the one that does it.
        act: Like ``model.activate``.
        subject: What was acted on.
        by: Who did it, and from where.
        at: The time by the wall clock.
        detail: Whatever else is worth knowing; never a secret.
    """
    table = audit_log.c
    connection.execute(
        insert(audit_log).values(
            at=at,
            actor=fitted(by.name, table.actor),
            act=fitted(act, table.act),
            subject=fitted(subject, table.subject),
            address=fitted(by.address, table.address),
            detail=fitted(detail, table.detail),
        )
    )


def latest(connection: Connection, *, limit: int = 50, offset: int = 0) -> list[Act]:
    """Return entries, the newest first."""
    query = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit).offset(offset)
    return [
        Act(r.at, r.actor, r.act, r.subject, r.address, r.detail) for r in connection.execute(query)
    ]


def count(connection: Connection) -> int:
    """Return how many entries there are."""
    return connection.scalar(select(func.count()).select_from(audit_log)) or 0
