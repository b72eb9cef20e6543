"""Clubs and the names that sources call them by."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.reference import Club
from scoreline.store.tables import team_aliases, teams


def seed(connection: Connection, clubs: Iterable[Club]) -> None:
    """Add the clubs and aliases that are not there yet."""
    known = set(connection.scalars(select(teams.c.name)))
    clubs = list(clubs)
    new = [
        {"name": club.name, "full_name": club.full_name, "country": club.country}
        for club in clubs
        if club.name not in known
    ]
    if new:
        connection.execute(insert(teams), new)
    _seed_aliases(connection, clubs)


def ids(connection: Connection) -> dict[str, int]:
    """Return the id of every club by its canonical name."""
    return {name: key for key, name in connection.execute(select(teams.c.id, teams.c.name))}


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


def add_alias(connection: Connection, *, source: str, spelling: str, name: str) -> None:
    """Let a source's spelling stand for a club.

    Raises:
        NotFoundError: No club has this canonical name.
        ConfigurationError: The spelling already stands for another club.
    """
    club = connection.execute(select(teams).where(teams.c.name == name)).mappings().one_or_none()
    if club is None:
        raise NotFoundError(f"no club '{name}'; see: scoreline teams list")
    taken = aliases(connection).get((source, club["country"], spelling))
    if taken == name:
        return
    if taken is not None:
        raise ConfigurationError(f"'{spelling}' of {source} already stands for {taken}")
    connection.execute(
        insert(team_aliases).values(
            source=source, country=club["country"], spelling=spelling, team_id=club["id"]
        )
    )


def _seed_aliases(connection: Connection, clubs: list[Club]) -> None:
    known = aliases(connection)
    keys = ids(connection)
    new = [
        {
            "source": source,
            "country": club.country,
            "spelling": spelling,
            "team_id": keys[club.name],
        }
        for club in clubs
        for source, spelling in club.aliases
        if (source, club.country, spelling) not in known
    ]
    if new:
        connection.execute(insert(team_aliases), new)
