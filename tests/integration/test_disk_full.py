"""A disk that is full: one line says so, nothing is half-written, and with room all goes on."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from season_world import NOW, VERSION, Shell, contents, quick

from scoreline import models
from scoreline.clock import FixedClock
from scoreline.home import Home, open_home
from scoreline.jobs import JOBS, orders, scheduler, tasks
from scoreline.jobs.job import always
from scoreline.jobs.schedule import Every
from scoreline.settings import keep_setting
from scoreline.store import jobs

pytest_plugins = ("season_fixtures",)

ROOM = 64 * 2**20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left; return what takes it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            while True:
                try:
                    file.write(b"x" * size)
                except OSError:
                    break
    assert shutil.disk_usage(folder).free == 0
    return filler


@pytest.fixture
def home(played_folder: Path, small_disk: Path, tmp_path: Path) -> Iterator[Home]:
    """Open a replayed home, later on, whose models lie on the small disk."""
    folder = Path(shutil.copytree(played_folder, tmp_path / "home"))
    shutil.copytree(folder / "artefacts", small_disk / "models")
    keep_setting(folder, "SCORELINE_ARTEFACTS_URL", str(small_disk / "models"))
    with open_home(folder) as opened:
        now = FixedClock(NOW + timedelta(days=14))
        yield replace(opened, clock=now, wall=now)


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.name != "filler"}


def test_a_training_that_finds_no_room_leaves_the_old_version_serving_and_is_tried_again(
    home: Home, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hourly = replace(JOBS["retrain"], schedule=always(Every(60)), after=())
    monkeypatch.setattr(tasks, "JOBS", {"retrain": hourly})
    before, filler = files(small_disk), fill(small_disk)
    scheduler.enter_due(home)
    [(_, run)] = scheduler.ready(home)
    orders.perform(home, run.id)
    with home.database.read() as connection:
        [attempt] = jobs.attempts(connection, run.id)
    assert attempt.outcome == "failed"
    assert attempt.detail.startswith("IntegrityError: cannot store the model in ")
    assert attempt.detail.endswith("No space left on device")
    assert "\n" not in attempt.detail
    assert files(small_disk) == before
    assert [each.name for each in home.registry.listing()] == [VERSION]
    assert home.registry.load_active().version.name == VERSION
    assert scheduler.ready(home) == []  # not at once

    filler.unlink()
    later = FixedClock(home.wall.now() + timedelta(minutes=1))
    home = replace(home, clock=later, wall=later)
    [(_, again)] = scheduler.ready(home)
    orders.perform(home, again.id)
    with home.database.read() as connection:
        assert [each.outcome for each in jobs.attempts(connection, run.id)] == ["failed", "done"]
    assert home.registry.load_active().version.name != VERSION


def test_whoever_trains_by_hand_reads_one_line(
    home: Home,
    small_disk: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(models, "recipe", quick)
    filler = fill(small_disk)
    monkeypatch.setenv("SCORELINE_HOME", str(home.settings.home))
    shell = Shell(home.settings.home, capsys)
    ended = shell("train", "--league", "E0", "--until", "2025-09-10")
    assert ended.code == 1
    assert ended.err.count("error: ") == 1
    assert ended.err.splitlines()[-1].endswith("No space left on device")
    filler.unlink()
    assert shell("train", "--league", "E0", "--until", "2025-09-10").code == 0


def test_a_database_without_room_stays_as_it_was(
    fresh_folder: Path,
    small_disk: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Path(shutil.copytree(fresh_folder, small_disk / "home"))
    monkeypatch.setenv("SCORELINE_HOME", str(folder))
    shell = Shell(folder, capsys)
    with open_home(folder) as home:
        before = contents(home.database)
    filler = fill(small_disk)
    command = ("ingest", "bundled", "--league", "E0", "--seasons", "2015-2020")
    ended = shell(*command)
    assert ended.code == 1
    (error,) = [line for line in ended.err.splitlines() if line.startswith("error: ")]
    assert "full" in error or "disk" in error
    filler.unlink()
    with open_home(folder) as home:
        assert contents(home.database) == before
    assert shell(*command).code == 0
