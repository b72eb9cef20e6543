"""Seasons as if they were happening: retrain, forecast, tip, bet, play, settle, day by day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Final

from scoreline import reference
from scoreline.bots import ROSTER, open_league, settle_league
from scoreline.bots.betting import place_bets, settle_bets
from scoreline.clock import FixedClock
from scoreline.domain import Bot, Fixture, League, ModelVersion, ScoringRule, SeasonKey
from scoreline.domain.match import known_at
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.home import Home
from scoreline.jobs.accuracy import refresh_accuracy
from scoreline.jobs.desk import Desk, forecast, tip
from scoreline.jobs.refits import Refits
from scoreline.models import ENSEMBLE, Recipe, to_json
from scoreline.store import bots, matches

LEAD: Final = timedelta(hours=2)
"""How long before a day's first kick-off its matches are forecast, tipped and bet on."""

RETRAIN: Final = ("weekly", "monthly", "quarterly", "season")
"""How often a model is trained anew: at the season's beginning only, or within it too."""

_LISTED: Final = 6
"""More codes of competitions than this are counted in a name."""

Progress = Callable[[int, int, str], None]
"""Told the match days done, those in all and the day at hand."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay played.

    Attributes:
        leagues: One for each rule, in the order of the rules.
        versions: The model versions that forecast, in the order in which they were used.
        match_ids: The matches that were played, by kick-off.
    """

    leagues: tuple[League, ...]
    versions: tuple[ModelVersion, ...]
    match_ids: tuple[int, ...]

    @property
    def league(self) -> League:
        """Return the league of the first rule."""
        return self.leagues[0]

    @property
    def version(self) -> ModelVersion:
        """Return the version that forecast last."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class _Day:
    """A match day.

    Attributes:
        instant: At which its matches are forecast.
        until: The day until which the model that forecasts them is trained.
        end: When all its results are known.
    """

    instant: datetime
    until: date
    end: datetime
    fixtures: tuple[Fixture, ...]


def season_name(competition: str, season: int) -> str:
    """Return a season as people write it, like ``Premier League 2025/26``."""
    return f"{reference.competition(competition).name} {_years(season)}"


def replay(
    home: Home,
    competition: str,
    season: int,
    *,
    roster: Sequence[Bot] = ROSTER,
    rules: Sequence[ScoringRule] = (ScoringRule(),),
    recipe: Recipe = ENSEMBLE,
    retrain: str = "monthly",
    book: str | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Play a season up to the home's clock, as :func:`replay_seasons` does."""
    return replay_seasons(
        home,
        [(competition, season)],
        roster=roster,
        rules=rules,
        recipe=recipe,
        retrain=retrain,
        book=book,
        progress=progress,
    )


def replay_seasons(
    home: Home,
    seasons: Sequence[SeasonKey],
    *,
    roster: Sequence[Bot] = ROSTER,
    rules: Sequence[ScoringRule] = (ScoringRule(),),
    recipe: Recipe = ENSEMBLE,
    retrain: str = "monthly",
    book: str | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Play seasons up to the home's clock, each day by a model trained before it.

    All the seasons' competitions teach one model. Forecasts, tips and bets of a day are made two
    hours before its first kick-off, by a clock that stands there. Days that were played before are
    not played again, so a replay that was killed goes on where it stopped and ends the same.

    Args:
        home: Where the matches are.
        seasons: What to play.
        roster: Who plays.
        rules: What tips earn: for each rule there is a league, on the same forecasts.
        recipe: What is trained.
        retrain: One of ``RETRAIN``.
        book: Where forecasts, tips and bets go; by default a book of this replay's own.
        progress: Told the match days.

    Raises:
        NotFoundError: No matches of one of the seasons have been played.
        ConfigurationError: There is no such ``retrain``, or no season or rule.
        NotEnoughDataError: Too few matches were known before the first season.
    """
    if retrain not in RETRAIN:
        raise ConfigurationError(f"no retraining '{retrain}'; try {', '.join(RETRAIN)}")
    if not seasons or not rules:
        raise ConfigurationError("a replay needs a season and a rule")
    keys = sorted(set(seasons))
    fixtures = [fixture for key in keys for fixture in _begun(home, *key)]
    days = list(_days(fixtures, retrain))
    refits = Refits(home, recipe, sorted({code for code, _ in keys}))
    # Before anything is opened: too few matches to learn from leave nothing behind.
    first = refits.until(days[0].until)
    decided = to_json([recipe.to_plain(), retrain, home.settings.seed, keys, *map(asdict, roster)])
    where = (
        book or f"replay of {_name(keys)} {sha256(decided + str(rules).encode()).hexdigest()[:8]}"
    )
    leagues = tuple(
        League(
            _name(keys) if len(rules) == 1 else f"{_name(keys)}, {rule}", tuple(keys), rule, where
        )
        for rule in rules
    )
    for league in leagues:
        open_league(home.database, league, roster)
    versions = _play(home, leagues, days, refits, progress) or [first]
    _settle(home, leagues)
    played = [fixture.id for day in days for fixture in day.fixtures]
    return Replay(leagues, tuple(versions), tuple(played))


def _play(
    home: Home,
    leagues: Sequence[League],
    days: Sequence[_Day],
    refits: Refits,
    progress: Progress | None,
) -> list[ModelVersion]:
    tell = progress or (lambda _done, _total, _day: None)
    over = _played_before(home, leagues)
    versions: dict[str, ModelVersion] = {}
    desk: Desk | None = None
    serving, stand = "", days[0].instant
    for done, day in enumerate(days):
        tell(done, len(days), f"{day.instant + LEAD:%d %b %Y}")
        version = refits.until(day.until)
        if version.name not in versions:
            versions[version.name] = version
        if over.issuperset(fixture.id for fixture in day.fixtures):
            continue
        if version.name != serving:
            bundle, serving = home.registry.load(version.name), version.name
        if desk is None or day.instant > stand:
            stand = _stand(home, day.instant)
            desk = Desk(home.at(FixedClock(stand), book=leagues[0].book), bundle)
        desk.take(bundle)
        _play_day(home, leagues, desk, day)
    tell(len(days), len(days), "")
    return list(versions.values())


def _stand(home: Home, instant: datetime) -> datetime:
    """Return up to when what was known at an instant stands as it stood then."""
    with home.database.read() as connection:
        return matches.stands_until(connection, instant, latest=home.clock.now())


def _play_day(home: Home, leagues: Sequence[League], desk: Desk, day: _Day) -> None:
    clock = FixedClock(day.instant)
    book = leagues[0].book
    then = home.at(clock, book=book)
    previews = forecast(then, desk, day.fixtures)
    place_bets(home.database, book, previews, clock, wall=home.wall)
    for league in leagues:
        tip(then, league, previews)
    clock.set(day.end)
    ids = [fixture.id for fixture in day.fixtures]
    # Tips last: a day whose tips are settled is over.
    settle_bets(home.database, book, clock, match_ids=ids)
    for league in leagues:
        settle_league(home.database, league, clock, match_ids=ids)


def _settle(home: Home, leagues: Sequence[League]) -> None:
    """Settle what was corrected since, and bring the accuracy of the book up to date."""
    settle_bets(home.database, leagues[0].book, home.clock)
    for league in leagues:
        settle_league(home.database, league, home.clock)
    refresh_accuracy(home.at(home.clock, book=leagues[0].book))


def _played_before(home: Home, leagues: Sequence[League]) -> set[int]:
    """Return the matches that were settled in every league."""
    now = home.clock.now()
    with home.database.read() as connection:
        settled = [bots.settled_matches(connection, league, by=now).keys() for league in leagues]
    return set.intersection(*map(set, settled))


def _days(fixtures: Sequence[Fixture], retrain: str) -> Iterator[_Day]:
    """Yield the days of the matches whose results are known, in order."""
    began: dict[int, date] = {}
    for fixture in sorted(fixtures, key=_kickoff):
        began.setdefault(fixture.season, (fixture.kickoff - LEAD).date())
    played = sorted((each for each in fixtures if each.score is not None), key=_kickoff)
    for _, found in groupby(played, key=lambda each: each.kickoff.date()):
        day = tuple(found)
        instant = day[0].kickoff - LEAD
        first = max(began[each.season] for each in day)
        yield _Day(
            instant=instant,
            until=max(first, _refit(instant.date(), retrain) or first),
            end=max(known_at(each.kickoff, date_only=each.date_only) for each in day),
            fixtures=day,
        )


def _refit(day: date, retrain: str) -> date | None:
    """Return the first day of the period that a day lies in, None where that is its season."""
    if retrain == "weekly":
        return day - timedelta(days=day.weekday())
    if retrain == "monthly":
        return day.replace(day=1)
    if retrain == "quarterly":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return None


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


def _name(seasons: Sequence[SeasonKey]) -> str:
    if len(seasons) == 1:
        return season_name(*seasons[0])
    codes = sorted({code for code, _ in seasons})
    years = sorted({year for _, year in seasons})
    span = _years(years[0]) if len(years) == 1 else f"{_years(years[0])} to {_years(years[-1])}"
    listed = " ".join(codes) if len(codes) <= _LISTED else f"{len(codes)} competitions"
    return f"{listed} {span}"


def _years(season: int) -> str:
    return f"{season}/{(season + 1) % 100:02d}"


def _kickoff(fixture: Fixture) -> tuple[datetime, int]:
    return fixture.kickoff, fixture.id
