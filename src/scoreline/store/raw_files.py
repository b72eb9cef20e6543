"""The bytes that sources gave us, kept so that a parse can be replayed."""

import gzip
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from scoreline.store._types import fitted
from scoreline.store.tables import raw_files


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A file as it was fetched.

    Attributes:
        address: Where over HTTP, None for a folder.
        etag: By what the host knows this version.
        modified: When the host says that it was written.
    """

    source: str
    name: str
    sha256: str
    fetched_at: datetime
    content: bytes
    address: str | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old is what a source gave.

    Attributes:
        fetched_at: When a file was last fetched.
        changed_at: When one last brought something that the one before it had not.
        newest_match: Day of the newest match with a result, None where there is none.
        remote: Whether any of it came over the network.
    """

    source: str
    files: int
    fetched_at: datetime
    changed_at: datetime
    newest_match: date | None
    remote: bool


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
    return RawRecord(
        source,
        name,
        row.sha256,
        row.fetched_at,
        gzip.decompress(row.content),
        row.address,
        row.etag,
        row.modified,
    )


def latest_hash(connection: Connection, source: str, name: str) -> str | None:
    """Return the SHA-256 of the last version of a file, without reading its bytes."""
    return connection.scalar(
        select(raw_files.c.sha256)
        .where(raw_files.c.source == source, raw_files.c.name == name)
        .order_by(raw_files.c.fetched_at.desc(), raw_files.c.id.desc())
        .limit(1)
    )


def save(connection: Connection, record: RawRecord, *, newest_match: date | None = None) -> None:
    """Keep a file; one that was kept before is only marked as the latest again."""
    source, name, sha256 = record.source, record.name, record.sha256
    seen = {
        "fetched_at": record.fetched_at,
        "newest_match": newest_match,
        "address": record.address and fitted(record.address, raw_files.c.address),
        "etag": _usable(record.etag, 300),
        "modified": _usable(record.modified, 60),
    }
    if latest_hash(connection, source, name) != sha256:
        seen["changed_at"] = record.fetched_at
    same = (
        (raw_files.c.source == source) & (raw_files.c.name == name) & (raw_files.c.sha256 == sha256)
    )
    again = connection.execute(update(raw_files).where(same).values(seen))
    if again.rowcount:
        return
    packed = gzip.compress(record.content, compresslevel=6, mtime=0)
    kept = {"source": source, "name": name, "sha256": sha256, "content": packed}
    connection.execute(insert(raw_files).values(kept | seen))


def freshness(connection: Connection) -> list[Freshness]:
    """Return, per source, how many files are kept and how old they are."""
    rows = connection.execute(
        select(
            raw_files.c.source,
            func.count(raw_files.c.name.distinct()),
            func.max(raw_files.c.fetched_at),
            func.max(raw_files.c.changed_at),
            func.max(raw_files.c.newest_match),
            (func.count(raw_files.c.address) > 0).label("remote"),
        ).group_by(raw_files.c.source)
    )
    return sorted((Freshness(*row) for row in rows), key=lambda each: each.source)


def _usable(told: str | None, longest: int) -> str | None:
    # A host takes its own words only as a whole.
    return told if told is not None and len(told) <= longest else None
