"""Taking in what is new of what a home has."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from scoreline.clock import Clock
from scoreline.errors import NotFoundError, SourceError
from scoreline.home import Home
from scoreline.sources import IngestReport, Parsed, RawFile, Selection, Source, ingest, source_named

TURN: Final = 6
"""The month from which on the next season counts: two before August, when seasons begin."""


def running_season(now: datetime) -> int:
    """Return the first year of the season that is on, or that begins within two months."""
    return now.year if now.month >= TURN else now.year - 1


def refresh(home: Home, name: str, newest: Mapping[str, int]) -> Iterator[IngestReport]:
    """Take in the newest season of every league from a source, and those after it.

    Args:
        home: Where to; its clock says which season is the running one.
        name: The source.
        newest: League code to the first year of the newest season that is stored.
    """
    source = source_named(name, home.settings)
    early = _AsFarAsThere(source, home.wall)
    for code, season in newest.items():
        yield from _one(home, source, code, season)
        for later in range(season + 1, running_season(home.clock.now()) + 1):
            yield from _one(home, early, code, later)


def _one(home: Home, source: Source, code: str, season: int) -> Iterator[IngestReport]:
    # Not every source publishes every league, nor a season before it begins.
    with suppress(NotFoundError):
        yield ingest(home.database, source, Selection((code,), (season,)), clock=home.wall)


class _AsFarAsThere:
    """A source of which nothing is expected yet: a file that cannot be fetched is no error."""

    def __init__(self, source: Source, clock: Clock) -> None:
        self.name = source.name
        self._source = source
        self._clock = clock
        self._fetched: dict[str, RawFile] = {}

    def files(self, selection: Selection, location: str | None) -> Sequence[str]:
        """Return the names of the selection's files that are there; they are fetched at once."""
        self._fetched = {}
        for file in self._source.files(selection, location):
            with suppress(SourceError):
                self._fetched[file] = self._source.read(file, location, self._clock)
        return list(self._fetched)

    def read(self, file: str, location: str | None, clock: Clock) -> RawFile:  # noqa: ARG002
        """Return a file that was fetched."""
        return self._fetched[file]

    def parse(self, raw: RawFile) -> Parsed:
        """Return what the bytes hold."""
        return self._source.parse(raw)
