"""Every message twice, by two beats at once, to two processes: the same database as once."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import uuid4

import pytest
from kombu.connection import Connection
from outage_world import all_done, do_all_at_once, ended, lasting, outcomes, process, until

from scoreline.home import open_home
from scoreline.jobs.queues import celery_app
from scoreline.settings import keep_setting

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.long

BROKERS = {"redis": "redis://127.0.0.1:6379/9", "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//"}

TWICE = """
import sys
from scoreline.cli import main
from scoreline.jobs import queues
really = queues.Queues.offer
def twice(self, job, run):
    really(self, job, run)
    really(self, job, run)
queues.Queues.offer = twice
main(sys.argv[1:])
"""


@pytest.fixture(params=BROKERS)
def folder(request: pytest.FixtureRequest, played_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """Give a replayed home whose work goes over queues of its own."""
    url = BROKERS[request.param]
    try:
        with Connection(url, connect_timeout=2) as broker:  # type: ignore[no-untyped-call]
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # noqa: BLE001 - transports fail each in its own way
        pytest.skip(f"{request.param} does not answer at {url}")
    folder = Path(shutil.copytree(played_folder, tmp_path / "home"))
    keep_setting(folder, "SCORELINE_TUNE_TRIALS", "0")
    keep_setting(folder, "SCORELINE_RETRAIN", "monthly")
    shutil.copytree(folder, tmp_path / "calm")
    keep_setting(folder, "SCORELINE_BROKER_URL", url)
    keep_setting(folder, "SCORELINE_QUEUE_NAME", f"test-{uuid4().hex[:12]}")
    yield folder
    with open_home(folder) as home:
        settings = home.settings
    with celery_app(settings).connection() as broker, broker.channel() as channel:
        for queue in ("quick", "long"):
            with suppress(Exception):
                channel.queue_delete(f"{settings.queue_name}.{queue}")


def test_all_of_it_twice_is_as_good_as_once(folder: Path, tmp_path: Path) -> None:
    beat = [sys.executable, "-c", TWICE, "--home", str(folder), "beat"]
    with open_home(folder) as home, ExitStack() as opened:
        beats = [opened.enter_context(subprocess.Popen(beat)) for _ in range(2)]
        worker = opened.enter_context(process(folder, "worker", "--concurrency", "2"))
        try:
            until(lambda: all_done(home))
        finally:
            for each in beats:
                each.terminate()
        assert [each.wait(60) for each in beats] == [0, 0]
        assert ended(worker)[0] == 0
        assert set(map(tuple, outcomes(home).values())) == {("done",)}
        do_all_at_once(tmp_path / "calm")
        with open_home(tmp_path / "calm") as calm:
            assert lasting(home.database) == lasting(calm.database)
