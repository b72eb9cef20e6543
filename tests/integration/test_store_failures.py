"""A database that is locked, full or slow in the middle of something: an error in one line."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from scoreline.errors import StoreError
from scoreline.store import Database

MANY_BYTES = 10_000_000


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    """Give a database that waits for nobody and may grow by a few pages only."""
    database = Database.open(f"sqlite:///{tmp_path / 'scoreline.db'}")
    database.close()

    @event.listens_for(database.engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 10")
        connection.execute("PRAGMA max_page_count = 1000")

    yield database
    database.close()


def _assert_one_line(caught: pytest.ExceptionInfo[StoreError], reason: str) -> None:
    said = str(caught.value)
    assert reason in said
    assert "\n" not in said
    assert "SQL" not in said


def test_a_lock_that_is_never_let_go_of_is_one_line(opened: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "scoreline.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught, opened.write():
        pytest.fail("nobody else may write")
    _assert_one_line(caught, "database is locked")
    with opened.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM matches")) == 0
    other.close()


def test_a_full_disk_is_one_line_and_leaves_nothing(opened: Database) -> None:
    with pytest.raises(StoreError) as caught:
        _fill(opened)
    _assert_one_line(caught, "full")
    with opened.read() as connection:
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'filling'"
        assert connection.scalar(text(query)) == 0


def _fill(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE filling (content BLOB)"))
        connection.execute(text(f"INSERT INTO filling VALUES (zeroblob({MANY_BYTES}))"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_server_that_ends_the_connection_is_one_line(database: Database) -> None:
    ended = "SELECT pg_terminate_backend(pg_backend_pid())"
    for opening in (database.read, database.write):
        with pytest.raises(StoreError) as caught, opening() as connection:
            connection.execute(text(ended))
        _assert_one_line(caught, "terminat")
    with database.read() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
