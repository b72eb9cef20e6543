"""The way from any earlier release's tables to this one's."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, String, column, inspect, select, table

from scoreline.errors import StoreVersionError

# Alembic takes long to import, and most databases that are opened need none of it.
if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE: Final = "scoreline_revision"
"""Where the revision is kept: Optuna keeps its own in the same database, under Alembic's name."""


def migrate(engine: Engine) -> None:
    """Bring a database to this release's tables; does nothing where it is there already.

    Raises:
        StoreVersionError: The database is at a revision this release does not know.
    """
    with engine.connect() as connection:
        current = revision(connection)
    if current == newest():
        return
    if current is not None and current not in _revisions():
        raise StoreVersionError(
            f"the database is at revision {current}, which this release does not know:"
            " a newer scoreline wrote it; upgrade scoreline"
        )
    from alembic import command  # noqa: PLC0415

    config = _config()
    writer = engine.connect().execution_options(scoreline_writes=True)
    with writer as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest() -> str:
    """Return the revision that this release's tables are at."""
    return max(_revisions())


def revision(connection: Connection) -> str | None:
    """Return the revision that a database's tables are at, None before the first."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version = column("version_num", String)
    return connection.scalar(select(version).select_from(table(VERSION_TABLE)))


def _revisions() -> set[str]:
    """Return every revision; the files of them are named so, in order."""
    files = (Path(__file__).parent / "versions").glob("[0-9]*.py")
    return {file.name.partition("_")[0] for file in files}


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
