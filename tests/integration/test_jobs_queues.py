"""Runs that go over a real broker to a worker of its own, and what brokers do to messages."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from kombu.connection import Connection

from scoreline.cli import main
from scoreline.errors import ConfigurationError
from scoreline.home import Home, open_home
from scoreline.jobs import JOBS, orders, scheduler
from scoreline.jobs.engine import NOTIFY
from scoreline.jobs.queues import TASK, Queues, celery_app
from scoreline.settings import SETTINGS_FILE
from scoreline.store import jobs
from scoreline.store.jobs import DONE

BROKERS = {"redis": "redis://127.0.0.1:6379/9", "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//"}

RUN = "from scoreline.cli import main; main()"


@pytest.fixture(params=BROKERS)
def home(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Home]:
    """Open a home with nothing in it whose work goes over a queue of its own."""
    url = BROKERS[request.param]
    try:
        with Connection(url, connect_timeout=2) as broker:  # type: ignore[no-untyped-call]
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # noqa: BLE001 - transports fail each in its own way
        pytest.skip(f"{request.param} does not answer at {url}")
    shutil.copy(sqlite_template, tmp_path / "scoreline.db")
    settings = {
        "SCORELINE_BROKER_URL": url,
        "SCORELINE_QUEUE_NAME": f"test-{uuid4().hex[:12]}",
        "SCORELINE_JOB_LEASE": "2",
    }
    lines = "\n".join(f"{name}='{value}'" for name, value in settings.items())
    (tmp_path / SETTINGS_FILE).write_text(lines)
    with open_home(tmp_path) as opened:
        yield opened
        with celery_app(opened.settings).connection() as broker, broker.channel() as channel:
            for queue in ("quick", "long"):
                with suppress(Exception):
                    channel.queue_delete(f"{opened.settings.queue_name}.{queue}")


@contextmanager
def worker(home: Home) -> Iterator["subprocess.Popen[bytes]"]:
    program = [sys.executable, "-c", RUN, "--home", str(home.settings.home), "worker"]
    process = subprocess.Popen(program, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        process.wait()


def until(true: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        Event().wait(0.5)


def test_runs_are_done_once_by_a_worker_though_every_message_comes_twice_and_some_are_lost(
    home: Home,
) -> None:
    queues = Queues(home)
    beat = scheduler.Scheduler(home, queues)
    scheduler.enter_due(home)
    with home.database.write() as connection:  # the broker has lost its message
        first = jobs.unfinished(connection)[0]
        jobs.sent(connection, [first.id], at=home.wall.now())

        everything = [run.id for run in jobs.unfinished(connection)]
    app = celery_app(home.settings)
    for number in everything * 2:
        app.send_task(TASK, (number,), queue=f"{home.settings.queue_name}.quick")

    def all_done() -> bool:
        beat.tick()
        with home.database.read() as connection:
            return not jobs.unfinished(connection)

    with worker(home):
        until(all_done)
    queues.stop()
    with home.database.read() as connection:
        attempts = jobs.history(connection, limit=100)
    # Nobody is to be told of anything, so nothing is sent.
    assert sorted(each.job for each in attempts) == sorted(set(JOBS) - {NOTIFY})
    assert {each.outcome for each in attempts} == {DONE}


def test_a_beat_goes_on_without_its_broker(
    sqlite_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(sqlite_template, tmp_path / "scoreline.db")
    nobody = "SCORELINE_BROKER_URL='redis://127.0.0.1:9/0'"
    (tmp_path / SETTINGS_FILE).write_text(nobody)
    with open_home(tmp_path) as home:
        queues = Queues(home)
        scheduler.Scheduler(home, queues).tick()
        [first, *more] = scheduler.ready(home)
        assert more
        assert capsys.readouterr().err.count("the broker does not answer") == 1  # not once a run
        assert first[1].sent_at is None
        assert orders.perform(home, first[1].id)
        queues.stop()


def test_workers_and_beats_say_how_a_broker_is_named(
    sqlite_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(sqlite_template, tmp_path / "scoreline.db")
    for role in ("worker", "beat"):
        with pytest.raises(SystemExit):
            main(["--home", str(tmp_path), role])
        assert "SCORELINE_BROKER_URL is like redis://" in capsys.readouterr().err
    (tmp_path / SETTINGS_FILE).write_text("SCORELINE_BROKER_URL='carrier://pigeon'")
    with open_home(tmp_path) as home, pytest.raises(ConfigurationError, match="Redis"):
        celery_app(home.settings)
