"""Many writers at one registry: names stay unique, and what serves is what was checked."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models_world import LINEAR
from registry_world import FRAME, NOW, UNTIL
from scoreline.clock import FixedClock
from scoreline.domain import ModelVersion
from scoreline.models import Trained, train
from scoreline.registry import Bundle, LocalArtefacts, Registry
from scoreline.store import Database

WRITERS = 3
EACH = 3

PROCESS = """
import sys
from pathlib import Path
from test_registry_together import EACH, learnt, opened, publish

registry = opened(sys.argv[1], Path(sys.argv[2]))
trained = learnt()
print("ready", flush=True)
sys.stdin.readline()
for _ in range(EACH):
    registry.activate(publish(registry, trained).name)
"""


def learnt() -> Trained:
    return train(FRAME, LINEAR)


def opened(url: str, folder: Path) -> Registry:
    return Registry(Database.open(url), LocalArtefacts(folder), FixedClock(NOW))


def publish(registry: Registry, trained: Trained) -> ModelVersion:
    return registry.publish(trained, trained_until=UNTIL, sample=FRAME)


@pytest.fixture
def registry(database: Database, tmp_path: Path) -> Registry:
    return Registry(database, LocalArtefacts(tmp_path / "artefacts"), FixedClock(NOW))


def test_processes_that_publish_and_activate_together_lose_and_mix_nothing(
    sqlite_template: Path, tmp_path: Path
) -> None:
    # SQLite only: to PostgreSQL threads with connections of their own, below, are no different.
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'scoreline.db')}"
    command = [sys.executable, "-c", PROCESS, url, str(tmp_path / "artefacts")]
    here = Path(__file__).parent
    paths = [str(here), str(here.parent)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    writers = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(2)
    ]
    for each in writers:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in writers:
        each.communicate("go\n", timeout=60)
        assert each.returncode == 0
    registry = opened(url, tmp_path / "artefacts")
    names = [each.name for each in registry.listing()]
    assert names == [f"v{NOW:%Y-%m-%d}-{number:03d}" for number in range(2 * EACH, 0, -1)]
    assert registry.load_active().version.name in names
    assert all(registry.load(name) for name in names)


def test_threads_that_publish_activate_and_roll_back_leave_a_version_that_loads(
    registry: Registry,
) -> None:
    trained = learnt()
    registry.activate(publish(registry, trained).name)

    def work(_number: int) -> None:
        for _ in range(EACH):
            registry.activate(publish(registry, trained).name)
            registry.rollback()

    with ThreadPoolExecutor(WRITERS) as pool:
        assert list(pool.map(work, range(WRITERS))) == [None] * WRITERS
    assert len({each.name for each in registry.listing()}) == 1 + WRITERS * EACH
    # As many went back as forth.
    assert registry.load_active().version.name == f"v{NOW:%Y-%m-%d}-001"


def test_a_rollback_lets_only_that_version_serve_which_it_has_checked(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = learnt()
    first, second, third = (publish(registry, trained).name for _ in range(3))
    registry.activate(first)
    registry.activate(second)
    load, checked = registry.load, list[str]()

    def load_while_another_activates(name: str) -> Bundle:
        found = load(name)
        if not checked:
            checked.append(name)
            registry.activate(third)
        checked.append(name)
        return found

    monkeypatch.setattr(registry, "load", load_while_another_activates)
    said = registry.rollback()
    assert said.name == registry.active_name() == checked[-1] == second
