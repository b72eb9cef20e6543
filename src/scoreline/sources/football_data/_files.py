"""Which files the site has, and what their names say."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from scoreline import reference
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import Selection
from scoreline.words import spanned

_ROOM: Final = "mmz4281"
EXAMPLE: Final = f"{_ROOM}/2324/E0.csv"
_SEASON: Final = re.compile(rf"{_ROOM}/(\d\d)(\d\d)/([A-Z0-9]+)\.csv")
_COUNTRY: Final = re.compile(r"new/([A-Z]{3})\.csv")
_COMING: Final = re.compile(r"((?:new_league_)?fixtures\.csv)(?:\?([A-Z0-9+]+))?")
_OLDEST: Final = 1993
"""The site's first season; tells the centuries of two-digit years apart."""

_LETTERS: Final = 3
"""Codes of leagues with one file for all seasons are those of countries, like ARG."""


@dataclass(frozen=True, slots=True)
class SeasonFile:
    """One league's season, ``mmz4281/2324/E0.csv``."""

    league: str
    season: int


@dataclass(frozen=True, slots=True)
class CountryFile:
    """All seasons of a country's league, ``new/ARG.csv``."""

    league: str


@dataclass(frozen=True, slots=True)
class ComingFile:
    """The next days' matches, ``fixtures.csv`` or ``new_league_fixtures.csv``.

    Attributes:
        path: Where it lies.
        leagues: Those asked for, after a question mark in the name; () for all.
    """

    path: str
    leagues: tuple[str, ...]


def named(file: str) -> SeasonFile | CountryFile | ComingFile:
    """Return what a file's name says.

    Raises:
        SourceError: It is no name of a file of the site.
    """
    if pair := _pair(file):
        return SeasonFile(pair[1], pair[0])
    if (country := _COUNTRY.fullmatch(file)) and country[1] in reference.competitions():
        return CountryFile(country[1])
    if coming := _COMING.fullmatch(file):
        return ComingFile(coming[1], tuple((coming[2] or "").split("+")) if coming[2] else ())
    raise SourceError(f"'{file}' is no name of a season's file; it reads {EXAMPLE}")


def asked(selection: Selection, running: Collection[int]) -> list[str]:
    """Return the files of a selection, oldest season first, there or not.

    Args:
        selection: With leagues, and with seasons where a league has a file for each.
        running: The seasons that may be on, which the next days' matches belong to.

    Raises:
        ConfigurationError: Leagues or seasons are missing.
    """
    countries = [code for code in selection.leagues if is_country(code)]
    divisions = [code for code in selection.leagues if not is_country(code)]
    if not selection.leagues or (divisions and not selection.seasons):
        raise ConfigurationError(
            "football-data over the network needs --league and --seasons, like"
            " --league E0 --seasons 2020-2025"
        )
    pairs = product(sorted(selection.seasons), divisions)
    names = [_season_file(season, code) for season, code in pairs]
    return [
        *names,
        *(f"new/{code}.csv" for code in countries),
        *_coming(
            selection,
            running,
            (("fixtures.csv", divisions), ("new_league_fixtures.csv", countries)),
        ),
    ]


def found(selection: Selection, root: Path, running: Collection[int]) -> list[str]:
    """Return the files of a selection that a folder has.

    A league or season of which it has none is named too, as ``mmz4281/*/E0.csv``.

    Raises:
        NotFoundError: The folder has nothing of the selection.
    """
    there = _there(root)
    here = [
        (name, [code for code in selection.leagues if is_country(code) == is_new])
        for name, is_new in (("fixtures.csv", False), ("new_league_fixtures.csv", True))
        if (root / name).is_file()
    ]
    coming = _coming(selection, running, here)
    names = list(dict.fromkeys(_matching(selection, there))) if there or not coming else []
    if not coming and not any(name in there for name in names):
        raise NotFoundError(_missing(selection, root, list(there)))
    return [*names, *coming]


def is_country(code: str) -> bool:
    """Tell a league with one file for all its seasons from one with a file for each."""
    return len(code) == _LETTERS and code.isalpha()


def _coming(
    selection: Selection, running: Collection[int], files: Iterable[tuple[str, Sequence[str]]]
) -> list[str]:
    """Return the lists of coming matches, where the season that is on is asked for."""
    if selection.seasons and not {*running} & {*selection.seasons}:
        return []
    return [
        f"{name}?{'+'.join(codes)}" if selection.leagues else name
        for name, codes in files
        if codes or not selection.leagues
    ]


def _there(root: Path) -> dict[str, tuple[int | None, str]]:
    """Return the files of a folder, oldest first, with season (None for all) and league."""
    known = reference.competitions()
    seasons = sorted(
        pair
        for path in root.glob(f"{_ROOM}/*/*.csv")
        if (pair := _pair(path.relative_to(root).as_posix())) and pair[1] in known
    )
    countries = sorted(path.stem for path in root.glob("new/*.csv") if path.stem in known)
    files: dict[str, tuple[int | None, str]] = {_season_file(*pair): pair for pair in seasons}
    files |= {f"new/{code}.csv": (None, code) for code in countries if is_country(code)}
    return files


def _matching(selection: Selection, there: dict[str, tuple[int | None, str]]) -> Iterable[str]:
    for season, code in product(sorted(selection.seasons) or (None,), selection.leagues or (None,)):
        some = [
            name
            for name, (of, league) in there.items()
            if code in {None, league} and (season is None or of in {None, season})
        ]
        yield from some or [_season_file(season, code)]


def _missing(selection: Selection, root: Path, there: Sequence[str]) -> str:
    if not there:
        return f"'{root}' holds no file like {EXAMPLE} of a known league"
    names = {name: named(name) for name in there}
    leagues = sorted({file.league for file in names.values() if not isinstance(file, ComingFile)})
    seasons = sorted(
        file.season
        for file in names.values()
        if isinstance(file, SeasonFile)
        and (not selection.leagues or file.league in selection.leagues)
    )
    what = " ".join(filter(None, [*selection.leagues, spanned(selection.seasons)]))
    if not seasons:
        return f"no data of {what} in '{root}'; it has {', '.join(leagues)}"
    return f"no data of {what} in '{root}'; there are seasons {seasons[0]}-{seasons[-1]}"


def _season_file(season: int | None, code: str | None) -> str:
    years = "*" if season is None else f"{season % 100:02d}{(season + 1) % 100:02d}"
    return f"{_ROOM}/{years}/{code or '*'}.csv"


def _pair(file: str) -> tuple[int, str] | None:
    """Return season and league of a season's file."""
    matched = _SEASON.fullmatch(file)
    if matched is None or (int(matched[1]) + 1) % 100 != int(matched[2]):
        return None
    century = 1900 if int(matched[1]) >= _OLDEST % 100 else 2000
    return century + int(matched[1]), matched[3]
