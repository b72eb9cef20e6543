"""Where news comes from: a list in the home, or a place named for once."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.news.documents import ClubNamed, Origin
from scoreline.sources import Access, Manners, RawFile, fetched, is_address
from scoreline.store.raw_files import RawRecord

LIST: Final = "news.toml"
SOURCE: Final = "news"

_READ: Final = frozenset(
    {".txt", ".md", ".html", ".htm", ".eml", ".xml", ".rss", ".atom", ".jsonl", ".ndjson"}
)
_LARGEST: Final = 50_000_000
_LONGEST_NAME: Final = 300
_FIELDS: Final = frozenset({"name", "from", "trust", "club"})

EXAMPLE: Final = """\
# Where news comes from; read by: scoreline news ingest, and by the job news.
# [[source]]
# name = "club site"                  # as key factors call it
# from = "https://example.org/feed"   # an RSS or Atom feed, a page, a file or a folder
# trust = 1.0                         # 0 to 1; whose word counts where two disagree
# club = "Arsenal"                    # whom it is about where a text names no club
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A publisher and where their documents lie: an address, a file or a folder."""

    origin: Origin
    location: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a place.

    Attributes:
        record: To keep, so that a host is asked for a newer version only; None for a folder.
        known: Whether the same bytes have been read before.
    """

    name: str
    content: bytes
    record: RawRecord | None = None
    known: bool = False


def listed(path: Path, club_named: ClubNamed) -> list[Place]:
    """Read the places that a home's list names, none where there is no list.

    Raises:
        ConfigurationError: It is not as :data:`EXAMPLE`.
    """
    if not path.is_file():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    entries = table.get("source", [])
    if unknown := sorted(table.keys() - {"source"}):
        raise ConfigurationError(f"{path}: no table '{unknown[0]}'; begin each with [[source]]")
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ConfigurationError(f"{path}: begin each source with [[source]]")
    return [
        _place(entry, f"{path}, source {at}", club_named) for at, entry in enumerate(entries, 1)
    ]


def _place(entry: dict[str, Any], where: str, club_named: ClubNamed) -> Place:
    if unknown := sorted(entry.keys() - _FIELDS):
        raise ConfigurationError(
            f"{where}: no field '{unknown[0]}'; there are {', '.join(sorted(_FIELDS))}"
        )
    name, location = entry.get("name"), entry.get("from")
    if not (isinstance(name, str) and name.strip() and isinstance(location, str) and location):
        raise ConfigurationError(f"{where} needs a name and from: an address, a file or a folder")
    return Place(
        origin(name, entry.get("trust", 0.5), entry.get("club"), where, club_named), location
    )


def origin(name: str, trust: Any, club: Any, where: str, club_named: ClubNamed) -> Origin:
    """Return who publishes, checked.

    Raises:
        ConfigurationError: There is no such club, or trust is not from 0 to 1.
    """
    number = isinstance(trust, int | float) and not isinstance(trust, bool)
    if not number or not 0 <= trust <= 1:
        raise ConfigurationError(f"{where}: trust is a number from 0 to 1, not {trust}")
    known = club_named(club) if isinstance(club, str) else None
    if club is not None and known is None:
        raise ConfigurationError(f"{where}: no club '{club}'; see: scoreline teams list")
    return Origin(name.strip(), float(trust), known)


def names_at(place: Place) -> Sequence[str]:
    """Return the names of a place's files.

    Raises:
        NotFoundError: There is nothing at a path.
    """
    if is_address(place.location):
        return [place.location]
    root = Path(place.location)
    if root.is_file():
        return [root.name]
    if not root.is_dir():
        raise NotFoundError(f"no file or folder '{place.location}'; news comes from such or a feed")
    there = (path.relative_to(root) for path in root.rglob("*") if path.suffix.lower() in _READ)
    return sorted(str(path) for path in there if not any(p.startswith(".") for p in path.parts))


def read(
    place: Place,
    name: str,
    access: Access,
    manners: Manners,
    kept_hash: Callable[[str], str | None],
) -> File:
    """Read one file of a place.

    Raises:
        SourceError: It is not there or did not arrive whole.
    """
    if is_address(place.location):
        key = name[:_LONGEST_NAME]
        raw, _ = fetched(SOURCE, key, name, access, manners)
        return File(name, raw.content, _record(raw), known=kept_hash(key) == raw.sha256)
    root = Path(place.location)
    path = root if root.is_file() else root / name
    try:
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"'{path}' is larger than {_LARGEST:,} bytes")
        return File(name, path.read_bytes())
    except OSError as error:
        raise SourceError(f"cannot read '{path}': {error.strerror}") from error


def _record(raw: RawFile) -> RawRecord:
    return RawRecord(
        raw.source,
        raw.name,
        raw.sha256,
        raw.fetched_at,
        raw.content,
        raw.address,
        raw.etag,
        raw.modified,
    )
