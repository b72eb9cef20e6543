"""Matches told one by one: those that make sense become rows, the others rejects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from scoreline import reference
from scoreline.clock import first_instant
from scoreline.domain import MatchStatus
from scoreline.domain.frames import RESULTS
from scoreline.sources._base import MATCH_ROWS, ROW, Parsed, Reject

MOST_GOALS: Final = 99
"""No side has more goals, shots or fouls in a match than this."""

_MOST_CHANCES: Final = 15.0
_CHANCES: Final = ("home_xg", "away_xg")
_GOALS: Final = ("home_goals", "away_goals")
LOOK: Final = "look the match up and correct it, or wait for the source to do so"


@dataclass(frozen=True, slots=True)
class Told:
    """A match as a source tells it, before anybody has judged it.

    Attributes:
        line: Its number in the file.
        text: How the file has it, for people to look at; written out only where that is needed.
        day: Null where only the kick-off says it.
        kickoff: None where only the day is known.
        status: None where goals decide: finished with them, scheduled without.
        values: Columns of ``RESULTS``; NaN for what is no number.
    """

    line: int
    text: object
    competition: str | None
    season: int | None
    home: str | None
    away: str | None
    day: date | None = None
    kickoff: datetime | None = None
    status: MatchStatus | None = None
    matchweek: int | None = None
    neutral: bool = False
    values: Mapping[str, float | None] = field(default_factory=dict)


class Sheet:
    """What has been told of a file's matches."""

    def __init__(self) -> None:
        self.rejects: list[Reject] = []
        self._rows: list[dict[str, Any]] = []
        self._seen: set[tuple[Any, ...]] = set()

    def add(self, told: Told) -> bool:
        """Take a match, or say why not; returns whether it was taken."""
        placed = _placed(told)
        key = (placed.competition, placed.season, placed.day, placed.home, placed.away)
        reason = _senseless(placed) or ("the same match twice" if key in self._seen else None)
        if reason is not None:
            self.reject(told.line, reason, told.text)
            return False
        self._seen.add(key)
        self._rows.append(self._row(placed))
        return True

    def reject(self, line: int, reason: str, text: object, column: str | None = None) -> None:
        """Leave a row out, or one of its values."""
        self.rejects.append(Reject(line, reason, str(text), LOOK, column))

    def frame(self) -> pl.DataFrame:
        """Return the matches taken, ``MATCH_ROWS`` columns."""
        return pl.DataFrame(self._rows, schema=MATCH_ROWS, orient="row")

    def parsed(self) -> Parsed:
        """Return matches and rejects."""
        return Parsed(matches=self.frame(), rejects=tuple(self.rejects))

    def _row(self, told: Told) -> dict[str, Any]:
        values = {name: self._value(told, name) for name in RESULTS}
        played = values["home_goals"] is not None
        status = told.status or (MatchStatus.FINISHED if played else MatchStatus.SCHEDULED)
        assert told.day is not None
        return {
            ROW: told.line,
            "competition": told.competition,
            "season": told.season,
            "date": told.day,
            "kickoff": told.kickoff or first_instant(told.day),
            "date_only": told.kickoff is None,
            "matchweek": told.matchweek,
            "home": told.home,
            "away": told.away,
            "neutral": told.neutral,
            "status": status.value,
            "result_known_at": None,
            **values,
        }

    def _value(self, told: Told, name: str) -> float | None:
        value = told.values.get(name)
        if value is None:
            return None
        if _sensible(name, value) and not _exceeds(told, name, value):
            return value if name in _CHANCES else int(value)
        self.reject(told.line, f"{name} makes no sense", f"{name}={value:g}", name)
        return None


def local_instant(day: date, hour: int, minute: int, competition: str) -> datetime:
    """Return in UTC what clocks show where a competition is played."""
    zone = ZoneInfo(reference.competition(competition).timezone)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return local.astimezone(UTC)


def season_of(day: date, competition: str) -> int:
    """Return the first year of the season that a day belongs to."""
    calendar = reference.competition(competition).calendar_year
    return day.year if calendar or day.month > _LAST_OF_SEASON else day.year - 1


_LAST_OF_SEASON: Final = 6


def _placed(told: Told) -> Told:
    """Give a match the day on which it kicks off where it is played, where none is told."""
    if told.day is not None or told.kickoff is None or told.competition is None:
        return told
    zone = ZoneInfo(reference.competition(told.competition).timezone)
    names = {name: getattr(told, name) for name in told.__slots__}
    return Told(**(names | {"day": told.kickoff.astimezone(zone).date()}))


def _senseless(told: Told) -> str | None:
    return next(_objections(told), None)


def _objections(told: Told) -> Iterator[str]:
    home, away = (told.values.get(name) for name in _GOALS)
    if told.competition is None:
        yield "a league that nobody knows"
    elif told.day is None:
        yield "no date, or an impossible one"
    elif told.season is None:
        yield "no season"
    elif not _in_season(told.day, told.season, told.competition):
        yield f"date outside season {told.season}"
    if not (told.home and told.away):
        yield "no home or no away team"
    if told.home == told.away:
        yield "a team against itself"
    if not all(goals is None or _sensible("home_goals", goals) for goals in (home, away)):
        yield f"goals are no number from 0 to {MOST_GOALS}"
    if (home is None) != (away is None):
        yield "goals of one side only"


def _in_season(day: date, season: int, competition: str) -> bool:
    # Seasons have ended months late; a calendar year's league may once have begun in autumn.
    calendar = reference.competition(competition).calendar_year
    if not 1850 < season < 2200:  # noqa: PLR2004 - no date has room for less or more
        return False
    return date(season, 1 if calendar else 6, 1) <= day <= date(season + 1, 8, 31)


def _sensible(name: str, value: float) -> bool:
    if name in _CHANCES:
        return 0 <= value <= _MOST_CHANCES
    return 0 <= value <= MOST_GOALS and value == int(value)


def _exceeds(told: Told, name: str, value: float) -> bool:
    """Tell whether a side has more goals at half-time than at the end."""
    side, _, what = name.partition("_")
    full = told.values.get(f"{side}_goals") if what == "half_time" else None
    return full is not None and value > full
