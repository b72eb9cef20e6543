"""Which matches are to come."""

from datetime import datetime

from scoreline.domain import Fixture, MatchStatus
from scoreline.home import Home
from scoreline.store import matches


def coming(
    home: Home, *, until: datetime, since: datetime | None = None, competition: str | None = None
) -> list[Fixture]:
    """Return the matches that kick off after the clock's now and before ``until``."""
    now = home.clock.now()
    with home.database.read() as connection:
        found = matches.fixtures(
            connection,
            as_of=now,
            start=max(now, since) if since else now,
            end=until,
            competitions=None if competition is None else [competition],
        )
    return [each for each in found if each.status is MatchStatus.SCHEDULED and each.kickoff > now]
