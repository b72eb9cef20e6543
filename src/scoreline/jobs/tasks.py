"""The work that runs by itself: plain functions, each safe to run twice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from scoreline import reference
from scoreline.bots import settle_league
from scoreline.errors import IntegrityError, NotFoundError
from scoreline.forecasting import Preview, unlearnt
from scoreline.home import Home
from scoreline.jobs.coming import coming
from scoreline.jobs.desk import Desk, forecast, tip
from scoreline.jobs.evaluations import evaluate_recent
from scoreline.jobs.refresh import refresh
from scoreline.registry import Bundle
from scoreline.sources import IngestReport
from scoreline.store import bots, jobs, matches, raw_files
from scoreline.words import counted

FORECAST_DAYS: Final = 7
TIP_DAYS: Final = 1

_NO_LEAGUE: Final = "nothing to do: no prediction league yet; open one with: scoreline bots open"


def ingest_again(home: Home) -> str:
    """Take in the newest season of every league, and the one to come, from the sources used.

    Raises:
        SourceError: Files could not be read; all others have gone in.
    """
    with home.database.read() as connection:
        sources = [each.source for each in raw_files.freshness(connection)]
        newest = {code: max(years) for code, years in matches.seasons(connection).items()}
    if not sources:
        return "nothing to do: no source was used yet; begin with: scoreline ingest bundled"
    reports = [report for name in sources for report in refresh(home, name, newest)]
    files = tuple(account for report in reports for account in report.files)
    whole = IngestReport(", ".join(sources), files)
    whole.require_whole()
    return f"{whole.source}: {whole.total.new} new, {whole.total.changed} changed"


def forecast_coming(home: Home) -> str:
    """Forecast the matches of the next seven days."""
    fixtures = coming(home, until=home.clock.now() + timedelta(days=FORECAST_DAYS))
    if not fixtures:
        return f"nothing to do: no matches in the next {FORECAST_DAYS} days"
    bundle = home.registry.load_active()
    previews = forecast(home, Desk(home, bundle), fixtures)
    said = sum(each.forecast is not None for each in previews)
    return f"{counted(said, 'match')} forecast by {bundle.version.name}{_left_out(previews)}"


def _left_out(previews: Sequence[Preview]) -> str:
    unknown = reference.listed(unlearnt(previews))
    return f"; left out, because it has not learnt from them: {unknown}" if unknown else ""


def tip_coming(home: Home) -> str:
    """Let every league's bots tip the matches of the next day."""
    with home.database.read() as connection:
        leagues = bots.all_leagues(connection, book=home.book)
    if not leagues:
        return _NO_LEAGUE
    played = {(league.competition, league.season) for league in leagues}
    fixtures = coming(home, until=home.clock.now() + timedelta(days=TIP_DAYS))
    fixtures = [each for each in fixtures if (each.competition, each.season) in played]
    if not fixtures:
        return "nothing to do: no matches of a prediction league in the next day"
    bundle, without = _model_or_none(home)
    previews = forecast(home, Desk(home, bundle), fixtures)
    tipped = [tip(home, league, previews) for league in leagues]
    placed = sum(each.new for each in tipped)
    failed = "".join(f"; {skipped}" for each in tipped for skipped in each.skipped)
    return f"{counted(placed, 'tip')} placed in {counted(len(leagues), 'league')}{without}{failed}"


def _model_or_none(home: Home) -> tuple[Bundle | None, str]:
    """Return the active model, or None and why: bots without a model fall back and say so."""
    try:
        return home.registry.load_active(), ""
    except (NotFoundError, IntegrityError) as error:
        return None, f", without a model: {error}"


def settle_all(home: Home) -> str:
    """Settle every league's tips on the results known by now."""
    with home.database.read() as connection:
        leagues = bots.all_leagues(connection, book=home.book)
    if not leagues:
        return _NO_LEAGUE
    changed = sum(settle_league(home.database, league, home.clock) for league in leagues)
    if not changed:
        return "nothing to do: no tip has a new result"
    return f"{counted(changed, 'tip')} settled in {counted(len(leagues), 'league')}"


JOBS: Final[Mapping[str, Callable[[Home], str]]] = MappingProxyType(
    {
        "ingest": ingest_again,
        "forecast": forecast_coming,
        "tip": tip_coming,
        "settle": settle_all,
        "evaluate": evaluate_recent,
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
        key = jobs.start(connection, name, at=home.wall.now())
    outcome, detail = "failed", "interrupted"
    try:
        detail = JOBS[name](home)
        outcome = "done"
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        raise
    finally:
        with home.database.write() as connection:
            jobs.end(connection, key, at=home.wall.now(), outcome=outcome, detail=detail)
    return detail
