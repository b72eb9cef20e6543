"""API-Football: fixtures, results, injuries and suspensions, for those who have a key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from scoreline import reference
from scoreline.domain import MatchStatus, running_season
from scoreline.errors import AbsentError, ConfigurationError, NotFoundError, SourceError
from scoreline.sources._base import ABSENCES, ROW, Access, Parsed, RawFile, Reject, Selection
from scoreline.sources._http import Answer, Manners, hold, is_address
from scoreline.sources._json import at, items, number_at, read_json, shown, text_at
from scoreline.sources._reading import fetched, read_file, require_folder
from scoreline.sources._sheet import LOOK, Sheet, Told

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
_ROUND: Final = re.compile(r"Regular Season - (\d{1,2})")
_STATUS: Final = {
    "FT": MatchStatus.FINISHED,
    "AET": MatchStatus.FINISHED,
    "PEN": MatchStatus.FINISHED,
    "PST": MatchStatus.POSTPONED,
    "CANC": MatchStatus.POSTPONED,
    "ABD": MatchStatus.ABANDONED,
    "AWD": MatchStatus.AWARDED,
    "WO": MatchStatus.AWARDED,
}
"""All others have not ended yet."""

_FRESH: Final = {"fixtures": timedelta(hours=3), "injuries": timedelta(hours=12)}
"""Within this time an answer is not asked for again: the plan allows a few requests a day."""

_SUSPENDED: Final = re.compile(r"suspen|yellow|red card|ban", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"coach|international|loan|personal|rest|inactive", re.IGNORECASE)
_A_MINUTE: Final = 60.0
_MOST_DETAIL: Final = 200


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
        _response(raw)
        return raw

    def parse(self, raw: RawFile) -> Parsed:
        """Return matches, or who missed or will miss one.

        Raises:
            AbsentError: The answer has nothing in it: the league or season is not covered.
            SourceError: It is an error, or no such answer.
        """
        kind, code, season = _key(raw.name)
        response = _response(raw)
        if not response:
            raise AbsentError(f"{raw.name} has nothing in it: api-football does not cover that")
        if kind == "injuries":
            return _injuries(raw, response, code)
        sheet = Sheet()
        for line, node in items(raw, response, "fixtures"):
            sheet.add(_told(line, node, code, season))
        return sheet.parsed()

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


def _response(raw: RawFile) -> Any:
    """Return what an answer holds; the host says what went wrong in an answer that looks well."""
    content = read_json(raw)
    errors = at(content, "errors")
    if errors:
        said = "; ".join(map(str, errors.values() if isinstance(errors, dict) else [errors]))
        raise SourceError(f"api-football says of {raw.name}: {said[:200]}")
    if (number_at(content, "paging", "total") or 1) > 1:
        raise SourceError(f"{raw.name} has several pages, which was never so; nothing is taken")
    response = at(content, "response")
    if not isinstance(response, list):
        raise SourceError(f"{raw.name} has no response in it; the source has changed its form")
    return response


def _told(line: int, node: Any, code: str, season: int) -> Told:
    short = text_at(node, "fixture", "status", "short") or ""
    status = _STATUS.get(short, MatchStatus.SCHEDULED)
    kickoff = _instant(text_at(node, "fixture", "date"))
    matchweek = _ROUND.fullmatch(text_at(node, "league", "round") or "")
    local = kickoff and kickoff.astimezone(ZoneInfo(reference.competition(code).timezone))
    return Told(
        line=line,
        text=shown(node),
        competition=code,
        season=season,
        home=text_at(node, "teams", "home", "name"),
        away=text_at(node, "teams", "away", "name"),
        day=local.date() if local else None,
        kickoff=None if short == "TBD" else kickoff,
        status=status,
        matchweek=int(matchweek[1]) if matchweek else None,
        values=_goals(node) if status.counts else {},
    )


def _goals(node: Any) -> dict[str, float | None]:
    # After ninety minutes; awarded results stand under goals only.
    full = "fulltime" if at(node, "score", "fulltime", "home") is not None else None
    goals = at(node, "score", full) if full else at(node, "goals")
    half = at(node, "score", "halftime")
    return {
        f"{side}_{name}": number_at(told, side)
        for side in ("home", "away")
        for name, told in (("goals", goals), ("half_time", half))
    }


def _injuries(raw: RawFile, response: Any, code: str) -> Parsed:
    """Return a report for each match that a player misses, known from kick-off on at the latest.

    Of a match to come it was known when the answer was fetched. Who is only questionable is none.
    """
    league = reference.competition(code)
    rows, rejects = list[dict[str, Any]](), list[Reject]()
    for line, node in items(raw, response, "injuries"):
        kickoff = _instant(text_at(node, "fixture", "date"))
        club, player = text_at(node, "team", "name"), text_at(node, "player", "name")
        if kickoff is None or club is None or player is None:
            what = "no date" if kickoff is None else "no club" if club is None else "no player"
            rejects.append(Reject(line, what, shown(node), LOOK))
            continue
        if text_at(node, "player", "type") == "Questionable":
            continue
        day = kickoff.astimezone(ZoneInfo(league.timezone)).date()
        reason = text_at(node, "player", "reason") or ""
        rows.append(
            {
                ROW: line,
                "country": league.country,
                "club": club,
                "player": player,
                "kind": _kind(reason),
                "start": day,
                "end": day,
                "known_at": min(kickoff, raw.fetched_at),
                "detail": reason[:_MOST_DETAIL] or None,
            }
        )
    return Parsed(
        absences=pl.DataFrame(rows, schema=ABSENCES, orient="row"), rejects=tuple(rejects)
    )


def _kind(reason: str) -> str:
    if _SUSPENDED.search(reason):
        return "suspension"
    return "other" if _ELSEWHERE.search(reason) else "injury"


def _instant(text: str | None) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text or "")
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


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
