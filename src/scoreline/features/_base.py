"""What a group of features is."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoreline.domain import InformationSet
from scoreline.features.timeline import Timeline
from scoreline.ratings import Stretch

Floats = NDArray[np.float64]

Columns = dict[str, Floats]
"""An array of shape (rows,) per feature name, NaN where missing."""

Walk = Callable[[Stretch], Columns]
"""Walks a stretch of a timeline, on from where the last one ended, and returns its rows."""

Begin = Callable[[Timeline], Walk]
"""Prepares what is needed of a timeline's matches, and the state at its beginning."""

RESULTS: Final = "results known by the row's instant"
"""The as-of rule of most groups."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One column.

    Attributes:
        definition: What it holds.
        missing: When it is null, where the group's own rule does not say it.
        needs: What odds it is made from.
    """

    name: str
    definition: str
    unit: str = ""
    _: KW_ONLY
    missing: str | None = None
    needs: InformationSet = InformationSet.NONE


@dataclass(frozen=True, slots=True)
class Group:
    """Features computed together.

    Attributes:
        begin: What begins the walks that have these features, or more than these; what several
            groups name is walked once for all of them.
        as_of: Which part of the evidence a row may use.
        missing: When a feature is null.
    """

    name: str
    features: tuple[Feature, ...]
    begin: tuple[Begin, ...]
    _: KW_ONLY
    as_of: str = RESULTS
    missing: str

    def seen_with(self, information: InformationSet) -> tuple[Feature, ...]:
        """Return the features that may be computed with an information set."""
        return tuple(each for each in self.features if information.contains(each.needs))

    def sight(self, information: InformationSet) -> InformationSet:
        """Return what of an information set the group is shown: no odds that it does not need."""
        needs = [each.needs for each in self.features]
        if any(each.contains(InformationSet.OPENING) for each in needs):
            return information
        past = any(each.contains(InformationSet.PAST) for each in needs)
        most = InformationSet.PAST if past else InformationSet.NONE
        return most if information.contains(most) else information


def sides(
    name: str,
    definition: str,
    unit: str = "",
    *,
    missing: str | None = None,
    needs: InformationSet = InformationSet.NONE,
) -> tuple[Feature, Feature]:
    """Return the home and the away feature of a name with ``{side}`` in it."""
    home, away = (
        Feature(
            name.format(side=side),
            f"{side} team: {definition}",
            unit,
            missing=missing,
            needs=needs,
        )
        for side in ("home", "away")
    )
    return home, away


def by_side(names: Sequence[str], values: Floats) -> Columns:
    """Name the columns of an array of shape (rows, 2, names), home then away."""
    return {
        name.format(side=side): values[:, i, column]
        for column, name in enumerate(names)
        for i, side in enumerate(("home", "away"))
    }
