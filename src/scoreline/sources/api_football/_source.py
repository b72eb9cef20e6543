"""Which answers there are, and when they are asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Final

from scoreline import reference
from scoreline.domain import running_season
from scoreline.errors import AbsentError, ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import Access, Parsed, RawFile, Selection
from scoreline.sources._http import Answer, Manners, hold, is_address
from scoreline.sources._reading import fetched, read_file, require_folder
from scoreline.sources.api_football._answers import fixtures, injuries, response_of

_LEAGUES: Final = {
    "E0": 39, "E1": 40, "E2": 41, "E3": 42, "EC": 43,
    "SC0": 179, "SC1": 180, "SC2": 183, "SC3": 184,
    "D1": 78, "D2": 79, "I1": 135, "I2": 136, "SP1": 140, "SP2": 141, "F1": 61, "F2": 62,
    "N1": 88, "B1": 144, "P1": 94, "T1": 203, "G1": 197,
    "ARG": 128, "AUT": 218, "BRA": 71, "CHN": 169, "DNK": 119, "FIN": 244, "IRL": 357, "JPN": 98,
    "MEX": 262, "NOR": 103, "POL": 106, "ROU": 283, "RUS": 235, "SWE": 113, "SWZ": 207, "USA": 253,
}  # fmt: skip
_FILE: Final = re.compile(r"(fixtures|injuries)/([A-Z0-9]+)/(\d{4})\.json")
_EXAMPLE: Final = "fixtures/E0/2023.json"
_FRESH: Final = {"fixtures": timedelta(hours=3), "injuries": timedelta(hours=12)}
"""Within this time an answer is not asked for again: the plan allows a few requests a day."""

_A_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class ApiFootball:
    """Two files a league and season: ``fixtures/E0/2023.json`` and ``injuries/E0/2023.json``.

    Attributes:
        address: The interface's root, used where no location is given.
        key: What it knows its customers by; only sent to an address, in a header.
        daily: How many requests a day the key's plan allows.
        manners: How the host is asked.
    """

    address: str = "https://v3.football.api-sports.io"
    key: str | None = field(default=None, repr=False)
    daily: int = 100
    manners: Manners = field(default_factory=Manners)
    name: str = "api-football"

    def files(self, selection: Selection, access: Access) -> Sequence[str]:
        """Return the names of the selection's files; without seasons, those of the one that is on.

        Raises:
            NotFoundError: None of the leagues is there.
            ConfigurationError: There is no key, or no league is named.
        """
        known = [code for code in selection.leagues if code in _LEAGUES]
        if selection.leagues and not known:
            raise NotFoundError(f"api-football has {', '.join(_LEAGUES)} only")
        root = access.location or self.address
        if not is_address(root):
            require_folder(root, "fixtures")
            return _found(selection, Path(root))
        if self.key is None:
            raise ConfigurationError("api-football needs a key: set SCORELINE_API_FOOTBALL_KEY")
        if not known:
            raise ConfigurationError("api-football needs --league, like --league E0")
        now = access.clock.now()
        return [
            f"{kind}/{code}/{season}.json"
            for code in known
            for season in sorted(selection.seasons) or [_running(code, now)]
            for kind in _FRESH
        ]

    def read(self, file: str, access: Access) -> RawFile:
        """Ask for a file, unless the one that is kept is young, or its season long over.

        Raises:
            AbsentError: It is not there.
            SourceError: It did not arrive whole, or the day's requests are used up.
        """
        kind, code, season = _key(file)
        root = access.location or self.address
        if not is_address(root):
            return read_file(self.name, file, root, access, self.manners)
        address = f"{root.rstrip('/')}/{kind}?league={_LEAGUES[code]}&season={season}"
        kept = access.kept(file)
        if kept is not None and kept.address == address and _will_do(kept, access.clock.now()):
            return kept
        raw, answer = fetched(
            self.name,
            file,
            address,
            access,
            self.manners,
            headers={"x-apisports-key": self.key or ""},
            permit=lambda: self._require_quota(access),
        )
        self._take_note(answer, root, access)
        response_of(raw)
        return raw

    def parse(self, raw: RawFile) -> Parsed:
        """Return matches, or who missed or will miss one.

        Raises:
            AbsentError: The answer has nothing in it: the league or season is not covered.
            SourceError: It is an error, or no such answer.
        """
        kind, code, season = _key(raw.name)
        response = response_of(raw)
        if not response:
            raise AbsentError(f"{raw.name} has nothing in it: api-football does not cover that")
        if kind == "injuries":
            return injuries(raw, response, code)
        return fixtures(raw, response, code, season)

    def _require_quota(self, access: Access) -> None:
        if not access.quota.take(self.daily):
            raise SourceError(
                f"the {self.daily} requests that api-football allows a day are used up; go on after"
                " 00:00 UTC, or set SCORELINE_API_FOOTBALL_DAILY to what your plan allows"
            )

    def _take_note(self, answer: Answer, root: str, access: Access) -> None:
        """Believe the host where it knows of more requests than we do."""
        left = _count(answer, "x-ratelimit-requests-remaining")
        limit = _count(answer, "x-ratelimit-requests-limit")
        if left == 0:
            access.quota.used(self.daily)
        elif left is not None and limit is not None:
            access.quota.used(limit - left)
        if _count(answer, "x-ratelimit-remaining") == 0:
            hold(root, _A_MINUTE)


def _count(answer: Answer, name: str) -> int | None:
    text = answer.headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004


def _running(code: str, now: datetime) -> int:
    return now.year if reference.competition(code).calendar_year else running_season(now)


def _will_do(kept: RawFile, now: datetime) -> bool:
    """Tell whether what is kept need not be asked for again."""
    kind, _, season = _key(kept.name)
    over = datetime(season + 1, 10, 1, tzinfo=UTC)
    return kept.fetched_at > over or now - kept.fetched_at < _FRESH[kind]


def _found(selection: Selection, root: Path) -> list[str]:
    names = sorted(path.relative_to(root).as_posix() for path in root.glob("*/*/*.json"))
    wanted = {*product(selection.leagues, selection.seasons)}
    matched = [(name, found) for name in names if (found := _FILE.fullmatch(name)) is not None]
    files = [
        name
        for name, found in matched
        if found[2] in (selection.leagues or {found[2]})
        and int(found[3]) in (selection.seasons or {int(found[3])})
    ]
    there = {(code, season) for _, code, season in map(_key, files)}
    missing = [f"fixtures/{code}/{season}.json" for code, season in sorted(wanted - there)]
    if not files:
        raise NotFoundError(f"'{root}' has no file like {_EXAMPLE} of what was asked for")
    return files + missing


def _key(file: str) -> tuple[str, str, int]:
    found = _FILE.fullmatch(file)
    if found is None or found[2] not in _LEAGUES:
        raise SourceError(f"'{file}' is no name of a file of api-football; it reads {_EXAMPLE}")
    return found[1], found[2], int(found[3])
