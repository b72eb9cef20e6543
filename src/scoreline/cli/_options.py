"""Options that several commands share, and how their texts are read."""

import re
from datetime import date
from typing import Annotated

import typer

from scoreline.domain import InformationSet
from scoreline.errors import ConfigurationError

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

_SPAN = re.compile(r"(\d{4})(?:-(\d{4}))?")


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


def require_name(what: str, name: str, longest: int) -> None:
    """Refuse a name that nobody could read in a table or that the store cannot hold."""
    if not (name.strip() == name and name.isprintable() and 0 < len(name) <= longest):
        raise ConfigurationError(f"{what} needs a name of 1 to {longest} printable characters")


def required_day(text: str, option: str) -> date:
    """Read a day that must be there."""
    day = read_day(text, option)
    if day is None:
        raise ConfigurationError(f"{option} is missing; write the day like 2023-06-30")
    return day
