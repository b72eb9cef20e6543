"""Documents as they were first seen, and every correction beside the one before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from scoreline.domain.news import Document
from scoreline.store._types import fitted
from scoreline.store.tables import documents, signals

_SAME_STORY: Final = timedelta(days=3)
"""The same words from elsewhere within so long are the same story; later, they are said anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many documents there are, and how old they are, of one source."""

    source: str
    documents: int
    signals: int
    seen_at: datetime
    known_at: datetime


def is_new(connection: Connection, document: Document) -> bool:
    """Tell whether a document says anything that is not kept yet.

    It does not where the last text of the same name is this one, or where the same story came from
    elsewhere within three days.
    """
    return _revision(connection, document) is not None


def add(connection: Connection, document: Document) -> int | None:
    """Keep a document, or a correction of it; returns its id, None where it is not new."""
    revision = _revision(connection, document)
    if revision is None:
        return None
    row: dict[str, Any] = {
        "source": fitted(document.source, documents.c.source),
        "uri": fitted(document.uri, documents.c.uri),
        "revision": revision,
        "sha256": document.digest,
        "title": fitted(document.title, documents.c.title),
        "text": document.text,
        "language": document.language,
        "trust": document.trust,
        "published_at": document.published_at,
        "seen_at": document.seen_at,
        "known_at": document.known_at,
    }
    key = connection.execute(insert(documents).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _revision(connection: Connection, document: Document) -> int | None:
    """Return which text of its name a document is, None where it is not new."""
    last = connection.execute(
        select(documents.c.revision, documents.c.sha256)
        .where(
            documents.c.source == fitted(document.source, documents.c.source),
            documents.c.uri == fitted(document.uri, documents.c.uri),
        )
        .order_by(documents.c.revision.desc())
        .limit(1)
    ).one_or_none()
    if last is not None:
        return None if last.sha256 == document.digest else last.revision + 1
    told = _told_elsewhere(connection, document.digest, document.known_at)
    return None if told else 0


def kept(connection: Connection) -> list[Kept]:
    """Return what is kept of each source."""
    found = {
        row.source: row.number
        for row in connection.execute(
            select(documents.c.source, func.count(signals.c.id).label("number"))
            .join_from(documents, signals)
            .group_by(documents.c.source)
        )
    }
    rows = connection.execute(
        select(
            documents.c.source,
            func.count().label("number"),
            func.max(documents.c.seen_at).label("seen_at"),
            func.max(documents.c.known_at).label("known_at"),
        ).group_by(documents.c.source)
    )
    each = [
        Kept(row.source, row.number, found.get(row.source, 0), row.seen_at, row.known_at)
        for row in rows
    ]
    return sorted(each, key=lambda one: one.source)


def _told_elsewhere(connection: Connection, digest: str, known_at: datetime) -> bool:
    same = select(documents.c.id).where(
        documents.c.sha256 == digest,
        documents.c.known_at >= known_at - _SAME_STORY,
        documents.c.known_at <= known_at + _SAME_STORY,
    )
    return connection.execute(same.limit(1)).one_or_none() is not None
