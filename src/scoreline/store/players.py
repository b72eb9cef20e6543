"""Players and the names that sources call them by, club by club."""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection, insert, select, update

from scoreline.errors import NotFoundError
from scoreline.store._frames import append, read_frame
from scoreline.store._ids import reserve
from scoreline.store.tables import player_aliases, players
from scoreline.store.tables import teams as clubs

_SPELLED = ("source", "team_id", "player")


@dataclass(frozen=True, slots=True)
class Player:
    """A player of a club; ``spellings`` are (source, spelling) pairs."""

    club: str
    name: str
    spellings: tuple[tuple[str, str], ...]


def register(connection: Connection, told: pl.DataFrame) -> None:
    """See to it that everybody a source names is known.

    A name that a source has not used at a club before is the player whom another source calls
    exactly so there, else a new one; names that are only alike are two players.

    Args:
        connection: A write connection.
        told: Has ``source``, ``team_id`` and ``player``, a name as the source has it.
    """
    known = _aliases(connection)
    fresh = told.select(_SPELLED).unique(maintain_order=True)
    fresh = fresh.join(known, on=_SPELLED, how="anti", maintain_order="left")
    if fresh.is_empty():
        return
    there = read_frame(
        connection,
        select(players.c.team_id, players.c.name, players.c.id),
        {"team_id": pl.Int64, "player": pl.String, "player_id": pl.Int64},
    )
    key = ["team_id", "player"]
    new = fresh.select(key).unique(maintain_order=True).join(there, on=key, how="anti")
    ids = pl.Series("player_id", reserve(connection, players, len(new)), dtype=pl.Int64)
    new = new.with_columns(ids)
    append(connection, players, new.select("team_id", name="player", id="player_id"))
    everybody = pl.concat([there, new.select(there.columns)])
    named = fresh.join(everybody, on=key, maintain_order="left")
    append(
        connection,
        player_aliases,
        named.select("source", "team_id", "player_id", spelling="player"),
    )


def named(connection: Connection, told: pl.DataFrame) -> pl.DataFrame:
    """Put the players' names in place of what the sources call them.

    Args:
        connection: A read connection.
        told: Has ``source``, ``team_id`` and ``player``, a name as the source has it.
    """
    known = _aliases(connection)
    return (
        told.join(known, on=_SPELLED, how="left", maintain_order="left")
        .with_columns(player=pl.coalesce("name", "player"))
        .drop("name")
    )


def spelled(connection: Connection, source: str) -> list[tuple[int, str, str]]:
    """Return club, spelling and name of every player whom a source names."""
    table = player_aliases.c
    query = select(table.team_id, table.spelling, players.c.name).join_from(player_aliases, players)
    return [
        (team, spelling, name)
        for team, spelling, name in connection.execute(query.where(table.source == source))
    ]


def listing(connection: Connection, *, club: str | None = None) -> list[Player]:
    """Return every player that some source names, by club and name."""
    query = (
        select(clubs.c.name, players.c.name, player_aliases.c.source, player_aliases.c.spelling)
        .join_from(player_aliases, players)
        .join(clubs, players.c.team_id == clubs.c.id)
    )
    if club is not None:
        query = query.where(clubs.c.name == club)
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for team, name, source, spelling in sorted(tuple(row) for row in connection.execute(query)):
        found.setdefault((team, name), []).append((source, spelling))
    return [Player(*key, tuple(spellings)) for key, spellings in found.items()]


def sources(connection: Connection) -> list[str]:
    """Return the sources that name players."""
    return sorted(connection.scalars(select(player_aliases.c.source).distinct()))


def add_alias(connection: Connection, *, source: str, spelling: str, club: str, name: str) -> None:
    """Let a source's spelling stand for a player of a club, whomever it stood for before.

    Raises:
        NotFoundError: There is no such club, or nobody of the club has this name.
    """
    team = connection.scalar(select(clubs.c.id).where(clubs.c.name == club))
    if team is None:
        raise NotFoundError(f"no club '{club}'; see: scoreline teams list")
    of_club = (players.c.team_id == team) & (players.c.name == name)
    player = connection.scalar(select(players.c.id).where(of_club))
    if player is None:
        raise NotFoundError(f"no player '{name}' of {club}; see: scoreline players list")
    spelled = (
        (player_aliases.c.source == source)
        & (player_aliases.c.team_id == team)
        & (player_aliases.c.spelling == spelling)
    )
    again = connection.execute(update(player_aliases).where(spelled).values(player_id=player))
    if not again.rowcount:
        row = {"source": source, "team_id": team, "spelling": spelling, "player_id": player}
        connection.execute(insert(player_aliases).values(row))


def _aliases(connection: Connection) -> pl.DataFrame:
    table = player_aliases.c
    query = select(table.source, table.team_id, table.spelling, players.c.name).join_from(
        player_aliases, players
    )
    kinds = {"source": pl.String, "team_id": pl.Int64, "player": pl.String, "name": pl.String}
    return read_frame(connection, query, kinds)
