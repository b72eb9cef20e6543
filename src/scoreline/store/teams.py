"""Clubs and the names that sources call them by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl
from sqlalchemy import Connection, insert, select

from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.reference import Club
from scoreline.store._frames import append, read_frame
from scoreline.store.tables import team_aliases, teams

KEY_SOURCE: Final = "football-data"
"""The source whose spelling is a club's name."""

LONGEST: Final = MappingProxyType({"source": 40, "country": 40, "spelling": 120, "club": 80})
"""How many characters what belongs to an alias may have."""


@dataclass(frozen=True, slots=True)
class Alias:
    """What a source calls a club of a country; ``club`` is the club's name here."""

    source: str
    country: str
    spelling: str
    club: str


def seed(connection: Connection, clubs: Iterable[Club]) -> None:
    """Add the clubs and aliases that are not there yet."""
    known = set(connection.scalars(select(teams.c.name)))
    clubs = list(clubs)
    new = [
        {"name": club.name, "full_name": club.full_name, "country": club.country}
        for club in clubs
        if club.name not in known
    ]
    append(connection, teams, pl.DataFrame(new))
    _seed_aliases(connection, clubs)


def ids(connection: Connection) -> dict[str, int]:
    """Return the id of every club by its canonical name."""
    kinds = {"name": pl.String, "id": pl.Int64}
    return dict(read_frame(connection, select(teams.c.name, teams.c.id), kinds).iter_rows())


def aliases(connection: Connection) -> dict[tuple[str, str, str], str]:
    """Return the canonical name behind every (source, country, spelling)."""
    rows = connection.execute(
        select(
            team_aliases.c.source, team_aliases.c.country, team_aliases.c.spelling, teams.c.name
        ).join_from(team_aliases, teams)
    )
    return {(source, country, spelling): name for source, country, spelling, name in rows}


def listing(connection: Connection) -> list[dict[str, str]]:
    """Return name, full name and country of every club, by country and name."""
    rows = connection.execute(select(teams.c.name, teams.c.full_name, teams.c.country))
    return sorted(
        (dict(row) for row in rows.mappings()), key=lambda club: (club["country"], club["name"])
    )


def add(connection: Connection, *, name: str, full_name: str, country: str) -> bool:
    """Add a club; return whether it was not there yet.

    Raises:
        ConfigurationError: Another club has this name, or a source writes another club so.
    """
    club = connection.execute(select(teams).where(teams.c.name == name)).mappings().one_or_none()
    if club is not None:
        if (club["country"], club["full_name"]) == (country, full_name):
            return False
        there = f"'{name}' is {club['full_name']} of {club['country']} already"
        raise ConfigurationError(f"{there}; names of clubs are unique: choose another")
    for (source, land, spelling), other in aliases(connection).items():
        if (land, spelling) == (country, name):
            raise ConfigurationError(f"'{name}' is what {source} calls {other}; choose another")
    connection.execute(insert(teams).values(name=name, full_name=full_name, country=country))
    return True


def add_alias(connection: Connection, *, source: str, spelling: str, name: str) -> None:
    """Let a source's spelling stand for a club.

    Raises:
        NotFoundError: No club has this canonical name.
        ConfigurationError: The spelling already stands for another club.
    """
    country = connection.scalar(select(teams.c.country).where(teams.c.name == name))
    add_aliases(connection, [Alias(source, country or "", spelling, name)])


def add_aliases(connection: Connection, wanted: Sequence[Alias]) -> int:
    """Add aliases, all or none; return how many were not there yet.

    Raises:
        NotFoundError: An alias is for a club that is not there.
        ConfigurationError: A spelling stands for another club already, or is that club's name.
    """
    clubs = {club["name"]: club["country"] for club in listing(connection)}
    known = aliases(connection)
    new: list[Alias] = []
    for alias in wanted:
        key = (alias.source, alias.country, alias.spelling)
        if clubs.get(alias.club) != alias.country:
            land = f" in {alias.country}" if alias.country else ""
            raise NotFoundError(f"no club '{alias.club}'{land}; see: scoreline teams list")
        if known.get(key, alias.club) != alias.club:
            raise ConfigurationError(
                f"'{alias.spelling}' of {alias.source} already stands for {known[key]}"
            )
        own = alias.source == KEY_SOURCE and clubs.get(alias.spelling) == alias.country
        if own and alias.spelling != alias.club:
            raise ConfigurationError(f"'{alias.spelling}' is the name of a club of its own")
        if key not in known:
            known[key] = alias.club
            new.append(alias)
    _insert_aliases(connection, new)
    return len(new)


def alias_table(connection: Connection) -> list[Alias]:
    """Return every alias, by source, country and spelling."""
    return [Alias(*key, club) for key, club in sorted(aliases(connection).items())]


def _seed_aliases(connection: Connection, clubs: list[Club]) -> None:
    known = aliases(connection)
    _insert_aliases(
        connection,
        [
            Alias(source, club.country, spelling, club.name)
            for club in clubs
            for source, spelling in club.aliases
            if (source, club.country, spelling) not in known
        ],
    )


def _insert_aliases(connection: Connection, new: Sequence[Alias]) -> None:
    if new:
        keys = ids(connection)
        rows = [
            {
                "source": alias.source,
                "country": alias.country,
                "spelling": alias.spelling,
                "team_id": keys[alias.club],
            }
            for alias in new
        ]
        append(connection, team_aliases, pl.DataFrame(rows))
