"""A match, and the rule that says when its result is known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from scoreline.domain.outcome import Outcome

MATCH_LENGTH: Final = timedelta(hours=2, minutes=30)
"""From kick-off to a result that anyone could have read."""

DAY: Final = timedelta(days=1)


class MatchStatus(StrEnum):
    """Where a match stands."""

    SCHEDULED = "scheduled"
    FINISHED = "finished"
    POSTPONED = "postponed"
    ABANDONED = "abandoned"
    AWARDED = "awarded"

    @property
    def counts(self) -> bool:
        """Return whether goals that such a match has are a result, for tables and for tips."""
        return self in {MatchStatus.FINISHED, MatchStatus.AWARDED}

    @property
    def played(self) -> bool:
        """Return whether a match can only be this once it has begun."""
        return self.counts or self is MatchStatus.ABANDONED


class Moment(StrEnum):
    """When odds were quoted: some time before the match, or last before kick-off."""

    OPENING = "opening"
    CLOSING = "closing"


def known_at(kickoff: datetime, *, date_only: bool) -> datetime:
    """Return the instant from which a match's result is known.

    Where only the date is known, ``kickoff`` is the day's first instant and the result is known
    when the day is over: matches of that day do not see each other.
    """
    return kickoff + (DAY if date_only else MATCH_LENGTH)


@dataclass(frozen=True, slots=True)
class Score:
    """Goals after full time."""

    home: int
    away: int

    @property
    def outcome(self) -> Outcome:
        """Return who won."""
        return Outcome.of(self.home, self.away)

    def __str__(self) -> str:
        return f"{self.home}-{self.away}"


@dataclass(frozen=True, slots=True)
class Fixture:
    """A match as it stands at some instant; ``score`` is there once the result is known then."""

    id: int
    competition: str
    season: int
    date: date
    kickoff: datetime
    date_only: bool
    matchweek: int | None
    home: str
    away: str
    status: MatchStatus
    score: Score | None = None

    def __str__(self) -> str:
        return f"{self.home} v {self.away}, {self.date:%a %d %b %Y}"
