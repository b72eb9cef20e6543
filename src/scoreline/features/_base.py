"""What a group of features is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoreline.features.timeline import Timeline

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feature:
    """One column: ``definition`` says what it holds, null where it cannot be known."""

    name: str
    definition: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Features computed together.

    Attributes:
        compute: Takes a timeline, returns one array of shape (matches,) per feature name, NaN
            where missing, in the timeline's row order.
    """

    name: str
    features: tuple[Feature, ...]
    compute: Callable[[Timeline], dict[str, Floats]]


def sides(name: str, definition: str, unit: str = "") -> tuple[Feature, Feature]:
    """Return the home and the away feature of a name with ``{side}`` in it."""
    home, away = (
        Feature(name.format(side=side), f"{side} team: {definition}", unit)
        for side in ("home", "away")
    )
    return home, away


def by_side(names: Sequence[str], values: Floats) -> dict[str, Floats]:
    """Name the columns of an array of shape (matches, 2, names), home then away."""
    return {
        name.format(side=side): values[:, i, column]
        for column, name in enumerate(names)
        for i, side in enumerate(("home", "away"))
    }
