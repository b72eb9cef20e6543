"""The model that serves: swapped while requests go on, never lost to a damaged one."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry_world import folder_of, publish, registry_in
from scoreline.errors import StoreError
from scoreline.registry import ActiveModel, Bundle, Registry, handle
from scoreline.store import Database, versions


@pytest.fixture
def registry(tmp_path: Path, sqlite_template: Path) -> Iterator[Registry]:
    with registry_in(tmp_path, sqlite_template) as opened:
        yield opened


@pytest.fixture
def _always_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handle, "LOOK_EVERY", 0.0)


def _serving(active: ActiveModel) -> str | None:
    bundle = active.bundle()
    return bundle.version.name if bundle else None


def _spoil(registry: Registry, home: Path, name: str) -> bytes:
    path = folder_of(registry, home, name) / "ensemble.json"
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    return content


def test_nothing_serves_before_the_first_activation(registry: Registry) -> None:
    publish(registry)
    active = ActiveModel(registry)
    assert active.bundle() is None
    assert active.health() == handle.Health(None, None)


@pytest.mark.usefixtures("_always_looking")
def test_a_newly_active_version_serves_at_the_next_look(registry: Registry) -> None:
    first, second = publish(registry).name, publish(registry, 1).name
    active = ActiveModel(registry)
    for name in (first, second, first):
        registry.activate(name)
        assert _serving(active) == name


def test_a_newly_active_version_serves_within_two_seconds(registry: Registry) -> None:
    first, second = publish(registry).name, publish(registry, 1).name
    registry.activate(first)
    active = ActiveModel(registry)
    assert _serving(active) == first
    registry.activate(second)
    patience = time.monotonic() + 2
    while _serving(active) == first and time.monotonic() < patience:
        time.sleep(0.05)
    assert _serving(active) == second


@pytest.mark.usefixtures("_always_looking")
def test_a_damaged_version_leaves_the_old_one_serving_and_health_says_why(
    registry: Registry, tmp_path: Path
) -> None:
    first, second, third = (publish(registry, later).name for later in range(3))
    registry.activate(first)
    active = ActiveModel(registry)
    assert _serving(active) == first
    registry.activate(second)
    _spoil(registry, tmp_path, second)
    health = active.health()
    assert health.version == _serving(active) == first
    assert health.problem is not None
    assert second in health.problem
    assert "ensemble.json" in health.problem
    registry.activate(third)
    assert active.health() == handle.Health(third, None)


@pytest.mark.usefixtures("_always_looking")
def test_rolling_back_to_what_serves_ends_the_problem(registry: Registry, tmp_path: Path) -> None:
    first, second = publish(registry).name, publish(registry, 1).name
    registry.activate(first)
    active = ActiveModel(registry)
    assert _serving(active) == first
    registry.activate(second)
    _spoil(registry, tmp_path, second)
    assert active.health().problem
    registry.rollback()
    assert active.health() == handle.Health(first, None)


@pytest.mark.usefixtures("_always_looking")
def test_a_refused_version_is_not_read_again_at_every_look(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = publish(registry).name
    registry.activate(name)
    _spoil(registry, tmp_path, name)
    reads: list[str] = []
    load = registry.load

    def counted(_self: Registry, name: str) -> Bundle:
        reads.append(name)
        return load(name)

    monkeypatch.setattr(Registry, "load", counted)
    active = ActiveModel(registry)
    assert [active.bundle() for _ in range(5)] == [None] * 5
    assert reads == [name]


@pytest.mark.usefixtures("_always_looking")
def test_a_refused_version_serves_once_its_files_are_back(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = publish(registry).name
    registry.activate(name)
    content = _spoil(registry, tmp_path, name)
    active = ActiveModel(registry)
    assert active.health().version is None
    (folder_of(registry, tmp_path, name) / "ensemble.json").write_bytes(content)
    assert active.health().version is None
    monkeypatch.setattr(handle, "TRY_AGAIN_AFTER", 0.0)
    assert active.health() == handle.Health(name, None)


def test_whoever_asks_while_the_first_model_loads_waits_for_it(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.activate(publish(registry).name)
    load = registry.load

    def slowly(_self: Registry, name: str) -> Bundle:
        time.sleep(0.2)
        return load(name)

    monkeypatch.setattr(Registry, "load", slowly)
    active = ActiveModel(registry)
    together = threading.Barrier(4)

    def ask(_number: int) -> Bundle | None:
        together.wait()
        return active.bundle()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert all(answer is not None and answer is answers[0] for answer in answers)


@pytest.mark.usefixtures("_always_looking")
def test_no_request_goes_without_a_model_while_versions_change(registry: Registry) -> None:
    names = [publish(registry).name, publish(registry, 1).name]
    registry.activate(names[0])
    active = ActiveModel(registry)
    seen: list[str | None] = [_serving(active)]
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            seen.append(_serving(active))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(1, 7):
        registry.activate(names[turn % 2])
    done.set()
    for thread in threads:
        thread.join()
    assert set(seen) <= set(names)


@pytest.mark.usefixtures("_always_looking")
def test_a_version_in_the_ledger_whose_files_never_came_does_not_serve(
    registry: Registry, tmp_path: Path
) -> None:
    first, second = publish(registry).name, publish(registry, 1).name
    registry.activate(first)
    active = ActiveModel(registry)
    assert _serving(active) == first
    for path in folder_of(registry, tmp_path, second).iterdir():
        path.unlink()
    database = Database.open(f"sqlite:///{tmp_path / 'scoreline.db'}")
    with database.write() as connection:
        versions.activate(connection, second, at=registry.get(second).created_at)
    database.close()
    assert _serving(active) == first
    assert "lacks its file" in (active.health().problem or "")


@pytest.mark.usefixtures("_always_looking")
def test_whatever_a_store_raises_the_old_version_serves_on(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = publish(registry).name, publish(registry, 1).name
    registry.activate(first)
    active = ActiveModel(registry)
    assert _serving(active) == first
    registry.activate(second)

    def broken(_self: Registry, name: str) -> Bundle:
        raise PermissionError(13, "Permission denied", name)

    with monkeypatch.context() as patch:
        patch.setattr(Registry, "load", broken)
        assert active.health().version == first
        assert "Permission denied" in (active.health().problem or "")
    monkeypatch.setattr(handle, "TRY_AGAIN_AFTER", 0.0)
    assert active.health() == handle.Health(second, None)


@pytest.mark.usefixtures("_always_looking")
def test_a_database_that_was_away_is_no_problem_once_it_is_back(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = ActiveModel(registry)

    def away(_self: Registry) -> str | None:
        raise StoreError("away")

    with monkeypatch.context() as patch:
        patch.setattr(Registry, "active_name", away)
        assert active.health() == handle.Health(None, "the database does not answer")
    assert active.health() == handle.Health(None, None)


def test_nobody_waits_for_a_second_try_while_no_version_serves(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = publish(registry).name
    registry.activate(name)
    _spoil(registry, tmp_path, name)
    active = ActiveModel(registry)
    assert active.bundle() is None
    monkeypatch.setattr(handle, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(handle, "TRY_AGAIN_AFTER", 0.0)
    loading, go_on = threading.Event(), threading.Event()

    def slow(_self: Registry, name: str) -> Bundle:
        loading.set()
        go_on.wait(60)
        raise StoreError(name)

    monkeypatch.setattr(Registry, "load", slow)
    first = threading.Thread(target=active.bundle)
    first.start()
    assert loading.wait(60)
    assert active.health().version is None
    assert first.is_alive()
    go_on.set()
    first.join()
