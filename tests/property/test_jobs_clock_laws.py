"""Whatever clocks do, what is due is done, once, and nothing waits for what will not come."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scoreline.errors import SourceError
from scoreline.home import Home, open_home
from scoreline.jobs import Job, engine, orders, scheduler, tasks
from scoreline.jobs.job import Queue, always
from scoreline.jobs.schedule import WORKING_DAYS, Every, On, Schedule
from scoreline.jobs.told import Told
from scoreline.store import jobs
from scoreline.store.jobs import DONE, JobRun

ZONE = "Europe/London"
LONDON = ZoneInfo(ZONE)
RULES: dict[str, Schedule] = {
    "hourly": Every(60),
    "in the night": On(time(1, 30)),
    "tip": On(time(6), weekdays=WORKING_DAYS),
    "weekly": On(time(2), weekdays=frozenset({6})),
    "monthly": On(time(3, 30), day=1),
}
BEFORE = [
    datetime(2026, 3, 28, 22, tzinfo=UTC),  # 01:00 to 02:00 does not exist in that night
    datetime(2026, 10, 24, 22, tzinfo=UTC),  # and comes twice in this one
    datetime(2026, 5, 30, 22, tzinfo=UTC),  # after a season's last day
]
MOVES = st.one_of(
    st.tuples(st.just("goes on"), st.integers(1, 180)),
    st.tuples(st.just("is set"), st.integers(-400 * 1440, 400 * 1440)),
    st.tuples(st.just("dies"), st.integers(0, 4)),
    st.tuples(st.just("fails"), st.integers(0, 4)),
)


class Nobody:
    """Takes nothing."""

    def offer(self, job: Job, run: JobRun) -> None: ...

    def look_after(self) -> None: ...

    def stop(self) -> None: ...


class Hands:
    """A clock that is set by hand, also back."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


class World:
    """A home whose clocks are moved by hand, and whose workers die and fail when told to."""

    def __init__(self, home: Home, start: datetime) -> None:
        self.clock = Hands(start)
        chosen = home.settings.model_copy(update={"time_zone": ZONE})
        self.home = replace(home, clock=self.clock, wall=self.clock, settings=chosen)
        self.fails = 0
        self.dies = 0
        tasks.JOBS = {  # type: ignore[misc]
            name: Job(name, self._work, always(rule), queue=Queue.QUICK)
            for name, rule in RULES.items()
        }

    def _work(self, _home: Home, _told: Told) -> str:
        if self.fails:
            self.fails -= 1
            raise SourceError("no network")
        return "done"

    def move(self, minutes: float) -> None:
        self.clock.instant += timedelta(minutes=minutes)

    def tick(self) -> None:
        before = len(self.runs())
        scheduler.Scheduler(self.home, Nobody()).tick()
        assert len(self.runs()) - before <= len(RULES)  # due is what is due now, not what was
        for _, run in scheduler.ready(self.home):
            if self.dies:
                self.dies -= 1
                assert engine.begin(self.home, run) is not None  # and not a word more
            else:
                orders.perform(self.home, run.id)

    def settle(self) -> None:
        """Let time go on without anything out of the ordinary."""
        self.fails = self.dies = 0
        for _ in range(40):
            self.move(3)
            self.tick()

    def runs(self) -> list[JobRun]:
        with self.home.database.read() as connection:
            return list(reversed(jobs.latest(connection, limit=10_000)))

    def done(self) -> Counter[int]:
        with self.home.database.read() as connection:
            attempts = jobs.history(connection, limit=10_000)
        return Counter(each.run for each in attempts if each.outcome == DONE)


@contextmanager
def world(template: Path, folder: Path, start: datetime) -> Iterator[World]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(template, folder / "scoreline.db")
    known = tasks.JOBS
    try:
        with open_home(folder) as home:
            yield World(home, start)
    finally:
        tasks.JOBS = known  # type: ignore[misc]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from(BEFORE), moves=st.lists(MOVES, max_size=8))
@example(start=BEFORE[0], moves=[("dies", 1), ("is set", -400 * 1440)])
@example(start=BEFORE[0], moves=[("fails", 2), ("goes on", 1), ("is set", -1440)])
@example(start=BEFORE[1], moves=[("is set", 1440), ("is set", -1440)])
def test_whatever_the_clock_does_what_is_due_is_done_once(
    sqlite_template: Path, tmp_path: Path, start: datetime, moves: list[tuple[str, int]]
) -> None:
    with world(sqlite_template, tmp_path / "home", start) as there:
        there.tick()
        for kind, number in moves:
            if kind == "dies":
                there.dies = number
            elif kind == "fails":
                there.fails = number
            else:
                there.move(number)
            there.tick()
        there.settle()
        runs = there.runs()
        assert {run.outcome for run in runs} <= {"done", "skipped", "failed"}
        assert set(there.done().values()) <= {1}
        now = there.clock.now()
        due = {(name, rule.latest(now, LONDON).period) for name, rule in RULES.items()}
        assert due <= {(run.job, run.period) for run in runs}


@pytest.mark.parametrize("start", BEFORE[:2], ids=["spring", "autumn"])
def test_every_day_has_its_run_though_its_clocks_change(
    sqlite_template: Path, tmp_path: Path, start: datetime
) -> None:
    with world(sqlite_template, tmp_path / "home", start) as there:
        there.tick()
        before = {run.id for run in there.runs()}
        for _ in range(2 * 72):
            there.move(30)
            there.tick()
        new = [run for run in there.runs() if run.id not in before]
        assert set(there.done().values()) == {1}
        assert {run.outcome for run in new} == {"done"}
    periods = {name: [run.period for run in new if run.job == name] for name in RULES}
    days = [start.date() + timedelta(days=ahead) for ahead in range(1, 5)]
    assert len(set(periods["hourly"])) == 72
    assert periods["in the night"] == [f"{day:%Y-%m-%d}" for day in days[:3]]
    assert periods["tip"] == [f"{day:%Y-%m-%d}" for day in days[:3] if day.weekday() < 5]
    assert periods["weekly"] == [f"{day:%Y-%m-%d}" for day in days[:3] if day.weekday() == 6]
    assert periods["monthly"] == []
    assert all(run.started_at is not None and run.started_at >= run.due_at for run in new)


def test_after_a_clock_that_was_ahead_each_job_leaves_out_one_time_at_most(
    sqlite_template: Path, tmp_path: Path
) -> None:
    with world(sqlite_template, tmp_path / "home", BEFORE[2]) as there:
        there.tick()
        there.move(2 * 1440)
        there.tick()
        there.move(-2 * 1440)
        began = [run.id for run in there.runs()]
        for _ in range(2 * 96):
            there.move(30)
            there.tick()
        nights = [run.period or "" for run in there.runs() if run.job == "in the night"]
        hours = [run for run in there.runs() if run.job == "hourly" and run.id not in began]
    assert sorted(nights) == [date(2026, 5, 30 + day).isoformat() for day in (0, 1)] + [
        date(2026, 6, day).isoformat() for day in (1, 2, 3)
    ]
    assert len(hours) == 95
