"""Whom the store knows: the gazetteer of a home."""

import polars as pl

from scoreline import reference
from scoreline.news.gazetteer import Gazetteer, Person
from scoreline.sources import bundled_appearances
from scoreline.store import Connection, absences, appearances, players, teams


def gazetteer_of(connection: Connection) -> Gazetteer:
    """Return the names of every club, and of every player that a source or the package names.

    When a player was heard of where goes by months: more would not tell more.
    """
    spellings: dict[str, list[str]] = {}
    for (_, _, spelling), name in teams.aliases(connection).items():
        spellings.setdefault(name, []).append(spelling)
    clubs = [
        (club["name"], club["country"], [club["full_name"], *spellings.get(club["name"], ())])
        for club in teams.listing(connection)
    ]
    return Gazetteer(clubs, reference.nicknames(), _people(connection))


def _people(connection: Connection) -> list[Person]:
    played = appearances.frame_of(connection).select("club", "player", day="date")
    if played.is_empty():
        played = bundled_appearances().rename({"date": "day"})
    absent = absences.frame_of(connection)
    told = absent.select("club", "player", day=pl.col("known_at").dt.date())
    heard = (
        pl.concat([played, told], how="vertical_relaxed")
        .group_by("club", "player", pl.col("day").dt.truncate("1mo").alias("month"))
        .agg(pl.col("day").min())
        .group_by("club", "player")
        .agg(pl.col("day").sort())
        .sort("club", "player")
    )
    seen = {(club, player): tuple(days) for club, player, days in heard.iter_rows()}
    known = {(each.club, each.name): each for each in players.listing(connection)}
    people = []
    for club, name in sorted(seen.keys() | known.keys()):
        there = known.get((club, name))
        spelled = {spelling for _, spelling in there.spellings} if there else set()
        people.append(
            Person(club, name, seen.get((club, name), ()), tuple(sorted(spelled - {name})))
        )
    return people
