"""All features by group, in the order of the columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from scoreline.domain import InformationSet
from scoreline.errors import NotFoundError
from scoreline.features._base import Group
from scoreline.features.availability import AVAILABILITY
from scoreline.features.chances import CHANCES
from scoreline.features.context import CONTEXT
from scoreline.features.expectations import EXPECTATIONS, FROM_PAST_ODDS, IMPLIED_GOALS
from scoreline.features.form import FORM
from scoreline.features.head_to_head import HEAD_TO_HEAD
from scoreline.features.league import LEAGUE
from scoreline.features.market import MARKET
from scoreline.features.news import NEWS
from scoreline.features.ratings import RATINGS
from scoreline.features.table import STAKES, TABLE
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
"""The groups of the catalogue."""

FURTHER: Final = (EXPECTATIONS, STAKES, FROM_PAST_ODDS, IMPLIED_GOALS)
"""Groups of columns that models read besides; no export has them."""


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


def _entries(groups: Sequence[Group]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            group.name,
            feature.name,
            feature.definition,
            feature.unit,
            group.as_of,
            feature.missing or group.missing,
            feature.needs,
        )
        for group in groups
        for feature in group.features
    )


CATALOGUE: Final = _entries(GROUPS)


def names(
    information: InformationSet, groups: Sequence[Group] = (*GROUPS, *FURTHER)
) -> tuple[str, ...]:
    """Return the columns there are with an information set, in their order."""
    return tuple(each.name for group in groups for each in group.seen_with(information))


def require_odds(rows: pl.DataFrame, information: InformationSet) -> None:
    """Refuse feature rows without any odds where odds were to be seen.

    Raises:
        NotFoundError: Everything that is made from odds is null.
    """
    blind = names(InformationSet.NONE)
    made_from_odds = [name for name in names(information) if name not in blind]
    if (
        made_from_odds
        and rows.select(pl.all_horizontal(pl.col(made_from_odds).is_null().all())).item()
    ):
        raise NotFoundError(
            f"no odds are stored that --odds {information} could see; take some in, for example"
            " with: scoreline ingest football-data"
        )
