"""Pruning: old files go, nothing else does."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from registry_world import NOW, folder_of, publish, registry_in
from scoreline.domain import ModelVersion
from scoreline.domain.access import Local
from scoreline.errors import NotFoundError, StoreError
from scoreline.registry import Artefact, Registry
from scoreline.store import Connection, audit, versions


@pytest.fixture
def registry(tmp_path: Path, sqlite_template: Path) -> Iterator[Registry]:
    with registry_in(tmp_path, sqlite_template) as opened:
        yield opened


def _names(registry: Registry, count: int) -> list[str]:
    return [publish(registry, later).name for later in range(count)]


def _pruned(registry: Registry, *, keep: int, rollbacks: int, dry_run: bool = False) -> list[str]:
    found = registry.prune(keep=keep, rollbacks=rollbacks, dry_run=dry_run)
    return [each.version.name for each in found]


def test_the_newest_the_active_and_those_to_roll_back_to_stay(
    registry: Registry, tmp_path: Path
) -> None:
    names = _names(registry, 6)
    for name in names[:3]:
        registry.activate(name)
    assert _pruned(registry, keep=1, rollbacks=1) == [names[4], names[3], names[0]]
    for name in (names[1], names[2], names[5]):
        registry.load(name)
    for name in (names[0], names[3], names[4]):
        assert not folder_of(registry, tmp_path, name).exists()
        assert registry.get(name).pruned_at == NOW
    assert [each.name for each in registry.listing()] == names[::-1]
    assert registry.rollback().name == names[1]
    with pytest.raises(NotFoundError, match="no earlier version"):
        registry.rollback()


def test_a_dry_run_says_the_same_and_removes_nothing(registry: Registry) -> None:
    names = _names(registry, 3)
    assert _pruned(registry, keep=1, rollbacks=0, dry_run=True) == names[1::-1]
    for name in names:
        registry.load(name)
    assert _pruned(registry, keep=1, rollbacks=0) == names[1::-1]
    assert _pruned(registry, keep=1, rollbacks=0) == []


def test_the_active_version_stays_even_where_nothing_else_does(registry: Registry) -> None:
    names = _names(registry, 3)
    registry.activate(names[0])
    assert _pruned(registry, keep=0, rollbacks=0) == names[:0:-1]
    assert registry.load_active().version.name == names[0]


def test_files_that_another_version_has_too_stay(registry: Registry) -> None:
    one, two = publish(registry).name, publish(registry).name
    assert _pruned(registry, keep=1, rollbacks=0) == [one]
    registry.load(two)


def test_a_pruned_version_neither_loads_nor_serves_and_says_why(registry: Registry) -> None:
    names = _names(registry, 2)
    registry.prune(keep=1, rollbacks=0)
    for attempt in (registry.load, registry.activate):
        with pytest.raises(NotFoundError, match="was pruned on 2026-05-01"):
            attempt(names[0])


def test_rollbacks_pass_over_pruned_versions(registry: Registry) -> None:
    names = _names(registry, 4)
    for name in (names[3], names[0], names[1], names[2]):
        registry.activate(name)
    assert _pruned(registry, keep=1, rollbacks=0) == [names[1], names[0]]
    assert registry.rollback().name == registry.active_name() == names[3]
    with pytest.raises(NotFoundError, match="no earlier version"):
        registry.rollback()


def test_what_a_killed_prune_left_goes_with_the_next(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = _names(registry, 2)

    def killed(_digest: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(registry._artefacts, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            registry.prune(keep=1, rollbacks=0)
    assert folder_of(registry, tmp_path, names[0]).exists()
    assert registry.prune(keep=1, rollbacks=0) == []
    assert not folder_of(registry, tmp_path, names[0]).exists()


def test_a_version_says_when_and_why_it_was_activated(registry: Registry) -> None:
    name = publish(registry).name
    assert registry.get(name).activated_at is None
    registry.activate(name, note="better on draws")
    found = registry.get(name)
    assert (found.activated_at, found.activation_note) == (NOW, "better on draws")
    assert registry.listing() == [found]


def _left_behind(registry: Registry, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Publish and be killed before the row is written; return the files."""

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    before = set(folder.glob("*"))
    with monkeypatch.context() as patch:
        patch.setattr(versions, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(registry, 7)
    [left] = set(folder.glob("*")) - before
    return left


def _age(path: Path, age: timedelta) -> None:
    at = (NOW - age).timestamp()
    os.utime(path, (at, at))


def test_files_of_a_publication_that_was_killed_go_when_they_are_asked_for(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "artefacts"
    name = publish(registry).name
    left = _left_behind(registry, folder, monkeypatch)
    _age(left, timedelta(hours=23))
    registry.prune(keep=1, rollbacks=0, unnamed=True)
    assert left.exists()
    _age(left, timedelta(days=1))
    registry.prune(keep=1, rollbacks=0)
    assert left.exists()
    registry.prune(keep=1, rollbacks=0, unnamed=True)
    assert not left.exists()
    registry.load(name)


def test_what_an_upload_that_was_broken_off_left_goes_and_nothing_that_is_not_ours(
    registry: Registry, tmp_path: Path
) -> None:
    folder = tmp_path / "artefacts"
    name = publish(registry).name
    mine = folder_of(registry, tmp_path, name).name
    other, ours = folder / "notes", folder / f".partial-{'e' * 64}-0a"
    named = folder / f".partial-{mine}-0b"
    for each in (other, ours, named):
        each.mkdir()
        _age(each, timedelta(days=2))
    registry.prune(keep=1, rollbacks=0, unnamed=True)
    assert (other.exists(), ours.exists()) == (True, False)
    registry.load(name)


def test_a_version_published_while_half_of_its_files_are_taken_away_has_them(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish(registry).name
    add = versions.add

    def harmed(connection: Connection, version: ModelVersion) -> None:
        (folder_of(registry, tmp_path, old) / "golden.json").unlink()
        add(connection, version)

    monkeypatch.setattr(versions, "add", harmed)
    registry.load(publish(registry).name)


def test_a_version_published_while_its_files_are_taken_away_has_them(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish(registry).name
    publish(registry, 1)
    put, puts = registry._artefacts.put, list[str]()

    def pruned_right_after(digest: str, files: Artefact) -> None:
        put(digest, files)
        puts.append(digest)
        if len(puts) == 1:
            registry.prune(keep=1, rollbacks=0)

    monkeypatch.setattr(registry._artefacts, "put", pruned_right_after)
    again = publish(registry)
    assert (len(puts), again.artefact) == (2, registry.get(old).artefact)
    registry.load(again.name)


def test_no_file_is_transferred_while_everybody_else_waits_to_write(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, transferred = list[bool](), list[bool]()
    write = registry._database.write

    @contextmanager
    def watched() -> Iterator[Connection]:
        with write() as connection:
            writing.append(True)
            yield connection
            writing.pop()

    for name in ("put", "get"):
        does = getattr(registry._artefacts, name)

        def told(*given: object, does: Callable[..., object] = does) -> object:
            transferred.append(bool(writing))
            return does(*given)

        monkeypatch.setattr(registry._artefacts, name, told)
    monkeypatch.setattr(registry._database, "write", watched)
    registry.activate(publish(registry).name)
    registry.activate(publish(registry, 1).name)
    registry.rollback()
    assert set(transferred) == {False}


def test_whoever_activates_rolls_back_or_prunes_is_on_record_in_the_same_transaction(
    registry: Registry,
) -> None:
    names = _names(registry, 3)
    anna = Local("user anna", "192.0.2.7")
    registry.activate(names[1], by=anna)
    registry.activate(names[1], by=anna)
    registry.activate(names[2], by=anna, note="better")
    registry.rollback()
    registry.prune(keep=0, rollbacks=0, by=anna)
    with registry._database.read() as connection:
        acts = [
            (each.actor, each.act, each.subject, each.detail) for each in audit.latest(connection)
        ]
    assert acts[::-1] == [
        ("user anna", "model.activate", names[1], ""),
        ("user anna", "model.activate", names[2], f"instead of {names[1]}. better"),
        ("a program", "model.rollback", names[1], f"instead of {names[2]}."),
        ("user anna", "model.prune", names[2], ""),
        ("user anna", "model.prune", names[0], ""),
    ]


def test_what_cannot_be_recorded_is_not_done(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = _names(registry, 2)
    registry.activate(names[0])

    def full(*_given: object, **_known: object) -> None:
        raise StoreError("the database is full")

    monkeypatch.setattr(audit, "record", full)
    attempts: list[Callable[[], object]] = [
        lambda: registry.activate(names[1]),
        lambda: registry.prune(keep=0, rollbacks=0),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError):
            attempt()
    assert registry.active_name() == names[0]
    assert [each.name for each in registry.listing() if each.pruned_at] == []
