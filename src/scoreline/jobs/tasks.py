"""The work that runs by itself: plain functions, each safe to run twice."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from scoreline.bots import place_tips, settle_league
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.jobs.coming import coming
from scoreline.jobs.desk import Desk, forecast
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import bots, jobs, matches, raw_files

FORECAST_DAYS: Final = 7
TIP_DAYS: Final = 1


def ingest_again(home: Home) -> str:
    """Take in the newest season of every league from the sources used so far."""
    with home.database.read() as connection:
        sources = [name for name, _, _ in raw_files.freshness(connection)]
        newest = {code: max(years) for code, years in matches.seasons(connection).items()}
    told = [_refresh(home, name, newest) for name in sources]
    return "; ".join(told) or "no source has been ingested yet"


def _refresh(home: Home, name: str, newest: Mapping[str, int]) -> str:
    source, totals = source_named(name, home.settings), []
    for code, season in newest.items():
        try:
            report = ingest(home.database, source, Selection((code,), (season,)), clock=home.clock)
        except NotFoundError:
            continue  # this source does not publish that league
        report.require_whole()
        totals.append(report.total)
    new, changed = sum(t.new for t in totals), sum(t.changed for t in totals)
    return f"{name}: {new} new, {changed} changed"


def forecast_coming(home: Home) -> str:
    """Forecast the matches of the next seven days."""
    fixtures = coming(home, until=home.clock.now() + timedelta(days=FORECAST_DAYS))
    bundle = home.registry.load_active()
    forecast(home, Desk(home, bundle), fixtures)
    return f"{len(fixtures)} matches forecast by {bundle.version.name}"


def tip_coming(home: Home) -> str:
    """Let every league's bots tip the matches of the next day."""
    placed = 0
    with home.database.read() as connection:
        leagues = bots.all_leagues(connection)
    desk = Desk(home, home.registry.load_active() if home.registry.active_name() else None)
    until = home.clock.now() + timedelta(days=TIP_DAYS)
    for league in leagues:
        fixtures = [
            each
            for each in coming(home, until=until, competition=league.competition)
            if each.season == league.season
        ]
        previews = forecast(home, desk, fixtures)
        placed += place_tips(home.database, league, previews, home.clock, seed=home.settings.seed)
    return f"{placed} tips placed in {len(leagues)} leagues"


def settle_all(home: Home) -> str:
    """Settle every league's tips on the results known by now."""
    with home.database.read() as connection:
        leagues = bots.all_leagues(connection)
    changed = sum(settle_league(home.database, league, home.clock) for league in leagues)
    return f"{changed} tips settled in {len(leagues)} leagues"


JOBS: Final[Mapping[str, Callable[[Home], str]]] = MappingProxyType(
    {
        "ingest": ingest_again,
        "forecast": forecast_coming,
        "tip": tip_coming,
        "settle": settle_all,
    }
)


def run(home: Home, name: str) -> str:
    """Run a job and record how it went.

    Returns:
        What it did, in words.

    Raises:
        NotFoundError: There is no such job.
    """
    if name not in JOBS:
        raise NotFoundError(f"no job '{name}'; known are {', '.join(JOBS)}")
    with home.database.write() as connection:
        key = jobs.start(connection, name, at=home.clock.now())
    outcome, detail = "failed", "interrupted"
    try:
        detail = JOBS[name](home)
        outcome = "done"
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        raise
    finally:
        with home.database.write() as connection:
            jobs.end(connection, key, at=home.clock.now(), outcome=outcome, detail=detail)
    return detail
