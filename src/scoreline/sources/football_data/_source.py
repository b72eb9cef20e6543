"""Where the files lie and how they are read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from scoreline import reference
from scoreline.clock import Clock
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import ROW, Parsed, RawFile, Selection
from scoreline.sources._csv import read_table
from scoreline.sources._http import MOST_BYTES, download, is_address
from scoreline.sources.football_data._odds import odds_rows
from scoreline.sources.football_data._rows import match_rows

_ROOM: Final = "mmz4281"
_FILE: Final = re.compile(rf"{_ROOM}/(\d\d)(\d\d)/([A-Z0-9]+)\.csv")
_OLDEST: Final = 1993
"""The site's first season; tells the centuries of two-digit years apart."""


@dataclass(frozen=True, slots=True)
class FootballData:
    """One file a league and season, ``mmz4281/{2324}/{E0}.csv`` below the site's root.

    Attributes:
        address: The site's own root, used where no location is given.
    """

    address: str = "https://www.football-data.co.uk"
    name: str = "football-data"

    def files(self, selection: Selection, location: str | None) -> Sequence[str]:
        """Return the names of the selection's files, oldest season first.

        Raises:
            NotFoundError: A folder, league or season is not there.
            ConfigurationError: An address is given without leagues and seasons.
        """
        for code in selection.leagues:
            reference.competition(code)
        root = location or self.address
        if is_address(root):
            return _asked(selection)
        return _found(selection, Path(root))

    def read(self, file: str, location: str | None, clock: Clock) -> RawFile:
        """Fetch a file from the folder or the address.

        Raises:
            SourceError: It is not there or cannot be read.
        """
        root = location or self.address
        content = (
            download(f"{root.rstrip('/')}/{file}")
            if is_address(root)
            else _content(Path(root) / file)
        )
        return RawFile(self.name, file, content, clock.now())

    def parse(self, raw: RawFile) -> Parsed:
        """Return matches, odds and rejects of a season's file.

        Raises:
            SourceError: The file is no season's CSV, or was cut off on the way.
        """
        season, league = _key(raw.name)
        table = read_table(raw)
        matches, rejects = match_rows(table, league, season, raw.name)
        kept = table.frame.join(matches.select(ROW), on=ROW, how="semi")
        odds, odds_rejects = odds_rows(kept)
        return Parsed(matches=matches, odds=odds, rejects=(*rejects, *odds_rejects))


def _asked(selection: Selection) -> list[str]:
    if not (selection.leagues and selection.seasons):
        raise ConfigurationError(
            "football-data over the network needs --league and --seasons, like"
            " --league E0 --seasons 2020-2025"
        )
    pairs = product(sorted(selection.seasons), selection.leagues)
    return [_file(season, code) for season, code in pairs]


def _found(selection: Selection, root: Path) -> list[str]:
    """Return the files a folder has; each league in each season that is asked for must be there."""
    there = _there(root)
    for season, code in product(selection.seasons or (None,), selection.leagues or (None,)):
        if not any(season in {None, pair[0]} and code in {None, pair[1]} for pair in there):
            raise NotFoundError(_missing(season, code, root, there))
    return [
        _file(season, code)
        for season, code in there
        if season in (selection.seasons or {season}) and code in (selection.leagues or {code})
    ]


def _there(root: Path) -> list[tuple[int, str]]:
    """Return season and league of every file in a folder, oldest first."""
    if not root.is_dir():
        raise NotFoundError(f"no folder '{root}'; --from takes the folder that holds {_ROOM}")
    names = [path.relative_to(root).as_posix() for path in root.glob(f"{_ROOM}/*/*.csv")]
    pairs = sorted(pair for pair in map(_pair, names) if pair is not None)
    found = [(season, code) for season, code in pairs if code in reference.competitions()]
    if not found:
        raise NotFoundError(f"'{root}' holds no file like {_file(2023, 'E0')} of a known league")
    return found


def _missing(
    season: int | None, code: str | None, root: Path, there: Sequence[tuple[int, str]]
) -> str:
    seasons = [first for first, league in there if code in {None, league}]
    what = " ".join(str(part) for part in (code, season) if part is not None)
    if not seasons:
        return f"no data of {what} in '{root}'; it has {', '.join(sorted({c for _, c in there}))}"
    return f"no data of {what} in '{root}'; there are seasons {seasons[0]}-{seasons[-1]}"


def _file(season: int, code: str) -> str:
    return f"{_ROOM}/{season % 100:02d}{(season + 1) % 100:02d}/{code}.csv"


def _key(file: str) -> tuple[int, str]:
    """Return season and league of a file's name."""
    pair = _pair(file)
    if pair is None:
        raise SourceError(f"'{file}' is no name of a season's file; it reads {_file(2023, 'E0')}")
    return pair


def _pair(file: str) -> tuple[int, str] | None:
    found = _FILE.fullmatch(file)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    century = 1900 if int(found[1]) >= _OLDEST % 100 else 2000
    return century + int(found[1]), found[3]


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(f"'{path}' is larger than {MOST_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot read '{path}': {error.strerror}") from error
