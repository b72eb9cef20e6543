"""Matches with their latest forecasts, as the clock shows them; the API and the pages read here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from scoreline.clock import first_instant
from scoreline.domain import Fixture, Forecast, MatchStatus
from scoreline.home import Home
from scoreline.store import Connection, matches, predictions


@dataclass(frozen=True, slots=True)
class Entry:
    """A match as it stands at an instant and its last forecast by then, if there is one."""

    fixture: Fixture
    forecast: Forecast | None


def between(
    home: Home,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    competitions: Collection[str] | None = None,
    with_quotes: bool = False,
) -> list[Entry]:
    """Return the matches that kick off from ``start`` until before ``end``, by kick-off.

    Prices take a millisecond a match to read: only where ``with_quotes`` do forecasts have them.
    """
    with home.database.read() as connection:
        found = matches.fixtures(
            connection, as_of=now, start=start, end=end, competitions=competitions
        )
        said = predictions.latest(
            connection,
            [fixture.id for fixture in found],
            as_of=now,
            book=home.book,
            with_quotes=with_quotes,
        )
    return [Entry(fixture, said.get(fixture.id)) for fixture in found]


def coming(
    home: Home,
    end: datetime,
    *,
    now: datetime,
    competitions: Collection[str] | None = None,
    with_quotes: bool = False,
) -> list[Entry]:
    """Return the matches still to come before ``end``.

    Where only the date is known, a match is still to come while its day lasts.
    """
    today = first_instant(now.date())
    found = between(home, today, end, now=now, competitions=competitions, with_quotes=with_quotes)
    return [entry for entry in found if _is_coming(entry.fixture, now)]


def of_match(connection: Connection, match_id: int, *, now: datetime, book: str) -> Entry:
    """Return a match and its last forecast in a book, if there is one.

    Raises:
        NotFoundError: There is no such match.
    """
    fixture = matches.fixture(connection, match_id, as_of=now)
    said = predictions.latest(connection, [match_id], as_of=now, book=book, with_quotes=True)
    return Entry(fixture, said.get(match_id))


def _is_coming(fixture: Fixture, now: datetime) -> bool:
    return fixture.status is MatchStatus.SCHEDULED and (fixture.date_only or fixture.kickoff > now)
