"""Players under one name whatever sources call them, and never because names are alike."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from store_rows import CLUBS

from scoreline.domain.frames import ABSENCES, APPEARANCES
from scoreline.errors import NotFoundError
from scoreline.sources.likeness import alike
from scoreline.store import Database, absences, appearances, players, teams
from scoreline.store.players import Player

NOW = datetime(2024, 8, 18, tzinfo=UTC)
OUT = {"club": "Ashford", "kind": "injury", "start": date(2024, 8, 1), "known_at": NOW}


def tell(database: Database, source: str, *names: str, **known: Any) -> None:
    rows = [{**OUT, "player": name, **known} for name in names]
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        absences.save(connection, pl.DataFrame(rows, schema=ABSENCES), source=source)


def alias(database: Database, spelling: str, name: str, club: str = "Ashford") -> None:
    with database.write() as connection:
        players.add_alias(connection, source="b", spelling=spelling, club=club, name=name)


def listed(database: Database, **only: str) -> list[Player]:
    with database.read() as connection:
        return players.listing(connection, **only)


def told(database: Database) -> list[str]:
    with database.read() as connection:
        return absences.frame_of(connection)["player"].to_list()


def test_two_sources_that_spell_a_player_alike_mean_two_until_somebody_says_otherwise(
    database: Database,
) -> None:
    tell(database, "a", "Mohamed Salah")
    tell(database, "b", "Mohamed Salah Ghaly")
    assert told(database) == ["Mohamed Salah", "Mohamed Salah Ghaly"]
    alias(database, "Mohamed Salah Ghaly", "Mohamed Salah")
    assert told(database) == ["Mohamed Salah"]
    both = (("a", "Mohamed Salah"), ("b", "Mohamed Salah Ghaly"))
    assert listed(database) == [Player("Ashford", "Mohamed Salah", both)]


def test_two_sources_that_spell_a_player_the_same_mean_one(database: Database) -> None:
    for source in "ab":
        tell(database, source, "Bo Back", "Al Wing")
    assert told(database) == ["Al Wing", "Bo Back"]
    assert [player.spellings for player in listed(database)] == [
        (("a", "Al Wing"), ("b", "Al Wing")),
        (("a", "Bo Back"), ("b", "Bo Back")),
    ]


def test_a_name_at_another_club_is_another_player(database: Database) -> None:
    tell(database, "a", "Danny Ward")
    tell(database, "a", "Danny Ward", club="Dale")
    assert [(each.club, each.name) for each in listed(database)] == [
        ("Ashford", "Danny Ward"),
        ("Dale", "Danny Ward"),
    ]
    assert [each.club for each in listed(database, club="Dale")] == ["Dale"]


def test_an_alias_can_come_before_what_it_stands_for_and_can_change(database: Database) -> None:
    tell(database, "a", "Al Wing", "Al Winger")
    alias(database, "A. Wing", "Al Winger")
    tell(database, "b", "A. Wing", start=date(2024, 9, 1))
    assert told(database) == ["Al Wing", "Al Winger", "Al Winger"]
    alias(database, "A. Wing", "Al Wing")
    assert told(database) == ["Al Wing", "Al Wing", "Al Winger"]


def test_appearances_are_read_under_the_names_that_absences_have(database: Database) -> None:
    tell(database, "a", "Al Wing")
    row = {"club": "Ashford", "player": "A. Wing", "date": date(2024, 8, 17), "known_at": NOW}
    with database.write() as connection:
        frame = pl.DataFrame([{**row, "minutes": 90}], schema=APPEARANCES)
        appearances.save(connection, frame, source="b")
    alias(database, "A. Wing", "Al Wing")
    with database.read() as connection:
        assert appearances.frame_of(connection)["player"].to_list() == ["Al Wing"]


def test_an_alias_of_nobody_is_refused(database: Database) -> None:
    tell(database, "a", "Al Wing")
    with pytest.raises(NotFoundError, match="no player 'Bo' of Ashford; see: scoreline players"):
        alias(database, "A. Wing", "Bo")
    with pytest.raises(NotFoundError, match="no club 'Nowhere'"):
        alias(database, "A. Wing", "Al Wing", club="Nowhere")


def test_names_that_are_alike_are_suggested_and_those_that_one_source_tells_apart_are_not(
    database: Database,
) -> None:
    tell(database, "a", "Tomáš Souček", "Danny Ward", "Daniel Ward")
    tell(database, "b", "Tomas Soucek", "Somebody Else")
    [pair] = alike(listed(database))
    assert (pair.name, pair.source, pair.spelling) == ("Tomáš Souček", "b", "Tomas Soucek")
    alias(database, "Tomas Soucek", "Tomáš Souček")
    assert alike(listed(database)) == []
