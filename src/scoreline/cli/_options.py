"""Options that several commands share, and how their texts are read."""

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from scoreline.domain import InformationSet
from scoreline.errors import ConfigurationError

if TYPE_CHECKING:
    from scoreline.models import Recipe

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Leagues = Annotated[
    list[str] | None,
    typer.Option("--league", metavar="CODE", help="A league, like E0 or SP1; give it repeatedly."),
]
Seasons = Annotated[
    str | None,
    typer.Option(
        metavar="YEARS", help="Seasons by first year: 2022, 2015-2022 or 2015,2017,2020-2022."
    ),
]
OneLeague = Annotated[str, typer.Option("--league", metavar="CODE", help="A league, like E0.")]
Season = Annotated[int, typer.Option(metavar="YEAR", help="A season by its first year.")]
Odds = Annotated[InformationSet, typer.Option("--odds", help="Which odds the forecast may see.")]

# Names are written out: to ask for them takes longer than most commands.
RecipeName = Annotated[
    str,
    typer.Option(
        "--recipe",
        metavar="NAME",
        help="What to fit: ensemble; logit or glm, linear in few strong ratings; xgboost, lightgbm"
        " or histgradient, trees on every feature; bet-hope or extratime, as the original designs"
        " were.",
    ),
]
Goals = Annotated[
    str | None,
    typer.Option(
        "--goals",
        metavar="NAME",
        help="What forecasts goals in the place of the recipe's own members: xgboost, lightgbm,"
        " histgradient or glm.",
    ),
]
Calibration = Annotated[
    str | None,
    typer.Option(
        "--calibration",
        metavar="KIND",
        help="How probabilities are made to mean what they say: none, temperature, vector,"
        " isotonic, or auto for the one that proves itself on later matches. The recipe's own"
        " where left away.",
    ),
]
Decision = Annotated[
    str | None,
    typer.Option(
        "--decision",
        metavar="RULE",
        help="Which outcome is recommended: the one with the largest probability, or balanced,"
        " so that draws are found too.",
    ),
]

_SPAN = re.compile(r"(\d{4})(?:-(\d{4}))?")


def chosen_recipe(
    name: str,
    odds: InformationSet,
    *,
    goals: str | None = None,
    calibration: str | None = None,
    decision: str | None = None,
) -> "Recipe":
    """Return a recipe by name with what else was asked for; what is left away is its own.

    Raises:
        ConfigurationError: There is nothing of one of these names.
    """
    from scoreline.models import recipe, with_goals  # noqa: PLC0415 - slow

    found = recipe(name, odds)
    found = found if goals is None else with_goals(found, goals)
    return replace(
        found,
        calibration=calibration or found.calibration,
        decision=decision or found.decision,
    )


def read_seasons(text: str | None) -> tuple[int, ...]:
    """Read ``2015-2017,2020`` as (2015, 2016, 2017, 2020); nothing as ()."""
    if text is None:
        return ()
    years: list[int] = []
    for part in text.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise ConfigurationError(f"--seasons '{text}': write it like 2022 or 2015-2022")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise ConfigurationError(f"--seasons '{text}': {first} comes after {last}")
        years += range(first, last + 1)
    return tuple(dict.fromkeys(years))


def read_day(text: str | None, option: str) -> date | None:
    """Read a day like 2023-06-30."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"{option} '{text}': write the day like 2023-06-30") from error


def required_day(text: str, option: str) -> date:
    """Read a day that must be there."""
    day = read_day(text, option)
    if day is None:
        raise ConfigurationError(f"{option} is missing; write the day like 2023-06-30")
    return day
