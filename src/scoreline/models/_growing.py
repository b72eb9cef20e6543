"""What the libraries that grow trees have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, Protocol

import numpy as np

from scoreline.errors import ConfigurationError
from scoreline.models._base import Floats, Ints
from scoreline.models._trees import Trees

Objective = Literal["outcomes", "goals"]

Preset = Mapping[str, Any]
"""Settings by a library's own names."""

PATIENCE: Final = 50
"""Rounds without improvement after which boosting stops."""


MOST_COLUMNS: Final = 100_000


class Taught(NamedTuple):
    """What trees learn from: ``x`` of shape (n, k), NaN where missing, ``y`` and weights (n,)."""

    x: Floats
    y: Ints
    weight: Floats | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be grown.

    Attributes:
        objective: Log-odds of three outcomes, or the logarithm of expected goals.
        settings: By the library's own names.
        rounds: How many times trees are added, at most.
    """

    objective: Objective
    settings: dict[str, Any]
    rounds: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """Trees that a library grew.

    Attributes:
        content: The bytes they are kept as.
        trees: The same trees; their sums are the library's own to the last bit.
        rounds: How many times trees were added.
        gains: The average gain of the splits on each column, 0 where there is none, shape (k,).
    """

    content: bytes
    trees: Trees
    rounds: int
    gains: Floats


class Library(Protocol):
    """Grows trees on one thread, and reads what it has grown without running its code.

    Attributes:
        suffix: Of its files.
        counter: What it calls the number of rounds.
        presets: Settings by name, the number of rounds among them.
    """

    suffix: str
    counter: str
    presets: Mapping[str, Preset]

    def grow(self, plan: Plan, past: Taught, later: Taught | None) -> Grown:
        """Grow trees; with ``later``, only until it no longer improves, cut to the best."""

    def read(self, content: bytes) -> Grown:
        """Read what was kept.

        Raises:
            IntegrityError: It is damaged, or of a kind that we never grow.
        """


def planned(
    library: Library,
    objective: Objective,
    preset: str,
    overrides: Preset,
    *,
    rounds: int | None,
    seed: int,
) -> Plan:
    """Return the plan that a preset and what differs from it make.

    Args:
        library: Whose names the settings go by.
        objective: What is forecast.
        preset: One of the library's.
        overrides: Settings that differ from it.
        rounds: None takes the settings' number of rounds.
        seed: Of what is drawn at random.

    Raises:
        ConfigurationError: No preset has this name.
    """
    if preset not in library.presets:
        known = ", ".join(library.presets)
        raise ConfigurationError(f"no preset '{preset}' of boosted trees; try {known}")
    settings: dict[str, Any] = {**library.presets[preset], **overrides}
    most = int(settings.pop(library.counter))
    return Plan(objective, settings, rounds or most, seed)


def average_gains(columns: Ints, gains: Floats, width: int) -> Floats:
    """Return the average gain on each column, shape (width,), of splits given one by one.

    Raises:
        ValueError: More columns than anybody has.
    """
    if width > MOST_COLUMNS:
        raise ValueError(f"{width} columns")
    splits = np.bincount(columns, minlength=width)
    total = np.bincount(columns, weights=gains, minlength=width)
    averages: Floats = total / np.maximum(splits, 1)
    return averages
