"""One home: its settings, clock, database and models, opened together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from scoreline.clock import Clock, SystemClock
from scoreline.domain import LIVE
from scoreline.errors import ConfigurationError
from scoreline.registry import Registry, open_artefacts
from scoreline.settings import Settings, load_settings
from scoreline.store import Database

STANDING: Final = "standing"
"""The book of a home whose clock stands: what is said there was not said in time."""


@dataclass(frozen=True, slots=True)
class Home:
    """What every face and every job works on.

    Attributes:
        clock: The instant that forecasts, tips and pages speak from.
        wall: The real time, at which things are written down.
        book: The record that forecasts and tips go into.
    """

    settings: Settings
    clock: Clock
    wall: Clock
    database: Database
    registry: Registry
    book: str

    def at(self, clock: Clock, *, book: str) -> "Home":
        """Return the same home at another instant, writing into another book: replays."""
        return replace(self, clock=clock, book=book)


@contextmanager
def open_home(path: Path | str | None = None) -> Iterator[Home]:
    """Open a home, made on first use, and close its connections in the end.

    Args:
        path: The folder; where not given, ``SCORELINE_HOME`` or its default.

    Raises:
        ConfigurationError: A setting is wrong, or the folder or database cannot be opened.
        StoreVersionError: A newer release has written the database.
    """
    try:
        settings = load_settings(None if path is None else Path(path))
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"cannot open the home: {error}") from error
    artefacts = open_artefacts(
        settings.artefacts_url or settings.artefacts, endpoint=settings.artefacts_endpoint
    )
    database = Database.open(settings.database)
    try:
        wall = SystemClock()
        yield Home(
            settings=settings,
            clock=settings.clock,
            wall=wall,
            database=database,
            registry=Registry(database, artefacts, wall),
            book=LIVE if settings.as_of is None else STANDING,
        )
    finally:
        database.close()
