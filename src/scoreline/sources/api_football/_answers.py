"""What the answers of API-Football mean."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from scoreline import reference
from scoreline.domain import MatchStatus
from scoreline.errors import SourceError
from scoreline.sources._base import ABSENCES, ROW, Parsed, RawFile, Reject
from scoreline.sources._json import at, items, number_at, read_json, shown, text_at
from scoreline.sources._sheet import LOOK, Sheet, Told

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

_SUSPENDED: Final = re.compile(r"suspen|yellow|red card|\bban", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"coach|international|loan|personal|\brest|inactive", re.IGNORECASE)
_MOST_DETAIL: Final = 200


def response_of(raw: RawFile) -> Any:
    """Return what an answer holds.

    Raises:
        SourceError: It says what went wrong, or has another form.
    """
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


def fixtures(raw: RawFile, response: Any, code: str, season: int) -> Parsed:
    """Return matches; a result only once it is one."""
    sheet = Sheet()
    for line, node in items(raw, response, "fixtures"):
        sheet.add(_told(line, node, code, season))
    return sheet.parsed()


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


def injuries(raw: RawFile, response: Any, code: str) -> Parsed:
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
