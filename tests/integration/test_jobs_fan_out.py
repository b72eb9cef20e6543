"""Steps of a backtest that others take: the same as those of this machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
from polars.testing import assert_frame_equal
from pydantic import SecretStr

from models_world import LINEAR
from scoreline.errors import ConfigurationError
from scoreline.evaluation import Walk
from scoreline.features import FeatureEngine
from scoreline.home import Home, open_home
from scoreline.jobs import fan_out, orders
from scoreline.store import jobs
from scoreline.store.jobs import DONE, JobRun
from scoreline.testing.leagues import simulated_league

PLAYED = simulated_league(11, teams=8, seasons=4, first_season=2016)
END = date(2019, 10, 31)


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    shutil.copy(sqlite_template, tmp_path / "scoreline.db")
    with open_home(tmp_path) as opened:
        yield opened


def planned(start: date) -> Walk:
    engine = FeatureEngine()
    rows = engine.compute(PLAYED)
    return Walk.plan(
        PLAYED, rows, LINEAR, features=engine.names, start=start, end=END, refit="monthly"
    )


@contextmanager
def worker(home: Home) -> Iterator[None]:
    """Do what waits, as a worker does."""
    over = Event()

    def work() -> None:
        while not over.wait(0.05):
            with home.database.read() as connection:
                waiting = jobs.unfinished(connection)
            for run in waiting:
                orders.perform(home, run.id)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_what_workers_take_is_what_this_machine_takes(home: Home) -> None:
    plan = planned(date(2019, 9, 1))
    there = home.settings.model_copy(update={"broker_url": SecretStr("memory://")})
    walk = fan_out.on_workers(replace(home, settings=there))
    with worker(home):
        taken = list(walk(plan))
    assert [stage.refit for stage in taken] == [date(2019, 9, 1), date(2019, 10, 1)]
    for step, stage in zip(plan.steps, taken, strict=True):
        assert_frame_equal(stage.to_rows(), plan.take(step).to_rows())
    runs = _runs(home)
    assert [run.outcome for run in runs] == [DONE, DONE]
    # Once more nobody has to take anything.
    assert len(list(walk(plan))) == len(plan.steps)
    assert _runs(home) == runs


def _runs(home: Home) -> list[JobRun]:
    with home.database.read() as connection:
        return jobs.latest(connection)


def test_without_a_broker_there_are_no_workers(home: Home) -> None:
    with pytest.raises(ConfigurationError, match="set SCORELINE_BROKER_URL"):
        fan_out.on_workers(home)
