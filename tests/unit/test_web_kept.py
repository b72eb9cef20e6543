"""Answers that are kept: never past a write, a swap or a second."""

import time
from typing import Any

import pytest

from scoreline.registry import Health
from scoreline.web.kept import AGE, KeptForecasts


class World:
    def __init__(self) -> None:
        self.database = self
        self.written = 0
        self.version = "v1"
        self.made = 0

    def stamp(self) -> int:
        return self.written

    def health(self) -> Health:
        return Health(self.version, None)

    def make(self) -> tuple[str, int]:
        self.made += 1
        return str(self.made), 0


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def kept(world: World) -> KeptForecasts:
    one: Any = world
    return KeptForecasts(one, one)


def test_an_answer_is_made_once_until_somebody_writes_or_the_model_changes(
    world: World, kept: KeptForecasts
) -> None:
    assert [kept.get(1, world.make)[0] for _ in range(3)] == ["1", "1", "1"]
    assert kept.get(2, world.make)[0] == "2"
    world.written += 1
    assert [kept.get(1, world.make)[0] for _ in range(2)] == ["3", "3"]
    world.version = "v2"
    assert [kept.get(1, world.make)[0] for _ in range(2)] == ["4", "4"]


def test_an_answer_is_no_older_than_a_second(
    world: World, kept: KeptForecasts, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert [kept.get(1, world.make)[0] for _ in range(2)] == ["1", "1"]
    monkeypatch.setattr(time, "monotonic", lambda: now + AGE)
    assert kept.get(1, world.make)[0] == "2"


def test_what_is_written_while_an_answer_is_made_counts_as_later(
    world: World, kept: KeptForecasts
) -> None:
    def make() -> tuple[str, int]:
        world.written += 1
        return world.make()

    assert kept.get(1, make)[0] == "1"
    assert kept.get(1, world.make)[0] == "2"


def test_a_failure_is_not_kept(world: World, kept: KeptForecasts) -> None:
    def fail() -> tuple[str, int]:
        raise RuntimeError

    kept.get(1, world.make)
    world.written += 1
    with pytest.raises(RuntimeError):
        kept.get(1, fail)
    assert kept.get(1, world.make)[0] == "2"
