"""What a database is and holds, in a few numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, case, func, select, text

from scoreline.domain import MatchStatus
from scoreline.store.migrations import revision
from scoreline.store.tables import matches, metadata

_LATE: Final = timedelta(days=2)
"""By then every source has a match's result."""


@dataclass(frozen=True, slots=True)
class Server:
    """The database behind a connection.

    Attributes:
        kind: Like ``SQLite 3.45.1``.
        size: Bytes on its disk.
        revision: What its tables are at.
    """

    kind: str
    size: int
    revision: str


@dataclass(frozen=True, slots=True)
class LeagueState:
    """What is stored of a league as of an instant.

    Attributes:
        first: The first season.
        last: The last one.
        matches: How many in all seasons.
        newest_result: Day of the last match with a result.
        next_match: Kick-off of the next one that is stored.
        overdue: Matches that kicked off more than two days ago and have no result.
    """

    competition: str
    first: int
    last: int
    matches: int
    newest_result: date | None
    next_match: datetime | None
    overdue: int


def server(connection: Connection) -> Server:
    """Return what answers on a connection."""
    if connection.dialect.name == "sqlite":
        name, version = "SQLite", text("SELECT sqlite_version()")
        size = text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    else:
        name, version = "PostgreSQL", text("SELECT split_part(version(), ' ', 2)")
        size = text("SELECT pg_database_size(current_database())")
    return Server(
        kind=f"{name} {connection.scalar(version)}",
        size=connection.scalar(size) or 0,
        revision=revision(connection) or "none",
    )


def leagues(connection: Connection, *, as_of: datetime) -> list[LeagueState]:
    """Return what is stored of every league, by its code."""
    row = matches.c
    over, pending = row.home_goals.is_not(None), row.status == MatchStatus.SCHEDULED.value
    late = pending & (row.kickoff < as_of - _LATE)
    found = connection.execute(
        select(
            row.competition,
            func.min(row.season),
            func.max(row.season),
            func.count(),
            func.max(case((over & (row.kickoff <= as_of), row.date))),
            func.min(case((row.kickoff > as_of, row.kickoff))),
            func.sum(case((late, 1), else_=0)),
        ).group_by(row.competition)
    )
    return sorted((LeagueState(*each) for each in found), key=lambda each: each.competition)


def rows(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """Return how many rows tables have."""
    counts = {name: select(func.count()).select_from(metadata.tables[name]) for name in names}
    return {name: connection.scalar(count) or 0 for name, count in counts.items()}
