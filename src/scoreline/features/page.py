"""The catalogue as a page of the documentation."""

from typing import Final

from scoreline.domain import InformationSet
from scoreline.features._base import Feature, Group
from scoreline.features.catalogue import CATALOGUE, FURTHER, GROUPS

_HEAD: Final = """# Features

Written by `make docs` from the catalogue in the code; do not edit by hand.

{count} columns in {groups} groups, Float64, in this order. Null where missing, never 0. Every row
speaks from an instant: the match's kick-off, or the as-of instant of a forecast where that is
earlier. A result is known two and a half hours after kick-off, or when the day is over where the
hour is not known; no row sees a result, a price or a report that was not known at its instant.
The goals beside the columns are null for a match to come and for one whose result was awarded.

`FeatureEngine(margin=...)` says how a bookmaker's margin is taken out: `power`, `shin` or
`proportional`; models always see `power`.

`FeatureEngine(information=...)` says which odds may be seen. `none` leaves the columns marked
`past` and `opening` out, `past` has those from the odds of earlier matches, `opening` and `closing`
have all. `scoreline features` writes all of them with `--odds closing`, the default: a closing
price is known at kick-off, so it belongs to the row's own instant. In a forecast before kick-off
there is no closing price yet, and the opening one stands there.
"""

_FURTHER: Final = """# Further columns

Models read these too, by the same rules. They are no part of the catalogue, and
`scoreline features` does not write them (decision 0095).
"""


def page() -> str:
    """Return the catalogue and the further columns in Markdown, a table a group."""
    head = _HEAD.format(count=len(CATALOGUE), groups=len(GROUPS))
    listed, further = (map(_section, groups) for groups in (GROUPS, FURTHER))
    return "\n".join([head, *listed, _FURTHER, *further])


def _section(group: Group) -> str:
    lines = [
        f"## {group.name}\n",
        f"As of: {group.as_of}.",
        f"Missing: {group.missing}, unless said otherwise.\n",
        "| feature | definition | unit | missing where | odds |",
        "|---|---|---|---|---|",
        *(_line(feature) for feature in group.features),
    ]
    return "\n".join(lines) + "\n"


def _line(feature: Feature) -> str:
    odds = "" if feature.needs is InformationSet.NONE else str(feature.needs)
    cells = (f"`{feature.name}`", feature.definition, feature.unit, feature.missing or "", odds)
    return "| " + " | ".join(cells) + " |"
