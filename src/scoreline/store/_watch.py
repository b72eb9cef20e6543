"""Whether anybody has written to a database since somebody last looked."""

import sqlite3
from collections.abc import Hashable
from threading import Lock

from sqlalchemy import Engine, PoolProxiedConnection

from scoreline.errors import StoreError


class Watch:
    """One connection that never writes: what others write shows in what it is told."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._connection: PoolProxiedConnection | None = None

    def stamp(self) -> Hashable:
        """Return another value after every transaction that wrote something."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                # Which transactions are over; two of the same see the same.
                query = "SELECT CAST(pg_current_snapshot() AS text)"
                return str(connection.exec_driver_sql(query).scalar_one())
        with self._lock:
            try:
                return self._data_version()
            except sqlite3.Error as error:
                raise StoreError(f"the database cannot do it: {error}") from error

    def _data_version(self) -> int:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
            self._connection.detach()
        cursor = self._connection.cursor()
        try:
            cursor.execute("PRAGMA data_version")
            row = cursor.fetchone()
            assert row is not None
            return int(row[0])
        finally:
            cursor.close()

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
