"""All features by group, in the order of the columns."""

from dataclasses import dataclass
from typing import Final

from scoreline.errors import NotFoundError
from scoreline.features.chances import CHANCES
from scoreline.features.context import CONTEXT
from scoreline.features.form import FORM
from scoreline.features.head_to_head import HEAD_TO_HEAD
from scoreline.features.league import LEAGUE
from scoreline.features.ratings import RATINGS
from scoreline.features.table import TABLE
from scoreline.features.venue import VENUE

GROUPS: Final = (FORM, VENUE, HEAD_TO_HEAD, TABLE, CHANCES, CONTEXT, LEAGUE, RATINGS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A feature as the catalogue lists it."""

    group: str
    name: str
    definition: str
    unit: str


CATALOGUE: Final = tuple(
    Entry(group.name, feature.name, feature.definition, feature.unit)
    for group in GROUPS
    for feature in group.features
)


def describe(name: str) -> Entry:
    """Return what the catalogue says of a feature.

    Raises:
        NotFoundError: No feature has this name.
    """
    for entry in CATALOGUE:
        if entry.name == name:
            return entry
    raise NotFoundError(f"no feature '{name}'; the catalogue lists them all")
