"""The bytes that sources gave us, kept so that a parse can be replayed."""

import gzip
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from scoreline.store.tables import raw_files


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A file as it was fetched."""

    source: str
    name: str
    sha256: str
    fetched_at: datetime
    content: bytes


def latest(connection: Connection, source: str, name: str) -> RawRecord | None:
    """Return the last version of a file, or None where it was never fetched."""
    row = connection.execute(
        select(raw_files)
        .where(raw_files.c.source == source, raw_files.c.name == name)
        .order_by(raw_files.c.fetched_at.desc(), raw_files.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return RawRecord(source, name, row.sha256, row.fetched_at, gzip.decompress(row.content))


def latest_hash(connection: Connection, source: str, name: str) -> str | None:
    """Return the SHA-256 of the last version of a file, without reading its bytes."""
    return connection.scalar(
        select(raw_files.c.sha256)
        .where(raw_files.c.source == source, raw_files.c.name == name)
        .order_by(raw_files.c.fetched_at.desc(), raw_files.c.id.desc())
        .limit(1)
    )


def save(
    connection: Connection,
    *,
    source: str,
    name: str,
    sha256: str,
    fetched_at: datetime,
    content: bytes,
) -> None:
    """Keep a file; one that was kept before is only marked as the latest again."""
    same = (
        (raw_files.c.source == source) & (raw_files.c.name == name) & (raw_files.c.sha256 == sha256)
    )
    again = connection.execute(update(raw_files).where(same).values(fetched_at=fetched_at))
    if again.rowcount:
        return
    connection.execute(
        insert(raw_files).values(
            source=source,
            name=name,
            sha256=sha256,
            fetched_at=fetched_at,
            content=gzip.compress(content, compresslevel=6, mtime=0),
        )
    )


def freshness(connection: Connection) -> list[tuple[str, int, datetime]]:
    """Return, per source, how many files are kept and when the last one was fetched."""
    rows = connection.execute(
        select(raw_files.c.source, func.count(), func.max(raw_files.c.fetched_at)).group_by(
            raw_files.c.source
        )
    )
    return sorted((source, count, fetched_at) for source, count, fetched_at in rows)
