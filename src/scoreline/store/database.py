"""One database: SQLite in a file by default, PostgreSQL by URL."""

import json
import sqlite3
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from scoreline.errors import ConfigurationError, StoreError, StoreVersionError
from scoreline.store._watch import Watch
from scoreline.store.migrations import migrate

_WRITES: Final = "scoreline_writes"
_WRITER_LOCK: Final = 0x73636F7265  # any number that nobody else locks: "score" in ASCII

# Python's SQLite driver takes NumPy's numbers for buffers and would store their bytes.
for _number in (np.int32, np.int64, np.float32, np.bool_):
    sqlite3.register_adapter(_number, lambda number: number.item())  # type: ignore[attr-defined]


class Database:
    """Connections to one database, read or write, one transaction each."""

    def __init__(self, url: str) -> None:
        """Prepare an engine for ``url`` without connecting yet."""
        self.engine = _engine(url)
        self._watch = Watch(self.engine)

    @classmethod
    def open(cls, url: str) -> "Database":
        """Connect to ``url`` and bring its tables up to this release.

        Raises:
            ConfigurationError: Nothing answers at ``url``.
            StoreVersionError: A newer release has written the database.
        """
        database = cls(url)
        try:
            migrate(database.engine)
        except DatabaseError as error:
            database.close()
            reason = _reason(error)
            raise ConfigurationError(f"cannot open the database {_safe(url)}: {reason}") from error
        except StoreVersionError:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database.

        Raises:
            StoreError: The database does not answer.
        """
        with _in_one_line(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection whose work lands as a whole or not at all.

        There is one writer at a time; a second one waits until the first is done, so what a
        writer has read still holds when it writes.

        Raises:
            StoreError: The database is locked for too long, full or does not answer.
        """
        with _in_one_line(), self.engine.connect() as connection:
            writer = connection.execution_options(**{_WRITES: True})
            with writer.begin():
                yield writer

    def stamp(self) -> Hashable:
        """Return what is another value once anybody, here or elsewhere, has written something.

        Far cheaper than reading anything. Whoever keeps what was read takes it first.

        Raises:
            StoreError: The database does not answer.
        """
        with _in_one_line():
            return self._watch.stamp()

    def close(self) -> None:
        """Let go of all connections."""
        self._watch.close()
        self.engine.dispose()


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except (InterfaceError, OperationalError) as error:
        raise StoreError(f"the database cannot do it: {_reason(error)}") from error
    except PoolTimeoutError as error:
        raise StoreError("the database has too much to do; try again") from error


def _reason(error: DBAPIError) -> str:
    return str(error.orig).splitlines()[0]


def _engine(url: str) -> Engine:
    try:
        return _configured(make_url(url))
    except (ArgumentError, ImportError) as error:
        # ImportError: the URL names a driver that is not installed.
        raise ConfigurationError(
            f"'{_safe(url)}' is no database URL; write it like sqlite:///file.db or"
            " postgresql+psycopg://user@host/name"
        ) from error


def _configured(parsed: URL) -> Engine:
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 60}, json_serializer=_json)
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(parsed, pool_pre_ping=True, json_serializer=_json)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _json(value: Any) -> str:
    # PostgreSQL knows no NaN in JSON: what one database refuses, both refuse.
    return json.dumps(value, allow_nan=False)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # Transactions are begun below, by us: Python's driver would begin too late.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer that only asks for the lock when it first writes can fail half-way.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _safe(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url
