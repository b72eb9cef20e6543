"""What a source is, and what passes between it and the store."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, Protocol

import polars as pl

from scoreline.clock import Clock
from scoreline.domain import frames
from scoreline.domain.frames import MATCHES, ODDS

ROW: Final = "line_no"
"""The column that ties matches, odds and rejects of one file together: the line in the file."""

_Schema = dict[str, pl.DataType | type[pl.DataType]]

MATCH_ROWS: Final[_Schema] = {
    ROW: pl.Int32,
    **{name: kind for name, kind in MATCHES.items() if name != "match_id"},
}
"""``MATCHES`` without ``match_id``; ``home`` and ``away`` are in the source's spelling."""

ODDS_ROWS: Final[_Schema] = {
    ROW: pl.Int32,
    **{name: kind for name, kind in ODDS.items() if name != "match_id"},
}
"""``ODDS`` of the matches of the same file; ``line`` is the market's line, not the file's."""

ABSENCES: Final[_Schema] = {ROW: pl.Int32, "country": pl.String, **frames.ABSENCES}
"""``club`` is in the source's spelling, ``country`` that of the competition it plays in."""

SQUAD_VALUES: Final[_Schema] = {ROW: pl.Int32, "country": pl.String, **frames.SQUAD_VALUES}
"""``club`` and ``country`` as in ``ABSENCES``."""

APPEARANCES: Final[_Schema] = {ROW: pl.Int32, "country": pl.String, **frames.APPEARANCES}
"""``club`` and ``country`` as in ``ABSENCES``."""


TEAM_RATINGS: Final[_Schema] = {ROW: pl.Int32, "country": pl.String, **frames.TEAM_RATINGS}
"""``club`` and ``country`` as in ``ABSENCES``."""


@dataclass(frozen=True)
class RawFile:
    """A source's bytes as they came, before anybody has understood them.

    Attributes:
        name: Where the file lies below the source's root, like ``mmz4281/2324/E0.csv``. With the
            source's name it says all that :meth:`Source.parse` needs.
        address: Where it was fetched over HTTP, None where it was not.
        etag: By what the host knows this version.
        modified: When the host says that it was written, as the host wrote it.
    """

    source: str
    name: str
    content: bytes
    fetched_at: datetime
    address: str | None = None
    etag: str | None = None
    modified: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Selection:
    """What to take from a source; an empty tuple means all there is.

    Attributes:
        leagues: Competition codes.
        seasons: Each by its first year.
    """

    leagues: tuple[str, ...] = ()
    seasons: tuple[int, ...] = ()


def _never(_file: str) -> RawFile | None:
    return None


class Quota(Protocol):
    """How often a source may be asked on a day (UTC)."""

    def take(self, limit: int) -> bool:
        """Count a request; returns False, and counts nothing, where there were ``limit``."""

    def used(self, calls: int) -> None:
        """Take note that there were at least so many requests, by whomever."""


class NoQuota:
    """Counts nothing."""

    def take(self, limit: int) -> bool:
        """Allow every request but those of a limit of 0."""
        return limit > 0

    def used(self, calls: int) -> None:
        """Take no note."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a source reads with, besides its own settings.

    Attributes:
        clock: Says when bytes were fetched.
        location: A folder or address that stands for the source's own root; None for its own.
        kept: Returns the last version of a file that was stored, so that a host can be asked for
            a newer one only.
        quota: Counts requests of sources that allow so many a day.
    """

    clock: Clock
    location: str | None = None
    kept: Callable[[str], RawFile | None] = _never
    quota: Quota = field(default_factory=NoQuota)


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that was left out.

    Attributes:
        line_no: The line in the file; 0 for the file as a whole.
        column: What was left out of a row that otherwise went in; None for the whole row.
    """

    line_no: int
    reason: str
    text: str
    suggestion: str
    column: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """What a file holds.

    Every row of the file is either in one of the frames or among the rejects without ``column``.

    Attributes:
        matches: ``MATCH_ROWS`` columns.
        odds: ``ODDS_ROWS`` columns.
        absences: ``ABSENCES`` columns.
        squad_values: ``SQUAD_VALUES`` columns.
        appearances: ``APPEARANCES`` columns.
        team_ratings: ``TEAM_RATINGS`` columns.
    """

    matches: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MATCH_ROWS))
    odds: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ODDS_ROWS))
    absences: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ABSENCES))
    squad_values: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SQUAD_VALUES))
    appearances: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=APPEARANCES))
    team_ratings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TEAM_RATINGS))
    rejects: tuple[Reject, ...] = ()


class Source(Protocol):
    """Somebody who publishes football data in files."""

    @property
    def name(self) -> str:
        """Return the name by which the command line and the store know the source."""

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the names of the files that hold the selection, oldest season first.

        Whether each of them is there, :meth:`read` tells.

        Raises:
            ScorelineError: There is nothing of the selection, or no such location or league.
        """

    def read(self, file: str, access: Access) -> RawFile:
        """Fetch one of those files.

        Raises:
            AbsentError: The source does not have it.
            SourceError: It did not arrive whole.
        """

    def parse(self, raw: RawFile) -> Parsed:
        """Return what the bytes hold; the same bytes always give the same.

        Raises:
            SourceError: They are not what the source promises, so nothing of them may be stored.
        """
