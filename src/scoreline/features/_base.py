"""What a group of features is."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoreline.domain import InformationSet
from scoreline.features.timeline import Timeline

Floats = NDArray[np.float64]


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
        compute: Takes a timeline, returns one array of shape (matches,) per feature name, NaN
            where missing, in the timeline's row order.
        as_of: Which part of the evidence a row may use.
        missing: When a feature is null.
    """

    name: str
    features: tuple[Feature, ...]
    compute: Callable[[Timeline], dict[str, Floats]]
    _: KW_ONLY
    as_of: str = RESULTS
    missing: str

    def seen_with(self, information: InformationSet) -> tuple[Feature, ...]:
        """Return the features that may be computed with an information set."""
        return tuple(each for each in self.features if information.contains(each.needs))

    def view(self, timeline: Timeline) -> Timeline:
        """Return the timeline without the odds that none of these features needs."""
        needs = [each.needs for each in self.features]
        if any(each.contains(InformationSet.OPENING) for each in needs):
            return timeline
        past = any(each.contains(InformationSet.PAST) for each in needs)
        most = InformationSet.PAST if past else InformationSet.NONE
        return timeline.limited_to(most) if timeline.information.contains(most) else timeline


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


def by_side(names: Sequence[str], values: Floats) -> dict[str, Floats]:
    """Name the columns of an array of shape (matches, 2, names), home then away."""
    return {
        name.format(side=side): values[:, i, column]
        for column, name in enumerate(names)
        for i, side in enumerate(("home", "away"))
    }
