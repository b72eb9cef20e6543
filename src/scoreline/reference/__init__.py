"""Facts of the game as data: competitions and their rules, clubs, rivalries."""

import csv
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from scoreline.domain import Competition, Deduction, SeasonRules
from scoreline.domain.competition import TIE_BREAKS
from scoreline.errors import NotFoundError

NOTHING_YET: Final = "there are no matches yet; begin with: scoreline ingest bundled"
"""What is said where a home is empty."""

_FIRST: Final = SeasonRules(
    since=0,
    teams=0,
    champions_league=0,
    europe=0,
    relegation=0,
    relegation_playoff=0,
    promotion=0,
    promotion_playoff=0,
    points_per_win=3,
    tie_breaks=("goal_difference", "goals_for"),
)
"""What a competition's first entry changes."""


@dataclass(frozen=True, slots=True)
class Club:
    """A club; ``aliases`` are (source, spelling) pairs that differ from ``name``."""

    name: str
    full_name: str
    country: str
    aliases: tuple[tuple[str, str], ...]


@cache
def competitions() -> Mapping[str, Competition]:
    """Return every competition by code."""
    text = files(__name__).joinpath("competitions.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {code: _competition(code, table) for code, table in tomllib.loads(text).items()}
    )


def competition(code: str) -> Competition:
    """Return one competition.

    Raises:
        NotFoundError: No competition has this code.
    """
    known = competitions()
    if code not in known:
        raise NotFoundError(f"no league '{code}'; known are {listed(known)}")
    return known[code]


def named(code: str) -> str:
    """Return a league as errors call it, like ``E0 (Premier League)``."""
    known = competitions().get(code)
    return code if known is None else f"{code} ({known.name})"


def listed(codes: Iterable[str]) -> str:
    """Return leagues as :func:`named`, in one line."""
    return ", ".join(map(named, codes))


def require_leagues(codes: Iterable[str], stored: Collection[str]) -> None:
    """Refuse leagues of which there is no match.

    Raises:
        NotFoundError: One of ``codes`` is not among those stored.
    """
    for code in codes:
        if code not in stored:
            there = listed(sorted(stored))
            if not there:
                raise NotFoundError(NOTHING_YET)
            raise NotFoundError(f"no matches of league '{code}'; there are {there}")


@cache
def clubs() -> tuple[Club, ...]:
    """Return every club."""
    return tuple(
        Club(row["name"], row["full_name"], row["country"], tuple(_aliases(row["aliases"])))
        for row in _rows("clubs.csv")
    )


@cache
def rivalries() -> frozenset[frozenset[str]]:
    """Return the pairs of clubs that play a derby."""
    return frozenset(frozenset((row["club"], row["rival"])) for row in _rows("rivalries.csv"))


def colours_of(club: str) -> tuple[str, str] | None:
    """Return a club's two colours, None where nobody has told them."""
    return _colours().get(club)


@cache
def _colours() -> Mapping[str, tuple[str, str]]:
    rows = _rows("club_colours.csv")
    return MappingProxyType({row["name"]: (row["first"], row["second"]) for row in rows})


@cache
def nicknames() -> Mapping[str, tuple[str, ...]]:
    """Return the clubs that each nickname may stand for."""
    return MappingProxyType(
        {row["nickname"]: tuple(row["clubs"].split(";")) for row in _rows("nicknames.csv")}
    )


def _competition(code: str, table: dict[str, Any]) -> Competition:
    return Competition(
        code=code,
        name=table["name"],
        country=table["country"],
        tier=table["tier"],
        timezone=table["timezone"],
        rules=tuple(_rules(table["rules"])),
        deductions=tuple(Deduction(**entry) for entry in table.get("deductions", ())),
        calendar_year=table.get("calendar_year", False),
    )


def _rules(entries: Iterable[dict[str, Any]]) -> Iterator[SeasonRules]:
    """Yield rules in the order of seasons; an entry changes what it names of the one before."""
    current = _FIRST
    for entry in entries:
        changed = {name: value for name, value in entry.items() if name != "from"}
        if unknown := {*changed.get("tie_breaks", ())} - {*TIE_BREAKS}:
            raise ValueError(f"no tie-breaks: {', '.join(sorted(unknown))}")
        current = replace(current, since=entry["from"], **changed)
        yield replace(current, tie_breaks=tuple(current.tie_breaks))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _aliases(text: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, text.split(";")):
        source, _, spelling = pair.partition(":")
        yield source, spelling
