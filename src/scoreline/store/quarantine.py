"""Rows that could not be taken, with the reason and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, case, func, insert, select, update

from scoreline.store._ids import among
from scoreline.store.tables import quarantine

NOTHING_TO_DO: Final = "nothing to do"
"""How a suggestion begins where nobody has to decide anything."""


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

    @property
    def settled(self) -> bool:
        """Return whether nobody has to decide anything."""
        return self.suggestion.startswith(NOTHING_TO_DO)

    @property
    def complaint(self) -> tuple[str, str, int, str, str]:
        """Return what tells it from other rows: all but the advice."""
        return self.source, self.file, self.line, self.reason, self.text


@dataclass(frozen=True, slots=True)
class Count:
    """How much of a source is left out.

    Attributes:
        waiting: What somebody has to decide about.
        noted: What is only to be known: nothing can be done about it.
    """

    waiting: int
    noted: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its history; ``closed_at`` is None while it is left out."""

    row: QuarantineRow
    opened_at: datetime
    closed_at: datetime | None


def replace(
    connection: Connection,
    *,
    source: str,
    file: str,
    rows: Sequence[QuarantineRow],
    at: datetime,
) -> None:
    """Make the open rows of a file exactly ``rows``; those that are gone are closed.

    A row that is complained of as before stays the row it is, with the newest suggestion.
    """
    stored = {row.complaint: (key, row) for key, row in _open(connection, source, file)}
    wanted = {row.complaint: row for row in rows}
    gone = [key for complaint, (key, _) in stored.items() if complaint not in wanted]
    if gone:
        connection.execute(
            update(quarantine).where(among(quarantine.c.id, gone)).values(closed_at=at)
        )
    for complaint in wanted.keys() & stored.keys():
        key, row = stored[complaint]
        advice = wanted[complaint].suggestion
        if advice != row.suggestion:
            same = quarantine.c.id == key
            connection.execute(update(quarantine).where(same).values(suggestion=advice))
    new = [row for complaint, row in wanted.items() if complaint not in stored]
    if new:
        connection.execute(insert(quarantine), [_values(row, at) for row in new])


def open_rows(
    connection: Connection, *, source: str | None = None, file: str | None = None
) -> list[QuarantineRow]:
    """Return what is still left out, by source, file and line."""
    return [row for _, row in _open(connection, source, file)]


def counts(connection: Connection) -> dict[str, Count]:
    """Return how much is still left out, by source."""
    noted = func.sum(case((quarantine.c.suggestion.startswith(NOTHING_TO_DO), 1), else_=0))
    query = select(quarantine.c.source, func.count(), noted).group_by(quarantine.c.source)
    rows = connection.execute(query.where(quarantine.c.closed_at.is_(None)))
    return {source: Count(total - few, few) for source, total, few in rows}


def open_files(connection: Connection, *, source: str | None = None) -> list[tuple[str, str]]:
    """Return (source, file) of every file of which something is left out."""
    return sorted({(row.source, row.file) for _, row in _open(connection, source, None)})


def history(connection: Connection, *, source: str | None = None) -> list[Entry]:
    """Return all that ever was left out, by source, file and line, the older of a line first."""
    query = select(quarantine)
    if source is not None:
        query = query.where(quarantine.c.source == source)
    rows = connection.execute(query).all()
    ordered = sorted(rows, key=lambda row: (row.source, row.file, row.line, row.id))
    return [Entry(_row(row), row.opened_at, row.closed_at) for row in ordered]


def _open(
    connection: Connection, source: str | None, file: str | None
) -> list[tuple[int, QuarantineRow]]:
    query = select(quarantine).where(quarantine.c.closed_at.is_(None))
    if source is not None:
        query = query.where(quarantine.c.source == source)
    if file is not None:
        query = query.where(quarantine.c.file == file)
    found = [(row.id, _row(row)) for row in connection.execute(query)]
    return sorted(found, key=lambda each: (each[1].source, each[1].file, each[1].line, each[0]))


def _row(row: Row[Any]) -> QuarantineRow:
    return QuarantineRow(row.source, row.file, row.line, row.reason, row.text, row.suggestion)


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
