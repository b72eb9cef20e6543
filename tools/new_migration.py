"""Write the migration from the newest revision to the declared tables.

Usage: python tools/new_migration.py 0002 "add player ratings"

The first one, before a release: delete it and write it anew.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from scoreline.store import Database
from scoreline.store.migrations import _config, _revisions, migrate


def main(revision: str, message: str) -> None:
    """Migrate an empty database to the head and let Alembic write what is missing."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        config = _config()
        if _revisions():
            migrate(database.engine)
        with database.write() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, rev_id=revision, autogenerate=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
