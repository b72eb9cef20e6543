"""Rows that could not be taken, with the reason and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from scoreline.store._ids import among
from scoreline.store.tables import quarantine


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """One row of a source's file that was left out."""

    source: str
    file: str
    line: int
    reason: str
    text: str
    suggestion: str

    def __post_init__(self) -> None:
        # Broken files hold NUL characters, which PostgreSQL cannot keep in a text.
        for name in ("file", "reason", "text", "suggestion"):
            object.__setattr__(
                self, name, getattr(self, name).replace("\0", "\N{REPLACEMENT CHARACTER}")
            )


def replace(
    connection: Connection,
    *,
    source: str,
    file: str,
    rows: Sequence[QuarantineRow],
    at: datetime,
) -> None:
    """Make the open rows of a file exactly ``rows``; those that are gone are closed."""
    open_ids = {row: key for key, row in _open(connection, source=source, file=file)}
    wanted = set(rows)
    gone = [key for row, key in open_ids.items() if row not in wanted]
    if gone:
        connection.execute(
            update(quarantine).where(among(quarantine.c.id, gone)).values(closed_at=at)
        )
    new = [row for row in dict.fromkeys(rows) if row not in open_ids]
    if new:
        connection.execute(insert(quarantine), [_values(row, at) for row in new])


def open_rows(
    connection: Connection, *, source: str | None = None, file: str | None = None
) -> list[QuarantineRow]:
    """Return what is still left out, by source, file and line."""
    return [row for _, row in _open(connection, source=source, file=file)]


def _open(
    connection: Connection, *, source: str | None, file: str | None
) -> list[tuple[int, QuarantineRow]]:
    query = select(quarantine).where(quarantine.c.closed_at.is_(None))
    if source is not None:
        query = query.where(quarantine.c.source == source)
    if file is not None:
        query = query.where(quarantine.c.file == file)
    found = [
        (
            row.id,
            QuarantineRow(row.source, row.file, row.line, row.reason, row.text, row.suggestion),
        )
        for row in connection.execute(query)
    ]
    return sorted(found, key=lambda each: (each[1].source, each[1].file, each[1].line, each[0]))


def _values(row: QuarantineRow, at: datetime) -> dict[str, object]:
    return {
        "source": row.source,
        "file": row.file,
        "line": row.line,
        "reason": row.reason,
        "text": row.text,
        "suggestion": row.suggestion,
        "opened_at": at,
        "closed_at": None,
    }
