"""Pruning: old files go, nothing else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_world import NOW, folder_of, publish, registry_in
from scoreline.errors import NotFoundError
from scoreline.registry import Registry


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
