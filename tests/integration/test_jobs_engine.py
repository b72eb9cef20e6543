"""One worker at a time does a run, and what it does is recorded once, whatever happens."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as at
from pathlib import Path
from threading import Event, Thread

import pytest
from pydantic import SecretStr

from scoreline.clock import FixedClock
from scoreline.domain import InformationSet
from scoreline.errors import BusyError, LeaseLostError, NotFoundError, SourceError, StoreError
from scoreline.home import Home, open_home
from scoreline.jobs import JOBS, Job, engine, fan_out, helping, orders, scheduler, tasks
from scoreline.jobs.job import Queue, always, pause
from scoreline.jobs.schedule import Every, On
from scoreline.jobs.told import Told
from scoreline.models import recipe
from scoreline.store import Database, jobs, leases

NOW = datetime(2026, 5, 1, 12, 20, tzinfo=UTC)


class Machine:
    """A home whose time is moved by hand, and jobs that count how often they were done."""

    def __init__(self, home: Home, patch: pytest.MonkeyPatch) -> None:
        self.clock = FixedClock(NOW)
        self.home = replace(home, clock=self.clock, wall=self.clock)
        self.done: list[str] = []
        self._patch = patch

    def has(self, *given: Job) -> None:
        self._patch.setattr(tasks, "JOBS", {job.name: job for job in given})

    def job(self, name: str, does: Callable[[Told], str] | None = None, **how: object) -> Job:
        def work(_home: Home, told: Told) -> str:
            self.done.append(name)
            return does(told) if does else "done"

        return replace(Job(name, work, always(Every(60))), **how)  # type: ignore[arg-type]

    def later(self, **delta: float) -> None:
        self.clock.set(self.clock.now() + timedelta(**delta))

    def enter(self) -> list[jobs.JobRun]:
        scheduler.enter_due(self.home)
        return [run for _, run in scheduler.ready(self.home)]

    def tick(self) -> list[bool]:
        scheduler.Scheduler(self.home, Nobody()).tick()
        return [orders.perform(self.home, run.id) for _, run in scheduler.ready(self.home)]

    def runs(self) -> list[tuple[str, str, int]]:
        with self.home.database.read() as connection:
            return [(e.job, e.outcome, e.attempt) for e in reversed(jobs.latest(connection))]

    def attempts(self) -> list[str]:
        with self.home.database.read() as connection:
            return [each.outcome for each in reversed(jobs.history(connection))]


class Nobody:
    """Takes nothing."""

    def offer(self, job: Job, run: jobs.JobRun) -> None: ...

    def look_after(self) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture
def machine(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SCORELINE_DATABASE_URL", url)
    with ExitStack() as opened:
        yield Machine(opened.enter_context(open_home(tmp_path)), monkeypatch)


def fail(error: Exception) -> Callable[[Told], str]:
    def does(_told: Told) -> str:
        raise error

    return does


def test_what_is_due_is_done_once_however_often_it_is_looked_for(machine: Machine) -> None:
    machine.has(machine.job("hourly"))
    assert machine.tick() == [True]
    assert machine.tick() == machine.tick() == []
    machine.later(hours=1)
    assert machine.tick() == [True]
    assert machine.runs() == [("hourly", "done", 1)] * 2


def test_after_a_downtime_what_is_due_is_done_and_not_every_time_that_was_missed(
    machine: Machine,
) -> None:
    machine.has(machine.job("hourly"))
    machine.enter()
    machine.later(hours=30)
    assert machine.tick() == [True]
    assert machine.done == ["hourly"]
    assert machine.runs() == [("hourly", "skipped", 0), ("hourly", "done", 1)]


def test_a_task_that_is_delivered_twice_is_done_once(machine: Machine) -> None:
    machine.has(machine.job("hourly"))
    [run] = machine.enter()
    assert [orders.perform(machine.home, run.id) for _ in range(3)] == [True, False, False]
    assert machine.done == ["hourly"]


def test_two_beats_enter_the_same(machine: Machine) -> None:
    machine.has(machine.job("hourly"), machine.job("other"))
    beats = [Thread(target=scheduler.enter_due, args=(machine.home,)) for _ in range(4)]
    for beat in beats:
        beat.start()
    for beat in beats:
        beat.join()
    assert [name for name, *_ in machine.runs()] == ["hourly", "other"]


def test_a_run_whose_worker_is_silent_is_begun_anew_by_another(machine: Machine) -> None:
    machine.has(machine.job("hourly"))
    [run] = machine.enter()
    assert engine.begin(machine.home, run) is not None
    machine.later(seconds=machine.home.settings.job_lease - 1)
    assert machine.tick() == []
    machine.later(seconds=2)
    assert machine.tick() == [True]
    assert machine.runs() == [("hourly", "done", 2)]
    assert machine.attempts() == ["lost", "done"]


def test_a_worker_that_has_lost_its_lease_may_not_record(machine: Machine) -> None:
    machine.has(machine.job("hourly"))
    [run] = machine.enter()
    lost = engine.begin(machine.home, run)
    assert lost is not None
    machine.later(minutes=3)
    machine.tick()
    with machine.home.database.write() as connection:
        at = machine.clock.now()
        assert not leases.end(connection, lost, at=at, outcome="failed", detail="late")
        assert not leases.extend(connection, lost, {"stage": "late"}, until=at)
    assert machine.runs() == [("hourly", "done", 2)]
    assert machine.attempts() == ["lost", "done"]


def test_a_worker_that_has_lost_its_lease_is_stopped_when_it_next_tells_how_far_it_is(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BEAT", 0.01)
    seen: list[Exception] = []

    def slow(told: Told) -> str:
        machine.later(minutes=3)
        with machine.home.database.write() as connection:
            [run] = jobs.unfinished(connection)
            leases.lose(connection, run, at=NOW, not_before=NOW)
        waiting = Event()
        try:
            for _ in range(500):
                told("fitting", 1, 2)
                waiting.wait(0.01)
        except LeaseLostError as error:
            seen.append(error)
            raise
        return "never"

    machine.has(machine.job("hourly", slow))
    [run] = machine.enter()
    orders.perform(machine.home, run.id)
    assert seen
    assert machine.runs() == [("hourly", "waiting", 1)]


def test_what_fails_is_tried_again_later_and_later_and_then_no_more(machine: Machine) -> None:
    machine.has(machine.job("hourly", fail(SourceError("no network")), tries=3))
    for wait in (1, 4, 0):
        assert machine.tick() == [True]
        assert machine.tick() == []
        machine.later(minutes=wait)
    assert machine.runs() == [("hourly", "failed", 3)]
    assert [pause(k) for k in (1, 2, 3, 9)] == [timedelta(minutes=m) for m in (1, 4, 16, 60)]


def test_what_only_a_person_can_mend_is_not_tried_again(machine: Machine) -> None:
    machine.has(machine.job("hourly", fail(NotFoundError("no model is active"))))
    assert machine.tick() == [True]
    assert machine.runs() == [("hourly", "failed", 1)]


def test_a_run_that_kills_its_workers_does_not_kill_all_of_them(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOSSES", 3)
    machine.has(machine.job("hourly"))
    [run] = machine.enter()
    for _ in range(3):
        assert engine.begin(machine.home, run) is not None
        machine.later(minutes=10)
        with machine.home.database.write() as connection:
            engine.recover(connection, machine.home, orders.known)
        machine.later(minutes=10)
    assert machine.runs() == [("hourly", "failed", 3)]
    assert machine.attempts() == ["lost"] * 3


@pytest.mark.parametrize(("lived", "attempt"), [(20, "failed"), (5, "lost")])
def test_a_worker_that_a_queue_ends_at_its_jobs_limit_has_failed_and_is_not_lost(
    machine: Machine, lived: int, attempt: str
) -> None:
    machine.has(machine.job("hourly", limit=timedelta(minutes=10), tries=1))
    [run] = machine.enter()
    lease = engine.begin(machine.home, run)
    assert lease is not None
    with machine.home.database.write() as connection:
        until = NOW + timedelta(minutes=lived)
        assert leases.extend(connection, lease, {}, until=until)
    machine.later(minutes=30)  # long after the last sign of life: a machine that was off
    with machine.home.database.write() as connection:
        engine.recover(connection, machine.home, orders.known)
    assert machine.attempts() == [attempt]
    assert machine.runs() == [("hourly", "failed" if attempt == "failed" else "waiting", 1)]


def test_a_run_of_a_job_that_this_release_does_not_know_is_left_alone(machine: Machine) -> None:
    machine.has(machine.job("hourly"))
    with machine.home.database.write() as connection:
        jobs.enter(connection, "of tomorrow", lock="x", period="1", due_at=NOW)
    assert machine.tick() == [True]
    assert machine.runs() == [("of tomorrow", "waiting", 0), ("hourly", "done", 1)]


def test_a_job_waits_for_what_it_builds_on_no_longer_than_it_may(machine: Machine) -> None:
    half = timedelta(minutes=30)
    machine.has(
        machine.job("ingest", schedule=always(Every(60))),
        machine.job("tip", schedule=always(Every(60)), after=("ingest",), patience=half),
    )
    [run] = machine.enter()
    due = run.due_at
    assert engine.begin(machine.home, run) is not None
    machine.clock.set(due + half - timedelta(minutes=1))
    assert machine.enter() == []
    machine.clock.set(due + half)
    assert [run.job for run in machine.enter()] == ["tip"]


@pytest.mark.parametrize("name", ["ingest", "settle", "retrain"])
def test_tips_and_bets_wait_an_hour_at_most_for_results_the_model_and_what_bets_came_to(
    machine: Machine, name: str
) -> None:
    six = datetime(2026, 6, 1, 6, tzinfo=UTC)
    machine.clock.set(six + timedelta(minutes=10))
    machine.has(JOBS[name], JOBS["tip"])
    [run] = machine.enter()
    assert run.job == name
    assert engine.begin(machine.home, run) is not None
    assert machine.enter() == []
    machine.has(JOBS["tip"])  # the next hour's ingest is not what this is about
    machine.clock.set(six + timedelta(hours=1))
    assert [run.job for run in machine.enter()] == ["tip"]


def test_after_a_downtime_a_job_waits_for_what_it_builds_on_though_it_is_late(
    machine: Machine,
) -> None:
    half = timedelta(minutes=30)
    machine.has(
        machine.job("ingest", schedule=always(Every(60))),
        machine.job("tip", schedule=always(On(at(6))), after=("ingest",), patience=half),
    )
    machine.later(hours=30)
    [run] = machine.enter()
    assert run.job == "ingest"
    assert engine.begin(machine.home, run) is not None
    machine.later(minutes=9)
    assert machine.enter() == []
    machine.later(minutes=1)
    assert [run.job for run in machine.enter()] == ["tip"]


def test_what_is_due_is_looked_for_as_the_minute_changes_or_a_run_ends(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[datetime] = []
    really = scheduler.enter_due

    def enter_due(home: Home) -> None:
        looked.append(home.clock.now())
        really(home)

    monkeypatch.setattr(scheduler, "enter_due", enter_due)
    machine.has(machine.job("hourly"))
    beat = scheduler.Scheduler(machine.home, Nobody())
    for _ in range(5):
        beat.tick()
    assert len(looked) == 2  # the second time because a run was entered
    [(_, run)] = scheduler.ready(machine.home)
    orders.perform(machine.home, run.id)
    beat.tick()
    machine.later(seconds=30)
    beat.tick()
    machine.later(seconds=30)
    beat.tick()
    assert looked == [NOW] * 3 + [NOW + timedelta(minutes=1)]


def test_what_was_ordered_without_saying_what_has_failed(machine: Machine) -> None:
    with machine.home.database.write() as connection:
        run = jobs.enter(connection, orders.TRAIN, lock="x", period="1", due_at=NOW)
    assert orders.perform(machine.home, run.id)
    assert machine.runs() == [(orders.TRAIN, "failed", 1)]


def test_whoever_waits_for_workers_is_told_that_nobody_begins(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plan:
        steps = (1, 2)

        def names(self) -> list[str]:
            return ["one", "two"]

        def to_bytes(self) -> bytes:
            return b"plan"

    def warn(event: str, **facts: object) -> None:
        raise LookupError(event, facts)

    monkeypatch.setattr(fan_out, "LOOK", 0.0)
    monkeypatch.setattr(fan_out, "warn", warn)
    broker = machine.home.settings.model_copy(update={"broker_url": SecretStr("memory://")})
    walk = fan_out.on_workers(replace(machine.home, settings=broker))
    with pytest.raises(LookupError, match=r"worker --queue long.*'steps_waiting': 2"):
        list(walk(Plan()))  # type: ignore[arg-type]


def test_helpers_that_nobody_became_are_gone_when_the_search_ends(machine: Machine) -> None:
    asked = {"as_of": NOW, "competitions": (), "seasons": (), "tune": 1}
    for _ in range(2):
        with helping.helpers(machine.home, recipe("logit", InformationSet.NONE), **asked):  # type: ignore[arg-type]
            assert [name for name, outcome, _ in machine.runs() if outcome == "waiting"] == [
                helping.HELP
            ] * helping.HELPERS
        machine.later(minutes=1)
    assert {outcome for _, outcome, _ in machine.runs()} == {"skipped"}


def test_jobs_that_share_a_lock_wait_for_each_other(machine: Machine) -> None:
    machine.has(machine.job("one", lock="x"), machine.job("other", lock="x"), machine.job("third"))
    first, third = machine.enter()
    assert (first.job, third.job) == ("one", "third")
    assert engine.begin(machine.home, first) is not None
    assert [run.job for _, run in scheduler.ready(machine.home)] == ["third"]
    with machine.home.database.read() as connection:
        other = next(run for run in jobs.unfinished(connection) if run.job == "other")
    assert engine.begin(machine.home, other) is None


def test_a_job_waits_for_what_it_builds_on(machine: Machine) -> None:
    machine.has(machine.job("ingest"), machine.job("forecast", after=("ingest",)))
    assert [run.job for run in machine.enter()] == ["ingest"]
    assert machine.tick() == [True]
    assert machine.tick() == [True]
    assert machine.done == ["ingest", "forecast"]


def test_a_job_asked_for_by_hand_is_refused_while_it_runs(machine: Machine) -> None:
    def again(_told: Told) -> str:
        with pytest.raises(BusyError, match="try again soon"):
            tasks.run(machine.home, "hourly")
        return "once"

    machine.has(machine.job("hourly", again))
    assert tasks.run(machine.home, "hourly") == "once"
    assert machine.done == ["hourly"]


def test_a_result_waits_for_a_database_that_does_not_answer(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has(machine.job("hourly"))
    [run] = machine.enter()
    gone = iter([True])
    really = leases.end

    def end(*args: object, **kwargs: object) -> bool:
        if next(gone, False):
            raise StoreError("the database cannot do it")
        return really(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(leases, "end", end)
    assert orders.perform(machine.home, run.id)
    assert machine.runs() == [("hourly", "done", 1)]


def test_runs_of_long_ago_are_forgotten_with_their_attempts(machine: Machine) -> None:
    machine.has(machine.job("hourly"))
    machine.tick()
    machine.later(days=91)
    assert tasks.tidy(machine.home) == "1 run forgotten"
    assert machine.runs() == []
    assert machine.attempts() == []


def test_every_job_says_what_it_does_and_fits_its_columns() -> None:
    for name, job in JOBS.items():
        assert job.name == name
        assert job.does
        assert len(name) <= 40
        assert set(job.after) <= set(JOBS)
        assert isinstance(job.queue, Queue)


SLEEPER = """
import sys, time
from dataclasses import replace
from pathlib import Path
from scoreline.home import open_home
from scoreline.jobs import orders, tasks
job = tasks.JOBS["tidy"]
def work(home, told):
    print("begun", flush=True)
    time.sleep(60)
tasks.JOBS = {"tidy": replace(job, work=work)}
with open_home(Path(sys.argv[1])) as home:
    orders.perform(home, int(sys.argv[2]))
"""


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_process_that_is_killed_leaves_its_run_to_the_next_one(
    machine: Machine,
    backend: str,  # noqa: ARG001
) -> None:
    from scoreline.jobs.children import Children  # noqa: PLC0415

    machine.has(replace(tasks.JOBS["tidy"], schedule=always(Every(60))))
    [run] = machine.enter()
    program = [sys.executable, "-c", SLEEPER, str(machine.home.settings.home), str(run.id)]
    victim = subprocess.Popen(program, stdout=subprocess.PIPE)
    assert victim.stdout is not None
    assert victim.stdout.readline() == b"begun\n"
    victim.kill()
    victim.communicate()
    assert machine.runs() == [("tidy", "running", 1)]
    children = Children(machine.home)  # knows without waiting that the process is gone
    [(job, again)] = scheduler.ready(machine.home)
    children.offer(job, again)
    until = time.monotonic() + 60
    while machine.runs()[0][1] != "done" and time.monotonic() < until:
        children.look_after()
        Event().wait(0.05)
    children.stop()
    assert machine.attempts() == ["lost", "done"]


def test_what_awaits_its_burial_lives_no_more() -> None:
    from scoreline.jobs.gone import lives  # noqa: PLC0415

    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert lives(child.pid)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and not buried
        assert not lives(child.pid)
    assert not lives(child.pid)
