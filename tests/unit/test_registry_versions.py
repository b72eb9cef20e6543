"""Versions: bit for bit what was trained, refused when anything about them changed."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import registry_world
from registry_world import FRAME, NOW, UNTIL, folder_of, publish, registry_in, trained
from scoreline.clock import FixedClock
from scoreline.errors import IntegrityError, NotFoundError
from scoreline.models import to_json, train
from scoreline.registry import Registry, golden
from scoreline.store import Database, versions
from scoreline.store.tables import activations

Damage = Callable[[Path], object]

PLENTY = 600.0
"""Seconds that nothing takes, however busy the machine."""


@pytest.fixture
def registry(tmp_path: Path, sqlite_template: Path) -> Iterator[Registry]:
    with registry_in(tmp_path, sqlite_template) as opened:
        yield opened


def _flip(path: Path, at: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def _swap_for_link(path: Path) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    shutil.move(path, elsewhere)
    path.symlink_to(elsewhere)


DAMAGES: dict[str, tuple[Damage, str]] = {
    "a flipped byte": (lambda at: _flip(at / "trees.outcome.ubj", 100), "was changed"),
    "a flipped byte in the plan": (lambda at: _flip(at / "ensemble.json"), "was changed"),
    "a flipped golden forecast": (lambda at: _flip(at / golden.FILE, 50), "was changed"),
    "a truncated file": (lambda at: (at / "ensemble.json").write_bytes(b"{"), "was changed"),
    "an emptied file": (lambda at: (at / "ensemble.json").write_bytes(b""), "was changed"),
    "a missing file": (lambda at: (at / golden.FILE).unlink(), "lacks its file"),
    "an added file": (lambda at: (at / "more.json").write_bytes(b""), "not its own"),
    "an added folder": (lambda at: (at / "more").mkdir(), "not its own"),
    "a symbolic link": (lambda at: _swap_for_link(at / "ensemble.json"), "not its own"),
    "a hostile name": (lambda at: (at / "a b").write_bytes(b""), "is no name"),
    "all files gone": (shutil.rmtree, "gone"),
}


@pytest.fixture(params=DAMAGES)
def damage(request: pytest.FixtureRequest) -> tuple[Damage, str]:
    return DAMAGES[request.param]


def test_a_loaded_model_forecasts_bit_for_bit_what_the_trained_one_did(registry: Registry) -> None:
    name = publish(registry).name
    loaded = registry.load(name).model
    assert loaded.predict(FRAME).values.tobytes() == trained().model.predict(FRAME).values.tobytes()


def test_a_version_says_what_it_learnt_from(registry: Registry) -> None:
    version = registry.get(publish(registry).name)
    assert version.samples == trained().samples
    assert version.trained_until == UNTIL
    assert version.trained_from == trained().trained_from
    assert version.features == trained().model.features
    assert version.competitions == ("SIM",)
    assert not version.active


def test_the_artefact_says_the_same_without_the_database(
    registry: Registry, tmp_path: Path
) -> None:
    version = publish(registry)
    said = json.loads((folder_of(registry, tmp_path, version.name) / "metadata.json").read_bytes())
    assert tuple(said["features"]) == version.features
    assert said["samples"] == version.samples
    assert said["competitions"] == ["SIM"]
    assert said["trained_until"] == UNTIL.isoformat()
    assert said["metrics"] == registry.get(version.name).metrics
    assert {"scoreline", "xgboost", "numpy"} <= set(said["libraries"])


def test_no_file_of_an_artefact_is_a_pickle(registry: Registry, tmp_path: Path) -> None:
    files = list(folder_of(registry, tmp_path, publish(registry).name).iterdir())
    assert {path.suffix for path in files} == {".json", ".ubj"}


def test_versions_count_up_within_a_day_and_begin_anew_on_the_next(
    tmp_path: Path, sqlite_template: Path
) -> None:
    wall = FixedClock(NOW)
    with registry_in(tmp_path, sqlite_template, wall) as registry:
        names = [publish(registry).name, publish(registry).name]
        wall.set(NOW + timedelta(days=1))
        names.append(publish(registry).name)
        assert names == ["v2026-05-01-001", "v2026-05-01-002", "v2026-05-02-001"]
        assert [each.name for each in registry.listing()] == names[::-1]


def test_a_damaged_version_does_not_load_and_says_why_in_one_line(
    registry: Registry, tmp_path: Path, damage: tuple[Damage, str]
) -> None:
    name = publish(registry).name
    harm, reason = damage
    harm(folder_of(registry, tmp_path, name))
    with pytest.raises(IntegrityError, match=reason) as caught:
        registry.load(name)
    assert "\n" not in str(caught.value)


def test_a_damaged_version_is_not_activated_and_the_one_before_stays(
    registry: Registry, tmp_path: Path, damage: tuple[Damage, str]
) -> None:
    good, bad = publish(registry).name, publish(registry, 1).name
    registry.activate(good)
    harm, reason = damage
    harm(folder_of(registry, tmp_path, bad))
    with pytest.raises(IntegrityError, match=reason):
        registry.activate(bad)
    assert registry.load_active().version.name == good


def test_a_model_that_no_longer_says_what_it_said_is_refused(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = golden.record

    def other(*given: Any) -> dict[str, bytes]:
        said = json.loads(record(*given)[golden.FILE])
        said["outcomes"][0][0] += 1e-6
        return {golden.FILE: to_json(said)}

    monkeypatch.setattr(golden, "record", other)
    name = publish(registry).name
    with pytest.raises(IntegrityError, match="no longer reproduces"):
        registry.load(name)


def test_activating_tells_that_the_version_is_active(registry: Registry) -> None:
    name = publish(registry).name
    assert registry.activate(name).active
    assert [each.active for each in registry.listing()] == [True]


def test_rolling_back_lets_the_version_before_serve_again(registry: Registry) -> None:
    first, second = publish(registry).name, publish(registry, 1).name
    registry.activate(first)
    registry.activate(second)
    assert registry.rollback().name == first
    assert registry.active_name() == first


def test_rolling_back_twice_goes_two_versions_back(registry: Registry) -> None:
    names = [publish(registry, later).name for later in range(3)]
    for name in names:
        registry.activate(name)
    assert [registry.rollback().name, registry.rollback().name] == names[1::-1]
    assert registry.load_active().version.name == names[0]
    with pytest.raises(NotFoundError, match="roll back"):
        registry.rollback()


def test_an_activation_after_a_rollback_is_rolled_back_to_the_version_it_came_after(
    registry: Registry,
) -> None:
    first, second, third = (publish(registry, later).name for later in range(3))
    registry.activate(first)
    registry.activate(second)
    registry.rollback()
    registry.activate(third)
    assert registry.rollback().name == first


def test_rolling_back_to_a_damaged_version_leaves_the_active_one(
    registry: Registry, tmp_path: Path
) -> None:
    first, second = publish(registry).name, publish(registry, 1).name
    registry.activate(first)
    registry.activate(second)
    _flip(folder_of(registry, tmp_path, first) / "ensemble.json")
    with pytest.raises(IntegrityError):
        registry.rollback()
    assert registry.load_active().version.name == second


def test_there_is_nothing_to_roll_back_to_before_a_second_activation(registry: Registry) -> None:
    with pytest.raises(NotFoundError, match="roll back"):
        registry.rollback()
    registry.activate(publish(registry).name)
    with pytest.raises(NotFoundError, match="roll back"):
        registry.rollback()


@pytest.mark.parametrize("name", ["v2026-05-01-009", "", "../../etc", "v2026-05-01-001/.."])
def test_a_version_that_does_not_exist_is_not_found(registry: Registry, name: str) -> None:
    publish(registry)
    with pytest.raises(NotFoundError, match="models list"):
        registry.activate(name)


def test_without_an_active_version_the_next_step_is_named(registry: Registry) -> None:
    publish(registry)
    with pytest.raises(NotFoundError, match="scoreline train"):
        registry.load_active()


def test_a_publish_that_fails_after_its_files_were_written_does_not_block_the_next(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(versions, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(registry)
    assert registry.listing() == []
    assert registry.active_name() is None
    assert registry.activate(publish(registry).name).name == "v2026-05-01-001"


def test_publishing_the_same_model_again_is_another_version_of_the_same_artefact(
    registry: Registry, tmp_path: Path
) -> None:
    one, two = publish(registry), publish(registry)
    assert one.name != two.name
    assert one.artefact == two.artefact
    assert one.manifest == two.manifest
    assert [path.name for path in (tmp_path / "artefacts").iterdir()] == [one.artefact]


def test_training_the_same_thing_again_gives_the_same_artefact(registry: Registry) -> None:
    again = train(FRAME, trained().recipe)
    version = registry.publish(again, trained_until=UNTIL, sample=FRAME)
    assert version.artefact == publish(registry).artefact


def test_publishing_the_same_model_again_heals_a_damaged_copy(
    registry: Registry, tmp_path: Path, damage: tuple[Damage, str]
) -> None:
    name = publish(registry).name
    harm, reason = damage
    harm(folder_of(registry, tmp_path, name))
    with pytest.raises(IntegrityError, match=reason):
        registry.load(name)
    again = publish(registry).name
    for each in (name, again):
        assert registry.activate(each).active


def test_a_version_is_made_and_activated_at_the_wall_s_time(
    tmp_path: Path, sqlite_template: Path
) -> None:
    wall = FixedClock(NOW)
    with registry_in(tmp_path, sqlite_template, wall) as registry:
        first, second = publish(registry), publish(registry, 1)
        assert first.created_at == registry.get(first.name).created_at == NOW
        registry.activate(first.name)
        wall.set(NOW + timedelta(hours=1))
        registry.activate(second.name)
        wall.set(NOW + timedelta(hours=2))
        registry.rollback()
    assert _activated_at(tmp_path) == [NOW + timedelta(hours=hours) for hours in range(3)]


KILLED = """
import os, signal, sys
from pathlib import Path
import registry_world
from scoreline.registry import local
from scoreline.store import Database, versions
from scoreline.store.tables import activations

def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)

def write_one(path, content, write=local._write):
    write(path, content)
    if path.name == "golden.json":
        die()

if sys.argv[2] == "while writing":
    local._write = write_one
else:
    versions.add = die
home = Path(sys.argv[1])
with registry_world.registry_in(home, home) as registry:
    registry_world.publish(registry, 1)
"""


@pytest.mark.parametrize("moment", ["while writing", "before the commit"])
def test_a_writer_killed_at_any_moment_leaves_a_registry_that_works(
    tmp_path: Path, sqlite_template: Path, moment: str
) -> None:
    with registry_in(tmp_path, sqlite_template) as registry:
        first = registry.activate(publish(registry).name).name
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), moment],
        cwd=Path(registry_world.__file__).parent,
        check=False,
        capture_output=True,
        timeout=PLENTY,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    with registry_in(tmp_path, sqlite_template) as registry:
        assert [each.name for each in registry.listing()] == [first]
        assert registry.load_active().version.name == first
        second = registry.activate(publish(registry, 1).name).name
        assert second == "v2026-05-01-002"
        kept = {registry.get(name).artefact for name in (first, second)}
    assert {path.name for path in (tmp_path / "artefacts").iterdir()} == kept


KILLED_ACTIVATING = """
import os, signal, sys
from pathlib import Path
import registry_world
from scoreline.registry import golden
from scoreline.store import versions

def killed_after(function):
    def work(*given, **known):
        function(*given, **known)
        os.kill(os.getpid(), signal.SIGKILL)
    return work

home, name, moment = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
with registry_world.registry_in(home, home) as registry:
    if moment == "checking":
        golden.reproduce = killed_after(golden.reproduce)
    elif moment == "before the commit":
        versions.activate = killed_after(versions.activate)
    else:
        registry.activate = killed_after(registry.activate)
    registry.activate(name)
"""


@pytest.mark.parametrize("moment", ["checking", "before the commit", "after the commit"])
def test_an_activation_killed_at_any_moment_leaves_one_active_version_that_is_whole(
    tmp_path: Path, sqlite_template: Path, moment: str
) -> None:
    with registry_in(tmp_path, sqlite_template) as registry:
        first = registry.activate(publish(registry).name).name
        second = publish(registry, 1).name
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_ACTIVATING, str(tmp_path), second, moment],
        cwd=Path(registry_world.__file__).parent,
        check=False,
        capture_output=True,
        timeout=PLENTY,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    serves = second if moment == "after the commit" else first
    with registry_in(tmp_path, sqlite_template) as registry:
        assert [each.name for each in registry.listing() if each.active] == [serves]
        assert registry.load_active().version.name == serves
        assert registry.activate(second).active


def _activated_at(home: Path) -> list[datetime]:
    database = Database.open(f"sqlite:///{home / 'scoreline.db'}")
    try:
        with database.read() as connection:
            return list(connection.scalars(select(activations.c.at).order_by(activations.c.id)))
    finally:
        database.close()
