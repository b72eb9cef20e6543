"""A season as if it were happening: forecast, tip, play, settle, day by day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from scoreline import reference
from scoreline.bots import ROSTER, open_league, settle_league
from scoreline.clock import FixedClock
from scoreline.domain import Bot, Fixture, League, ModelVersion, ScoringRule
from scoreline.domain.match import known_at
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.jobs.desk import Desk, forecast, tip
from scoreline.jobs.training import trained_until
from scoreline.models import ENSEMBLE, Recipe
from scoreline.store import matches

LEAD: Final = timedelta(hours=2)
"""How long before a day's first kick-off its matches are forecast and tipped."""

Progress = Callable[[int, int, str], None]
"""Told the match days done, those in all and the day at hand."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay played."""

    league: League
    version: ModelVersion
    match_ids: tuple[int, ...]


def season_name(competition: str, season: int) -> str:
    """Return a season as people write it, like ``Premier League 2025/26``."""
    return f"{reference.competition(competition).name} {season}/{(season + 1) % 100:02d}"


def replay(
    home: Home,
    competition: str,
    season: int,
    *,
    roster: Sequence[Bot] = ROSTER,
    rule: ScoringRule | None = None,
    recipe: Recipe = ENSEMBLE,
    book: str | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Play a season up to the home's clock with a model that was trained before it began.

    Forecasts and tips of a day are made two hours before its first kick-off, by a clock that
    stands there. Played twice, nothing is done twice.

    Args:
        home: Where the matches are.
        competition: Code of the league.
        season: First year of the season.
        roster: Who plays.
        rule: What tips earn, 3/1 where not given.
        recipe: What is trained.
        book: Where forecasts and tips go; by default a book of this replay's own.
        progress: Told the match days.

    Raises:
        NotFoundError: No matches of that season have been played.
    """
    fixtures = _begun(home, competition, season)
    # On all that was known before the season's first day.
    version = trained_until(home, recipe, competition, fixtures[0].kickoff.date())
    league = League(
        name=season_name(competition, season),
        seasons=((competition, season),),
        rule=rule or ScoringRule(),
        book=book or f"replay of {competition} {season} with {version.name}",
    )
    open_league(home.database, league, roster)
    played = play(home, league, version, fixtures, progress=progress)
    return Replay(league, version, tuple(fixture.id for fixture in played))


def play(
    home: Home,
    league: League,
    version: ModelVersion,
    fixtures: Sequence[Fixture],
    *,
    progress: Progress | None = None,
) -> list[Fixture]:
    """Forecast, tip and settle the matches whose results are known, day by day."""
    tell = progress or (lambda _done, _total, _day: None)
    played = [each for each in fixtures if each.score is not None]
    days = [list(day) for _, day in groupby(played, key=lambda each: each.kickoff.date())]
    desk = Desk(home, home.registry.load(version.name))
    for done, day in enumerate(days):
        tell(done, len(days), f"{day[0].date:%d %b %Y}")
        _play_day(home, league, desk, day)
    tell(len(days), len(days), "")
    return played


def _play_day(home: Home, league: League, desk: Desk, day: Sequence[Fixture]) -> None:
    clock = FixedClock(min(each.kickoff for each in day) - LEAD)
    then = home.at(clock, book=league.book)
    tip(then, league, forecast(then, desk, day))
    clock.set(max(known_at(each.kickoff, date_only=each.date_only) for each in day))
    settle_league(home.database, league, clock)


def season_fixtures(home: Home, competition: str, season: int) -> list[Fixture]:
    """Return a season's matches as they stand by the clock.

    Raises:
        NotFoundError: No such league, or no match of the season is stored.
    """
    reference.competition(competition)
    with home.database.read() as connection:
        found = matches.fixtures(
            connection, as_of=home.clock.now(), competitions=[competition], season=season
        )
        stored = matches.seasons(connection).get(competition, [])
    if not found:
        known = ", ".join(map(str, stored)) or "none"
        raise NotFoundError(f"no matches of {competition} {season}; stored seasons: {known}")
    return found


def _begun(home: Home, competition: str, season: int) -> list[Fixture]:
    found = season_fixtures(home, competition, season)
    if all(each.score is None for each in found):
        now = home.clock.now()
        raise NotFoundError(f"no match of {competition} {season} was over by {now:%Y-%m-%d}")
    return found
