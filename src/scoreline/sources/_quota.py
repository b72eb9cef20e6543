"""A day's requests to a source, counted in the database for all who share it."""

from dataclasses import dataclass

from scoreline.clock import Clock
from scoreline.store import Database, source_calls


@dataclass(frozen=True, slots=True)
class StoredQuota:
    """The quota of a source, by what the database knows of this day (UTC)."""

    database: Database
    source: str
    clock: Clock

    def take(self, limit: int) -> bool:
        """Count a request; returns False, and counts nothing, where there were ``limit``."""
        with self.database.write() as connection:
            return source_calls.take(connection, self.source, self.clock.now().date(), limit)

    def used(self, calls: int) -> None:
        """Take note that there were at least so many requests, by whomever."""
        with self.database.write() as connection:
            source_calls.used(connection, self.source, self.clock.now().date(), calls)
