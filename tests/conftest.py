"""What every test may lean on: both databases, a clean environment, Hypothesis profiles."""

import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from scoreline.store import Database
from scoreline.store.tables import metadata

SERVER = "SCORELINE_TEST_POSTGRESQL"
DEFAULT_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"

# Always the same examples, so that a failure is never somebody else's luck; `explore` looks for
# new ones.
settings.register_profile("ci", deadline=None, max_examples=30, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with long files, then those of many tests, so that no process waits for another."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (not item.get_closest_marker("long"), -tests[item.path]))


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """Hide the settings of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("SCORELINE_")]:
            if name != SERVER:
                patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def _no_log_of_another_test() -> Iterator[None]:
    """Forget how a test has configured logging, and to which stream, now closed."""
    yield
    structlog.reset_defaults()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Run a test once per database."""
    kind: str = request.param
    return kind


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database without any table."""
    if backend == "sqlite":
        yield _sqlite_url(tmp_path / "scoreline.db")
    else:
        with _created(request.getfixturevalue("postgresql_server")) as url:
            yield url


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with all tables and nothing in them."""
    if backend == "sqlite":
        copy = tmp_path / "scoreline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        opened = Database.open(_sqlite_url(copy))
        yield opened
        opened.close()
    else:
        shared: Database = request.getfixturevalue("postgresql_database")
        yield shared
        with shared.write() as connection:
            _empty(connection)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file with all tables, once per worker, for tests to copy."""
    path = tmp_path_factory.mktemp("template") / "scoreline.db"
    Database.open(_sqlite_url(path)).close()
    return path


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: URL) -> Iterator[Database]:
    """Make a PostgreSQL database with all tables, once per worker."""
    with _created(postgresql_server) as url:
        opened = Database.open(url)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def postgresql_server() -> URL:
    """Give the server's URL, or skip where none answers; asked once per worker."""
    url = make_url(os.environ.get(SERVER, DEFAULT_SERVER))
    try:
        with _administering(url) as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError:
        address = url.render_as_string(hide_password=True)
        pytest.skip(f"PostgreSQL does not answer at {address}; {SERVER} names another server")
    return url


@contextmanager
def _created(server: URL) -> Iterator[str]:
    name = f"scoreline_test_{uuid.uuid4().hex}"
    with _administering(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name} {_dictionary_order(connection)}"))
        # What is dropped in a moment need not reach the disk.
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit TO off"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with _administering(server) as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _dictionary_order(connection: Connection) -> str:
    # Most servers sort names as a dictionary does, unlike SQLite: show what depends on it.
    icu = "SELECT count(*) FROM pg_collation WHERE collprovider = 'i'"
    version = int(str(connection.scalar(text("SHOW server_version_num"))))
    if version < 150000 or not connection.scalar(text(icu)):
        return ""
    return "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"


@contextmanager
def _administering(server: URL) -> Iterator[Connection]:
    engine = create_engine(
        server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2}
    )
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _empty(connection: Connection) -> None:
    # Far quicker than TRUNCATE, which makes a new file for every table. Triggers keep tips.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
