"""openfootball's football.json: results and fixtures, free of rights."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final

from scoreline import reference
from scoreline.domain import MatchStatus
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import Access, Parsed, RawFile, Selection
from scoreline.sources._http import Manners, is_address
from scoreline.sources._json import at, items, number_at, read_json, shown, text_at
from scoreline.sources._reading import read_file, require_folder
from scoreline.sources._sheet import Sheet, Told, local_instant

_LEAGUES: Final = {
    "E0": "en.1",
    "E1": "en.2",
    "E2": "en.3",
    "E3": "en.4",
    "EC": "en.5",
    "SC0": "sco.1",
    "D1": "de.1",
    "D2": "de.2",
    "I1": "it.1",
    "I2": "it.2",
    "SP1": "es.1",
    "SP2": "es.2",
    "F1": "fr.1",
    "F2": "fr.2",
    "N1": "nl.1",
    "B1": "be.1",
    "P1": "pt.1",
    "T1": "tr.1",
    "G1": "gr.1",
    "ARG": "ar.1",
    "AUT": "at.1",
    "BRA": "br.1",
    "CHN": "cn.1",
    "JPN": "jp.1",
    "MEX": "mx.1",
    "RUS": "ru.1",
    "SWZ": "ch.1",
    "USA": "mls",
}
_CODES: Final = {name: code for code, name in _LEAGUES.items()}
_FILE: Final = re.compile(r"(\d{4})(?:-(\d\d))?/([a-z0-9.]+)\.json")
_EXAMPLE: Final = "2023-24/en.1.json"
_TIME: Final = re.compile(r"(\d{1,2})[:.](\d\d)(?:\s*\(?(?:UTC|GMT)\s*([+-]\d{1,2})?\)?)?")
_NUMBER: Final = re.compile(r"(\d{1,2})\s*$")
_STATUS: Final = {
    "postponed": MatchStatus.POSTPONED,
    "cancelled": MatchStatus.POSTPONED,
    "canceled": MatchStatus.POSTPONED,
    "abandoned": MatchStatus.ABANDONED,
    "awarded": MatchStatus.AWARDED,
}


@dataclass(frozen=True, slots=True)
class OpenFootball:
    """One file a league and season, ``2023-24/en.1.json``, or ``2024/br.1.json`` by the year.

    Attributes:
        address: Where the files lie, used where no location is given.
        manners: How the host is asked.
    """

    address: str = "https://raw.githubusercontent.com/openfootball/football.json/master"
    manners: Manners = field(default_factory=Manners)
    name: str = "openfootball"

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the names of the selection's files, oldest season first.

        Raises:
            NotFoundError: None of the leagues is there, or no file in a folder.
            ConfigurationError: An address is given without leagues and seasons.
        """
        known = [code for code in selection.leagues if code in _LEAGUES]
        if selection.leagues and not known:
            raise NotFoundError(f"openfootball has {', '.join(_LEAGUES)} only")
        root = access.location or self.address
        if known and selection.seasons:
            return [_file(*pair) for pair in product(sorted(selection.seasons), known)]
        if is_address(root):
            raise ConfigurationError(
                "openfootball over the network needs --league and --seasons, like"
                " --league E0 --seasons 2020-2025"
            )
        return _found(selection, require_folder(root, _EXAMPLE))

    def read(self, file: str, access: Access) -> RawFile:
        """Fetch a file from the folder or the address.

        Raises:
            AbsentError: It is not there.
            SourceError: It did not arrive whole.
        """
        root = access.location or self.address
        return read_file(self.name, file, root, access, self.manners)

    def parse(self, raw: RawFile) -> Parsed:
        """Return a season's matches, in any of the forms that the files have had.

        Raises:
            SourceError: The bytes are no such file.
        """
        season, code = _key(raw.name)
        sheet = Sheet()
        for line, (matchweek, node) in enumerate(_matches(raw, read_json(raw)), start=1):
            sheet.add(_told(line, matchweek, node, code, season))
        return sheet.parsed()


def _matches(raw: RawFile, content: Any) -> Iterator[tuple[str | None, Any]]:
    """Yield round and match: the files listed rounds of matches first, matches later."""
    if at(content, "rounds") is None:
        for _, node in items(raw, at(content, "matches"), "matches"):
            yield text_at(node, "round"), node
        return
    for _, played in items(raw, at(content, "rounds"), "rounds"):
        for _, node in items(raw, at(played, "matches"), "matches"):
            yield text_at(played, "name"), node


def _told(line: int, matchweek: str | None, node: Any, code: str, season: int) -> Told:
    day = _day(text_at(node, "date"))
    number = _NUMBER.search(matchweek or "")
    status = text_at(node, "status") or text_at(node, "score", "status")
    return Told(
        line=line,
        text=shown(node),
        competition=code,
        season=season,
        home=text_at(node, "team1") or text_at(node, "team1", "name"),
        away=text_at(node, "team2") or text_at(node, "team2", "name"),
        day=day,
        kickoff=_kickoff(day, text_at(node, "time"), code),
        status=_STATUS.get((status or "").lower()),
        matchweek=int(number[1]) if number else None,
        values=_goals(node),
    )


def _goals(node: Any) -> dict[str, float | None]:
    score = at(node, "score")
    full = score if isinstance(score, list) else at(score, "ft")
    if full is None:
        full = [at(node, "score1"), at(node, "score2")]
    half = at(score, "ht")
    return {
        "home_goals": number_at(full, 0),
        "away_goals": number_at(full, 1),
        "home_half_time": number_at(half, 0),
        "away_half_time": number_at(half, 1),
    }


def _kickoff(day: date | None, text: str | None, code: str) -> datetime | None:
    """Return the instant of a local time, or of one with its distance from UTC."""
    found = _TIME.match(text or "")
    if day is None or found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:  # noqa: PLR2004 - as clocks go
        return None
    if "UTC" not in found[0] and "GMT" not in found[0]:
        return local_instant(day, hour, minute, code)
    clock = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
    return clock - timedelta(hours=int(found[3] or 0))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _file(season: int, code: str) -> str:
    calendar = reference.competition(code).calendar_year
    years = f"{season}" if calendar else f"{season}-{(season + 1) % 100:02d}"
    return f"{years}/{_LEAGUES[code]}.json"


def _found(selection: Selection, root: Path) -> list[str]:
    names = sorted(path.relative_to(root).as_posix() for path in root.glob("*/*.json"))
    pairs = {name: pair for name in names if (pair := _pair(name)) is not None}
    found = [
        name
        for name, (season, code) in pairs.items()
        if season in (selection.seasons or {season}) and code in (selection.leagues or {code})
    ]
    if not found:
        raise NotFoundError(f"'{root}' has no file like {_EXAMPLE} of what was asked for")
    return found


def _key(file: str) -> tuple[int, str]:
    pair = _pair(file)
    if pair is None:
        raise SourceError(f"'{file}' is no name of a season of openfootball; it reads {_EXAMPLE}")
    return pair


def _pair(file: str) -> tuple[int, str] | None:
    """Return season and league of a file's name."""
    found = _FILE.fullmatch(file)
    if found is None or found[3] not in _CODES:
        return None
    season = int(found[1])
    if found[2] is not None and int(found[2]) != (season + 1) % 100:
        return None
    return season, _CODES[found[3]]
