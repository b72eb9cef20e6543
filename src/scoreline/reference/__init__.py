"""Facts of the game as data: competitions and their rules, clubs, rivalries."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from scoreline.domain import Competition, Deduction, SeasonRules
from scoreline.errors import NotFoundError


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
        raise NotFoundError(f"no league '{code}'; known are {', '.join(known)}")
    return known[code]


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


def _competition(code: str, table: dict[str, Any]) -> Competition:
    rules = tuple(
        SeasonRules(
            since=entry["from"],
            tie_breaks=tuple(entry["tie_breaks"]),
            **{key: entry[key] for key in entry if key not in {"from", "tie_breaks"}},
        )
        for entry in table["rules"]
    )
    return Competition(
        code=code,
        name=table["name"],
        country=table["country"],
        tier=table["tier"],
        timezone=table["timezone"],
        rules=rules,
        deductions=tuple(Deduction(**entry) for entry in table.get("deductions", ())),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _aliases(text: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, text.split(";")):
        source, _, spelling = pair.partition(":")
        yield source, spelling
