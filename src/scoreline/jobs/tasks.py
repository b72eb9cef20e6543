"""The work that runs by itself: plain functions, each safe to run twice."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from types import MappingProxyType
from typing import Final

from scoreline import reference
from scoreline.bots import league_table, settle_within
from scoreline.bots.betting import place_bets, settle_bets
from scoreline.domain import Fixture, League
from scoreline.errors import IntegrityError, NotFoundError
from scoreline.evaluation import Kept
from scoreline.evaluation.kept import AGE
from scoreline.forecasting import Preview, unlearnt
from scoreline.home import Home
from scoreline.jobs.accuracy import refresh_accuracy
from scoreline.jobs.coming import coming
from scoreline.jobs.desk import Desk, forecast, tip
from scoreline.jobs.engine import NOTIFY, perform_now
from scoreline.jobs.evaluations import evaluate_recent
from scoreline.jobs.job import Job, Queue, always, plain
from scoreline.jobs.news import take_in_news
from scoreline.jobs.notifying import messages_due, notify, tell
from scoreline.jobs.refresh import refresh
from scoreline.jobs.retraining import TRAINING, retrain, retune
from scoreline.jobs.schedule import WORKING_DAYS, Every, On, Schedule, Slot
from scoreline.news.places import SOURCE as NEWS
from scoreline.registry import Bundle
from scoreline.settings import Settings
from scoreline.sources import IngestReport
from scoreline.store import Connection, bots, jobs, kept_steps, matches, raw_files
from scoreline.words import counted

FORECAST_DAYS: Final = 7
TIP_DAYS: Final = 1

TIP_LEAD: Final = timedelta(hours=2)
"""So long before a kick-off that nobody has tipped, tips are placed out of turn."""

TIP_PATIENCE: Final = timedelta(hours=1)
"""Of that lead, so much is for what tips and bets build on: they must not miss the kick-off."""

KEEP_RUNS: Final = timedelta(days=90)
MONDAY: Final = 0

_NO_LEAGUE: Final = "nothing to do: no prediction league yet; open one with: scoreline bots open"


def ingest_again(home: Home) -> str:
    """Take in the newest season of every league, and the one to come, from the sources used.

    Raises:
        SourceError: Files could not be read; all others have gone in.
    """
    with home.database.read() as connection:
        fetched = [each.source for each in raw_files.freshness(connection)]
        sources = [name for name in fetched if name != NEWS]
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
    """Let every league's bots tip the matches of the next day, and bet where prices promise."""
    with home.database.read() as connection:
        leagues = bots.all_leagues(connection, book=home.book)
    if not leagues:
        return _NO_LEAGUE
    fixtures = coming(home, until=home.clock.now() + timedelta(days=TIP_DAYS))
    fixtures = [each for each in fixtures if any(league.covers(each) for league in leagues)]
    if not fixtures:
        return "nothing to do: no matches of a prediction league in the next day"
    bundle, without = _model_or_none(home)
    previews = forecast(home, Desk(home, bundle), fixtures)
    tipped = [tip(home, league, previews) for league in leagues]
    placed = sum(each.new for each in tipped)
    new = place_bets(home.database, home.book, previews, home.clock, wall=home.wall)
    money = f", {counted(new, 'bet')}" if new else ""
    failed = "".join(f"; {skipped}" for each in tipped for skipped in each.skipped)
    where = f"{counted(placed, 'tip')} placed in {counted(len(leagues), 'league')}"
    return f"{where}{money}{without}{failed}"


def _model_or_none(home: Home) -> tuple[Bundle | None, str]:
    """Return the active model, or None and why: bots without a model fall back and say so."""
    try:
        return home.registry.load_active(), ""
    except (NotFoundError, IntegrityError) as error:
        return None, f", without a model: {error}"


def settle_all(home: Home) -> str:
    """Settle every league's tips, and all bets, on the results known by now."""
    with home.database.read() as connection:
        leagues = bots.all_leagues(connection, book=home.book)
    if not leagues:
        return _NO_LEAGUE
    changed = 0
    for league in leagues:
        # In one transaction: whoever settles before he tells may be killed in between.
        with home.database.write() as connection:
            settled = settle_within(connection, league, home.clock.now())
            if settled:
                _tell_table(home, connection, league, settled)
        changed += settled
    over = settle_bets(home.database, home.book, home.clock)
    refresh_accuracy(home)  # whatever has changed: who settled before may have been killed here
    if not changed and not over:
        return "nothing to do: no tip has a new result"
    money = f", {counted(over, 'bet')}" if over else ""
    return f"{counted(changed, 'tip')} settled in {counted(len(leagues), 'league')}{money}"


def accuracy_of_all(home: Home) -> str:
    """Bring the accuracy of bots, strategies and models in line with the settled tips."""
    changed = refresh_accuracy(home)
    if not changed:
        return "nothing to do: no settled tip is new"
    return f"{counted(changed, 'row')} of accuracy brought up to date"


def _tell_table(home: Home, connection: Connection, league: League, settled: int) -> None:
    now = home.clock.now()
    table = league_table(connection, league, as_of=now)
    rows = [{"place": each.place, "bot": each.bot, "points": each.points} for each in table]
    key = f"{league.name} {now:%Y-%m-%d}"
    facts = {"league": league.name, "changed": counted(settled, "tip"), "rows": rows}
    tell(home, connection, "table", key, **facts)


def tips_uncovered(home: Home) -> list[Slot]:
    """Return a slot for each coming kick-off of which a prediction league has no tip in time."""
    now = home.clock.now()
    soon = coming(home, until=now + TIP_LEAD)
    if not soon:
        return []
    with home.database.read() as connection:
        leagues = bots.all_leagues(connection, book=home.book)
        open_ = [
            fixture.kickoff for league in leagues for fixture in _untipped(connection, league, soon)
        ]
    return [
        Slot(f"kick-off {each:%Y-%m-%dT%H:%MZ}", each - TIP_LEAD) for each in sorted(set(open_))
    ]


def _untipped(connection: Connection, league: League, soon: Sequence[Fixture]) -> list[Fixture]:
    covered = [each for each in soon if league.covers(each)]
    if not covered:
        return []
    tips = bots.tips_of(connection, league, match_ids=[each.id for each in covered])
    tipped = {tip.match_id for _, tip in tips}
    return [each for each in covered if each.id not in tipped]


def tidy(home: Home) -> str:
    """Forget runs of long ago, and steps of backtests that nobody has asked for since."""
    now = home.wall.now()
    Kept(home.settings.backtests).forget(now)
    with home.database.write() as connection:
        gone = jobs.forget(connection, before=now - KEEP_RUNS)
        kept_steps.forget(connection, before=now - AGE)
    return f"{counted(gone, 'run')} forgotten" if gone else "nothing to do: nothing is old"


def _retraining(settings: Settings) -> Schedule | None:
    at = time(3, 30)
    kinds = {"daily": On(at), "monthly": On(at, day=1), "never": None}
    return kinds[settings.retrain]


def _tuning(settings: Settings) -> Schedule | None:
    return On(time(2), weekdays=frozenset({MONDAY})) if settings.tune_trials else None


_REGULAR: Final = (
    Job("ingest", plain(ingest_again), always(Every(60)), limit=timedelta(minutes=50)),
    Job("news", plain(take_in_news), always(Every(15)), limit=timedelta(minutes=14)),
    Job("settle", plain(settle_all), always(On(time(4))), after=("ingest",)),
    Job("accuracy", plain(accuracy_of_all), always(On(time(4, 15))), after=("settle",)),
    Job("evaluate", plain(evaluate_recent), always(On(time(4, 15))), after=("ingest", "settle")),
    Job(NOTIFY, plain(notify), always(None), also=messages_due),
    Job("tidy", plain(tidy), always(On(time(4, 30)))),
    Job(
        "tune",
        retune,
        _tuning,
        lock=TRAINING,
        after=("ingest",),
        queue=Queue.LONG,
        limit=timedelta(hours=12),
    ),
    Job(
        "retrain",
        retrain,
        _retraining,
        lock=TRAINING,
        after=("ingest", "tune"),
        queue=Queue.LONG,
        limit=timedelta(hours=6),
    ),
    Job("forecast", plain(forecast_coming), always(Every(60)), after=("ingest", "retrain")),
    Job(
        "tip",
        plain(tip_coming),
        always(On(time(6), weekdays=WORKING_DAYS)),
        also=tips_uncovered,
        after=("ingest", "settle", "retrain"),
        patience=TIP_PATIENCE,
    ),
)

JOBS: Final[Mapping[str, Job]] = MappingProxyType({job.name: job for job in _REGULAR})
"""What runs by itself; where several are due at once, in this order."""


def run(home: Home, name: str) -> str:
    """Run a job now and record how it went.

    Returns:
        What it did, in words.

    Raises:
        NotFoundError: There is no such job.
        BusyError: It is running already, or what it must not run beside.
    """
    if name not in JOBS:
        raise NotFoundError(f"no job '{name}'; known are {', '.join(JOBS)}")
    return perform_now(home, JOBS[name], JOBS.get)
