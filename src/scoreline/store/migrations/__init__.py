"""The way from any earlier release's tables to this one's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from scoreline.errors import StoreVersionError


def migrate(engine: Engine) -> None:
    """Bring a database to this release's tables; does nothing where it is there already.

    Raises:
        StoreVersionError: The database is at a revision this release does not know.
    """
    scripts = ScriptDirectory.from_config(_config())
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current is not None and not _known(scripts, current):
        raise StoreVersionError(
            f"the database is at revision {current}, which this release does not know:"
            " a newer scoreline wrote it; upgrade scoreline"
        )
    config = _config()
    writer = engine.connect().execution_options(scoreline_writes=True)
    with writer as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _known(scripts: ScriptDirectory, revision: str) -> bool:
    try:
        return scripts.get_revision(revision) is not None
    except CommandError:
        return False


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
