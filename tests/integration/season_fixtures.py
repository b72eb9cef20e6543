"""Homes to work on, made once per worker and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from season_world import LINEAR, Shell, make_home, standing_wall

from scoreline.clock import FixedClock
from scoreline.home import Home, open_home
from scoreline.jobs import replay


@pytest.fixture(scope="session")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home with matches and nothing else."""
    folder = tmp_path_factory.mktemp("fresh") / "home"
    with standing_wall():
        make_home(folder)
    return folder


@pytest.fixture(scope="session")
def played_folder(tmp_path_factory: pytest.TempPathFactory, fresh_folder: Path) -> Path:
    """Make a home in which 2025/26 has been replayed up to the clock; its model serves."""
    folder = tmp_path_factory.mktemp("played") / "home"
    shutil.copytree(fresh_folder, folder)
    with standing_wall(), open_home(folder) as home:
        played = replay(home, "E0", 2025, recipe=LINEAR, retrain="season", book=home.book)
        home.registry.activate(played.version.name)
    return folder


@pytest.fixture
def wall() -> Iterator[FixedClock]:
    """Let the real time stand, in every home that a test opens."""
    with standing_wall() as clock:
        yield clock


@pytest.fixture
def fresh(fresh_folder: Path, tmp_path: Path, wall: FixedClock) -> Iterator[Home]:  # noqa: ARG001
    """Open a copy of the home with matches and nothing else."""
    with open_home(Path(shutil.copytree(fresh_folder, tmp_path / "fresh"))) as home:
        yield home


@pytest.fixture
def played(played_folder: Path, tmp_path: Path, wall: FixedClock) -> Iterator[Home]:  # noqa: ARG001
    """Open a copy of the home with a replayed season."""
    with open_home(Path(shutil.copytree(played_folder, tmp_path / "played"))) as home:
        yield home


@pytest.fixture
def shell(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    wall: FixedClock,  # noqa: ARG001
) -> Shell:
    """Run commands on a home that is not there yet."""
    # Commands read the home from the environment; monkeypatch restores what they leave there.
    monkeypatch.setenv("SCORELINE_HOME", str(tmp_path / "home"))
    return Shell(tmp_path / "home", capsys)


@pytest.fixture
def fresh_shell(fresh_folder: Path, shell: Shell) -> Shell:
    """Run commands on a copy of the home with matches and nothing else."""
    shutil.copytree(fresh_folder, shell.home)
    return shell


@pytest.fixture
def played_shell(played_folder: Path, shell: Shell) -> Shell:
    """Run commands on a copy of the home with a replayed season."""
    shutil.copytree(played_folder, shell.home)
    return shell
