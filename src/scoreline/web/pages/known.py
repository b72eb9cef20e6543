"""A match and all about it, read as of one instant and in one go."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scoreline.domain import Fixture, Forecast
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.store import Connection, matches, predictions, signals
from scoreline.web import ledger, news
from scoreline.web.live import LiveForecasts
from scoreline.web.news import Told
from scoreline.web.pages.news import SPAN

FORM_SPAN: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Known:
    """A match and all about it, as of one instant.

    Attributes:
        stored: Whether its forecast is in the ledger.
        said: Every forecast of it there.
        played: What both clubs have played of late, and against each other.
        told: The news of both clubs by ``told_until``: the forecast's instant, or kick-off, or now.
        later: How many signals became known after that, by now and before kick-off.
    """

    fixture: Fixture
    forecast: Forecast | None
    stored: bool
    said: list[Forecast]
    played: list[Fixture]
    told: list[Told]
    told_until: datetime
    later: int


def read(home: Home, live: LiveForecasts, match_id: int) -> Known:
    """Read a match and all about it as of one instant, in one transaction."""
    now = home.clock.now()
    with home.database.read() as connection:
        entry = ledger.of_match(connection, match_id, now=now, book=home.book)
        fixture, forecast = entry.fixture, entry.forecast
        until = min(now, fixture.kickoff) if forecast is None else forecast.as_of
        known = Known(
            fixture=fixture,
            forecast=forecast,
            stored=forecast is not None,
            said=predictions.history(connection, match_id, as_of=now, book=home.book),
            played=_played(connection, fixture, now),
            told=_told(connection, fixture, until),
            told_until=until,
            later=_later(connection, fixture, until, now),
        )
    # Outside: while it is made, nobody waits for a connection.
    return known if known.stored else _with_a_forecast(home, live, known, now)


def _with_a_forecast(home: Home, live: LiveForecasts, known: Known, now: datetime) -> Known:
    """Add a forecast made on the spot, where one can be, and the news that it could know."""
    try:
        forecast = live.of(known.fixture, now=now)
    except NotFoundError:
        return known
    until = forecast.as_of
    with home.database.read() as connection:
        told = _told(connection, known.fixture, until)
        later = _later(connection, known.fixture, until, now)
    return replace(known, forecast=forecast, told=told, told_until=until, later=later)


def _later(connection: Connection, fixture: Fixture, until: datetime, now: datetime) -> int:
    end = min(now, fixture.kickoff)
    since, clubs = max(until, end - SPAN), (fixture.home, fixture.away)
    heard = signals.heard(connection, as_of=end, clubs=clubs, since=since)
    return sum(each.known_at > until for each in heard)


def _told(connection: Connection, fixture: Fixture, until: datetime) -> list[Told]:
    return news.of_clubs(connection, (fixture.home, fixture.away), as_of=until, span=SPAN)


def _played(connection: Connection, fixture: Fixture, now: datetime) -> list[Fixture]:
    """Return what both clubs have played of late, and all they played against each other."""
    found = matches.before(
        connection,
        (fixture.home, fixture.away),
        since=fixture.kickoff - FORM_SPAN,
        until=fixture.kickoff,
        as_of=now,
    )
    return [each for each in found if each.score is not None]
