"""How a home is: what is stored, how fresh it is and what needs attention."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from scoreline.clock import FixedClock
from scoreline.domain import ModelVersion, running_season
from scoreline.errors import ScorelineError
from scoreline.home import Home
from scoreline.reference import competitions, named
from scoreline.store import condition, jobs, quarantine, raw_files
from scoreline.store import versions as version_store
from scoreline.store.condition import LeagueState, Server
from scoreline.store.quarantine import Count
from scoreline.store.raw_files import Freshness
from scoreline.words import counted

_LONGEST_BREAK: Final = timedelta(days=130)
"""No league rests longer between two seasons; the northern ones come near."""

_LONG_UNASKED: Final = timedelta(days=14)
_LITTLE_ROOM: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Disk:
    """What a home takes, in bytes.

    Attributes:
        size: Of everything in its folder, the database's file among it.
        free: What its disk has left.
    """

    size: int
    free: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is, as :class:`Freshness` and :class:`Count` say.

    ``fetched_at`` is None where none of its files has arrived whole.
    """

    source: str
    files: int
    fetched_at: datetime | None
    changed_at: datetime | None
    newest_match: date | None
    waiting: int
    noted: int


@dataclass(frozen=True, slots=True)
class Checkup:
    """The condition of a home.

    Attributes:
        disk: The room that it takes.
        server: Its database.
        leagues: What is stored of each league as of the clock.
        sources: How fresh each source is, and how much of it is left out.
        versions: How many model versions there are.
        active: The one that serves, None where there is none.
        damage: Why that one cannot serve, None where it can.
        problems: What needs attention, each with what to do.
    """

    disk: Disk
    server: Server
    leagues: tuple[LeagueState, ...]
    sources: tuple[SourceState, ...]
    versions: int
    active: ModelVersion | None
    damage: str | None
    problems: tuple[str, ...]


def check_up(home: Home) -> Checkup:
    """Look a home over: read the active model and count what is stored."""
    with home.database.read() as connection:
        server = condition.server(connection)
        leagues = condition.leagues(connection, as_of=home.clock.now())
        sources = raw_files.freshness(connection)
        left_out = quarantine.counts(connection)
        ran = jobs.latest(connection)
        versions = version_store.count(connection)
    active = home.registry.active_name()
    damage = None if active is None else _damage(home, active)
    disk = Disk(_size(home.settings.home), shutil.disk_usage(home.settings.home).free)
    problems = [
        *([] if damage is None else [damage]),
        *_few(leagues, active),
        *_old(home, leagues),
        *_unasked(home, sources),
        *_waiting(left_out),
        *_failed(ran),
        *_full(home, disk),
    ]
    return Checkup(
        disk=disk,
        server=server,
        leagues=tuple(leagues),
        sources=tuple(_states(sources, left_out)),
        versions=versions,
        active=None if active is None else home.registry.get(active),
        damage=damage,
        problems=tuple(problems),
    )


def _states(sources: list[Freshness], left_out: Mapping[str, Count]) -> Iterator[SourceState]:
    fresh = {each.source: each for each in sources}
    for name in sorted({*fresh, *left_out}):
        each, count = fresh.get(name), left_out.get(name, Count(0, 0))
        yield SourceState(
            source=name,
            files=0 if each is None else each.files,
            fetched_at=None if each is None else each.fetched_at,
            changed_at=None if each is None else each.changed_at,
            newest_match=None if each is None else each.newest_match,
            waiting=count.waiting,
            noted=count.noted,
        )


def _damage(home: Home, active: str) -> str | None:
    try:
        home.registry.load(active)
    except ScorelineError as error:
        return str(error)
    return None


def _few(leagues: list[LeagueState], active: str | None) -> Iterator[str]:
    if not leagues:
        yield "no matches yet: scoreline ingest bundled"
    if active is None:
        yield "no model is active: scoreline train"


def _old(home: Home, leagues: list[LeagueState]) -> Iterator[str]:
    """Yield which leagues' results are missing, and which end long before the clock."""
    overdue = [f"{each.overdue} of {named(each.competition)}" for each in leagues if each.overdue]
    if overdue:
        yield f"matches kicked off without a result, {', '.join(overdue)}: ingest them again"
    today = home.clock.now().date()
    old = [
        each
        for each in leagues
        if each.next_match is None
        and each.newest_result is not None
        and today - each.newest_result > _LONGEST_BREAK
    ]
    if old:
        ends = ", ".join(f"{named(each.competition)} with {each.newest_result}" for each in old)
        seasons = "-".join(map(str, sorted({_running(home, each) for each in old})))
        yield f"results end long ago, {ends}: ingest --seasons {seasons}"


def _running(home: Home, league: LeagueState) -> int:
    """Return the season that is on."""
    now, known = home.clock.now(), competitions().get(league.competition)
    return now.year if known is not None and known.calendar_year else running_season(now)


def _unasked(home: Home, sources: list[Freshness]) -> Iterator[str]:
    if isinstance(home.clock, FixedClock):
        return  # nothing new can count
    for each in sources:
        age = home.wall.now() - each.fetched_at
        if each.remote and age > _LONG_UNASKED:
            again = f"scoreline ingest {each.source}"
            yield f"{each.source} was asked last {age.days} days ago: {again}"


def _waiting(left_out: Mapping[str, Count]) -> Iterator[str]:
    waiting = sum(count.waiting for count in left_out.values())
    if waiting:
        what = counted(waiting, "row or value left out waits", "rows or values left out wait")
        yield f"{what} for you: scoreline quarantine list"


def _failed(ran: list[jobs.JobRun]) -> Iterator[str]:
    """Yield jobs whose last run failed."""
    last = {run.job: run for run in reversed(ran)}
    for run in last.values():
        if run.outcome == "failed":
            yield f"job {run.job} failed at {run.started_at:%Y-%m-%d %H:%M}: {run.detail}"


def _full(home: Home, disk: Disk) -> Iterator[str]:
    if disk.free < _LITTLE_ROOM:
        megabytes = disk.free // 1_000_000
        yield f"{megabytes} MB are left on the disk of {home.settings.home}: make room"


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size
        except OSError:
            continue  # gone meanwhile
    return total
