"""understat.com: expected goals per match, from its JSON endpoint or its older pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Final

from scoreline.errors import AbsentError, ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import Access, Parsed, RawFile, Selection
from scoreline.sources._http import Manners, is_address
from scoreline.sources._json import at, items, number_at, read_json, shown, text_at
from scoreline.sources._reading import read_file, require_folder
from scoreline.sources._sheet import Sheet, Told

_LEAGUES: Final = {
    "E0": "EPL",
    "SP1": "La_liga",
    "D1": "Bundesliga",
    "I1": "Serie_A",
    "F1": "Ligue_1",
    "RUS": "RFPL",
}
_CODES: Final = {name: code for code, name in _LEAGUES.items()}
_FIRST: Final = 2014
_FILE: Final = re.compile(r"([A-Za-z_0-9]+)/(\d{4})\.json")
_EXAMPLE: Final = "EPL/2023.json"

_DATA: Final = re.compile(r"datesData\s*=\s*JSON\.parse\('([^']*)'\)")
_ESCAPE: Final = re.compile(r"\\x([0-9A-Fa-f]{2})")
_ASKED_BY_SCRIPT: Final = {"X-Requested-With": "XMLHttpRequest"}


@dataclass(frozen=True, slots=True)
class Understat:
    """One file a league and season, ``EPL/2023.json``, from 2014/15 on.

    The site gives it at ``getLeagueData/EPL/2023``, and until 2025 within the page
    ``league/EPL/2023``; a folder may have either, ending in ``.json`` or ``.html`` or not.

    Attributes:
        address: The site's root, used where no location is given.
        manners: How the site is asked.
    """

    address: str = "https://understat.com"
    manners: Manners = field(default_factory=Manners)
    name: str = "understat"

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the names of the selection's files, oldest season first.

        Raises:
            NotFoundError: None of the leagues is on the site.
            ConfigurationError: An address is given without seasons.
        """
        leagues = [_LEAGUES[code] for code in selection.leagues if code in _LEAGUES]
        if selection.leagues and not leagues:
            raise NotFoundError(f"understat has {', '.join(_LEAGUES)} only")
        root = access.location or self.address
        if not is_address(root):
            require_folder(root, "getLeagueData or league")
        seasons = [season for season in sorted(selection.seasons) if season >= _FIRST]
        if not selection.seasons:
            if is_address(root):
                raise ConfigurationError("understat needs --seasons, like --seasons 2020-2025")
            seasons = list(range(_FIRST, access.clock.now().year + 1))
        pairs = product(seasons, leagues or _LEAGUES.values())
        names = [f"{league}/{season}.json" for season, league in pairs]
        if selection.seasons and selection.leagues:
            return names
        return [each for each in names if is_address(root) or _path(Path(root), each) is not None]

    def read(self, file: str, access: Access) -> RawFile:
        """Fetch a season from the endpoint, or from the page where there is none.

        Raises:
            AbsentError: The site has neither.
            SourceError: It did not arrive whole.
        """
        root = access.location or self.address
        if not is_address(root):
            path = _path(Path(root), file)
            return read_file(self.name, file, root, access, self.manners, path=path or file)
        league, season = _key(file)
        try:
            path = f"getLeagueData/{league}/{season}"
            headers = _ASKED_BY_SCRIPT
            return read_file(
                self.name, file, root, access, self.manners, path=path, headers=headers
            )
        except AbsentError:
            path = f"league/{league}/{season}"
            return read_file(self.name, file, root, access, self.manners, path=path)

    def parse(self, raw: RawFile) -> Parsed:
        """Return a season's matches with goals and expected goals.

        The site's times are partly UTC and partly an hour off, so only the days are taken.

        Raises:
            SourceError: The bytes are neither the endpoint's nor the page's.
        """
        league, season = _key(raw.name)
        sheet = Sheet()
        for line, node in items(raw, _dates(raw), "matches"):
            sheet.add(_told(line, node, _CODES[league], season))
        return sheet.parsed()


def _dates(raw: RawFile) -> Any:
    if not raw.content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return at(read_json(raw), "dates")
    page = raw.content.decode("utf-8", "replace")
    found = _DATA.search(page)
    if found is None:
        raise SourceError(f"{raw.name} is a web page without match data; fetch it again later")
    escaped = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), found[1])
    return read_json(raw, _utf8(escaped))


def _utf8(text: str) -> str:
    """Read the bytes of UTF-8 that a script wrote as characters each."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _told(line: int, node: Any, code: str, season: int) -> Told:
    played = at(node, "isResult") is True
    pairs = {"goals": "goals", "xg": "xG"} if played else {}
    return Told(
        line=line,
        text=shown(node),
        competition=code,
        season=season,
        home=text_at(node, "h", "title"),
        away=text_at(node, "a", "title"),
        day=_day(text_at(node, "datetime")),
        values={
            f"{side}_{ours}": number_at(node, theirs, side[0])
            for side in ("home", "away")
            for ours, theirs in pairs.items()
        },
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _key(file: str) -> tuple[str, int]:
    found = _FILE.fullmatch(file)
    if found is None or found[1] not in _CODES:
        raise SourceError(f"'{file}' is no name of a season of understat; it reads {_EXAMPLE}")
    return found[1], int(found[2])


def _path(root: Path, file: str) -> str | None:
    """Return where a folder has a season, None where it has not."""
    league, season = _key(file)
    for room in ("getLeagueData", "league"):
        for end in ("", ".json", ".html"):
            path = f"{room}/{league}/{season}{end}"
            if (root / path).is_file():
                return path
    return None
