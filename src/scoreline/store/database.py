"""One database: SQLite in a file by default, PostgreSQL by URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from scoreline.errors import ConfigurationError
from scoreline.store.migrations import migrate

_WRITES = "scoreline_writes"


class Database:
    """Connections to one database, read or write, one transaction each."""

    def __init__(self, url: str) -> None:
        """Prepare an engine for ``url`` without connecting yet."""
        self.engine = _engine(url)

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
        except OperationalError as error:
            reason = str(error.orig).splitlines()[0]
            raise ConfigurationError(f"cannot open the database {_safe(url)}: {reason}") from error
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection whose work lands as a whole or not at all."""
        writer = self.engine.connect().execution_options(**{_WRITES: True})
        with writer as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(
            f"'{url}' is no database URL; write it like sqlite:///file.db or"
            " postgresql+psycopg://user@host/name"
        ) from error
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    engine = create_engine(parsed, connect_args={"timeout": 60})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # Transactions are begun below, by us: Python's driver would begin too late.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer that only asks for the lock when it first writes can fail half-way.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _safe(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)
