"""All features by group, in the order of the columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scoreline.domain import InformationSet
from scoreline.errors import NotFoundError
from scoreline.features._base import Group
from scoreline.features.availability import AVAILABILITY
from scoreline.features.chances import CHANCES
from scoreline.features.context import CONTEXT
from scoreline.features.form import FORM
from scoreline.features.head_to_head import HEAD_TO_HEAD
from scoreline.features.league import LEAGUE
from scoreline.features.market import MARKET
from scoreline.features.news import NEWS
from scoreline.features.ratings import RATINGS
from scoreline.features.table import TABLE
from scoreline.features.venue import VENUE

GROUPS: Final = (
    FORM,
    VENUE,
    HEAD_TO_HEAD,
    TABLE,
    CHANCES,
    AVAILABILITY,
    CONTEXT,
    LEAGUE,
    MARKET,
    RATINGS,
    NEWS,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A feature as the catalogue lists it.

    Attributes:
        as_of: Which part of the evidence a row may use.
        missing: When it is null.
        needs: The smallest information set that has it.
    """

    group: str
    name: str
    definition: str
    unit: str
    as_of: str
    missing: str
    needs: InformationSet


CATALOGUE: Final = tuple(
    Entry(
        group.name,
        feature.name,
        feature.definition,
        feature.unit,
        group.as_of,
        feature.missing or group.missing,
        feature.needs,
    )
    for group in GROUPS
    for feature in group.features
)


def names(information: InformationSet, groups: Sequence[Group] = GROUPS) -> tuple[str, ...]:
    """Return the features there are with an information set, in the order of the columns."""
    return tuple(each.name for group in groups for each in group.seen_with(information))


def describe(name: str) -> Entry:
    """Return what the catalogue says of a feature.

    Raises:
        NotFoundError: No feature has this name.
    """
    for entry in CATALOGUE:
        if entry.name == name:
            return entry
    raise NotFoundError(f"no feature '{name}'; the catalogue lists them all")
