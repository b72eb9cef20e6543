"""One home: its settings, clock, database and models, opened together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scoreline.clock import Clock
from scoreline.errors import ConfigurationError
from scoreline.registry import LocalArtefacts, Registry
from scoreline.settings import Settings, load_settings
from scoreline.store import Database


@dataclass(frozen=True, slots=True)
class Home:
    """What every face and every job works on."""

    settings: Settings
    clock: Clock
    database: Database
    registry: Registry

    def with_clock(self, clock: Clock) -> "Home":
        """Return the same home seen at another time: replays."""
        registry = Registry(self.database, LocalArtefacts(self.settings.artefacts), clock)
        return Home(self.settings, clock, self.database, registry)


@contextmanager
def open_home(path: Path | None = None) -> Iterator[Home]:
    """Open a home, made on first use, and close its connections in the end.

    Args:
        path: The folder; where not given, ``SCORELINE_HOME`` or its default.

    Raises:
        ConfigurationError: A setting is wrong, or the folder or database cannot be opened.
        StoreVersionError: A newer release has written the database.
    """
    try:
        settings = load_settings(path)
        _require_plain(settings)
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"cannot open the home: {error}") from error
    database = Database.open(settings.database)
    try:
        registry = Registry(database, LocalArtefacts(settings.artefacts), settings.clock)
        yield Home(settings, settings.clock, database, registry)
    finally:
        database.close()


def _require_plain(settings: Settings) -> None:
    # In the database's URL they stand for something else: the file would come to lie elsewhere.
    if settings.database_url is None and set("?%") & set(str(settings.home)):
        raise ConfigurationError(f"a home's path cannot hold ? or %: {settings.home}")
