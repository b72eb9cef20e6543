"""The demonstration: one bundled season, three match weeks before its end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from scoreline.bots.betting import place_bets
from scoreline.domain import Fixture
from scoreline.domain.match import known_at
from scoreline.errors import ConfigurationError
from scoreline.forecasting import Preview
from scoreline.home import Home
from scoreline.jobs.coming import coming
from scoreline.jobs.desk import Desk, forecast, tip
from scoreline.jobs.replay import Progress, Replay, replay
from scoreline.store import matches, raw_files, versions

SOURCE: Final = "bundled"
LEAGUE: Final = "E0"
SEASON: Final = 2025
WEEKS_LEFT: Final = 3
BEFORE: Final = timedelta(hours=24)
A_SEASON: Final = timedelta(days=365)


def require_own_home(home: Home) -> None:
    """Refuse a home that somebody uses for real matches.

    Raises:
        ConfigurationError: It holds matches and its clock does not stand.
    """
    with home.database.read() as connection:
        sources = {each.source for each in raw_files.freshness(connection)}
        # A demo that was interrupted before it set the clock leaves the bundled data, no more.
        begun = sources == {SOURCE} and not versions.count(connection)
        used = bool(matches.seasons(connection)) and not begun
    if used and home.settings.as_of is None:
        raise ConfigurationError(
            f"{home.settings.home} holds other data, and the demo would stop its clock;"
            " give the demo a home of its own: scoreline --home DIR demo"
        )


def demo_instant(home: Home, *, to_the_end: bool) -> datetime:
    """Return where the demo's clock stands: a day before the last three match weeks, or after.

    A demo that was played to the end is not taken back.
    """
    with home.database.read() as connection:
        found = matches.fixtures(
            connection, as_of=home.clock.now(), competitions=[LEAGUE], season=SEASON
        )
    end = max(known_at(each.kickoff, date_only=each.date_only) for each in found)
    instant = end if to_the_end else _last_weeks(found)
    return max(instant, home.settings.as_of or instant)


def play(home: Home, *, progress: Progress | None = None) -> Replay:
    """Play the season up to the clock, by one model trained on the seasons before it."""
    return replay(home, LEAGUE, SEASON, retrain="season", book=home.book, progress=progress)


def look_ahead(home: Home, replayed: Replay) -> list[Preview]:
    """Forecast the matches to come, let the bots tip them, and return the forecasts."""
    desk = Desk(home, home.registry.load(replayed.version.name))
    fixtures = coming(home, until=home.clock.now() + A_SEASON, competition=LEAGUE)
    previews = forecast(home, desk, fixtures)
    tip(home, replayed.league, previews)
    place_bets(home.database, home.book, previews, home.clock, wall=home.wall)
    return previews


def _last_weeks(fixtures: Sequence[Fixture]) -> datetime:
    weeks = sorted({each.matchweek for each in fixtures if each.matchweek is not None})
    last = set(weeks[-WEEKS_LEFT:])
    return min(each.kickoff for each in fixtures if each.matchweek in last) - BEFORE
