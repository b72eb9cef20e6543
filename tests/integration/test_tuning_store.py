"""Studies lie in the home's own database, and processes share them."""

import subprocess
import sys
from pathlib import Path

import optuna

from scoreline.store import Database, versions

WORK = """
import sys
import models_world
from scoreline.models import Recipe, Tuning
from scoreline.models.sample import Sample
from scoreline.models.tuning import tune

sample = Sample.of(models_world.simulated_frame(200, seasons=1))
print("ready", flush=True)
sys.stdin.readline()
recipe = Recipe("poisson", members=models_world.LINEAR.members[1:])
tune(sample, recipe, Tuning(5, sys.argv[1]), progress=lambda *said: print(*said, flush=True))
"""
TESTS = Path(__file__).parent.parent


def _worker(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORK, url],
        cwd=TESTS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _started_together(url: str, workers: int) -> list[tuple[int, str]]:
    running = [_worker(url) for _ in range(workers)]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate(timeout=300)[1] for each in running]
    return [(each.returncode, text) for each, text in zip(running, said, strict=True)]


def _trials(url: str) -> list[optuna.trial.FrozenTrial]:
    storage = optuna.storages.RDBStorage(url)
    try:
        studies = storage.get_all_studies()
        return [trial for study in studies for trial in storage.get_all_trials(study._study_id)]
    finally:
        storage.remove_session()
        storage.engine.dispose()


def test_processes_that_begin_a_study_at_once_share_it_and_leave_the_store_whole(
    empty_url: str,
) -> None:
    Database.open(empty_url).close()
    assert _started_together(empty_url, 2) == [(0, "")] * 2
    trials = _trials(empty_url)
    assert 5 <= len(trials) <= 6
    assert {trial.state.name for trial in trials} <= {"COMPLETE", "PRUNED"}
    tried = [trial.params["penalty"] for trial in trials]
    assert len(set(tried)) >= len(tried) - 1
    assert 0.01 in tried
    again = Database.open(empty_url)
    with again.read() as connection:
        assert versions.count(connection) == 0
    again.close()


def test_a_worker_that_is_killed_loses_its_own_setting_and_no_other(empty_url: str) -> None:
    Database.open(empty_url).close()
    worker = _worker(empty_url)
    assert worker.stdout is not None
    assert worker.stdin is not None
    worker.stdout.readline()
    worker.stdin.write("go\n")
    worker.stdin.flush()
    assert worker.stdout.readline() == "tuning poisson 1 5\n"
    worker.kill()
    worker.communicate()
    before = {trial.number: trial.params for trial in _trials(empty_url) if trial.value is not None}
    assert before
    assert _started_together(empty_url, 1) == [(0, "")]
    after = _trials(empty_url)
    assert sum(trial.state.name in {"COMPLETE", "PRUNED"} for trial in after) == 5
    assert {number: after[number].params for number in before} == before
