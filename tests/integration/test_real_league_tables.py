"""Final tables of real seasons, made from their results alone."""

from datetime import UTC, datetime

import polars as pl
import pytest

from benchmarks import history
from scoreline import reference
from scoreline.features.standings import league_table

pytestmark = pytest.mark.skipif(not history.PATH.exists(), reason=history.ABSENT)


@pytest.fixture(scope="module")
def matches() -> pl.DataFrame:
    return history.matches()


def final(matches: pl.DataFrame, code: str, season: int) -> list[tuple[str, int]]:
    """Return clubs and points from the top."""
    autumn = datetime(season + 1, 12, 1, tzinfo=UTC)
    table = league_table(matches, reference.competition(code), season, as_of=autumn)
    assert table["place"].is_unique().all()
    return table.select("club", "points").rows()


@pytest.mark.parametrize(
    ("code", "season", "champion", "second"),
    [
        ("E0", 2003, ("Arsenal", 90), ("Chelsea", 79)),
        ("E0", 2011, ("Man City", 89), ("Man United", 89)),  # by goal difference
        ("E0", 2018, ("Man City", 98), ("Liverpool", 97)),
        ("SP1", 2006, ("Real Madrid", 76), ("Barcelona", 76)),  # by their two matches
        ("I1", 2005, ("Juventus", 91), ("Inter", 76)),
        ("I1", 2009, ("Inter", 82), ("Roma", 80)),
        ("D1", 2006, ("Stuttgart", 70), ("Schalke 04", 68)),
        ("D1", 2022, ("Bayern Munich", 71), ("Dortmund", 71)),  # by goal difference
        ("F1", 2019, ("Paris SG", 68), ("Marseille", 56)),  # broken off
        ("N1", 2006, ("PSV Eindhoven", 75), ("Ajax", 75)),  # by goal difference
        ("SC0", 2002, ("Rangers", 97), ("Celtic", 97)),  # by one goal
        ("SC0", 2004, ("Rangers", 93), ("Celtic", 92)),
        ("T1", 2010, ("Fenerbahce", 82), ("Trabzonspor", 82)),  # by their two matches
        ("T1", 2020, ("Besiktas", 84), ("Galatasaray", 84)),  # by goal difference
    ],
)
def test_the_champion_is_the_real_one(
    matches: pl.DataFrame,
    code: str,
    season: int,
    champion: tuple[str, int],
    second: tuple[str, int],
) -> None:
    assert final(matches, code, season)[:2] == [champion, second]


@pytest.mark.parametrize(
    ("code", "season", "last"),
    [
        ("E0", 2009, [("Burnley", 30), ("Hull", 30), ("Portsmouth", 19)]),  # 9 points taken
        ("E0", 2007, [("Reading", 36), ("Birmingham", 35), ("Derby", 11)]),
        ("E1", 2021, [("Peterboro", 37), ("Derby", 34), ("Barnsley", 30)]),  # 21 taken
        ("E1", 2020, [("Wycombe", 43), ("Rotherham", 42), ("Sheffield Weds", 41)]),  # play-offs
        ("SP1", 2000, [("Oviedo", 41), ("Santander", 39), ("Numancia", 39)]),
        ("SP1", 2008, [("Betis", 42), ("Numancia", 35), ("Recreativo", 33)]),
        ("SP1", 2014, [("Eibar", 35), ("Almeria", 32), ("Cordoba", 20)]),  # below Granada, 35
        ("I1", 2012, [("Palermo", 32), ("Siena", 30), ("Pescara", 22)]),  # Siena 6 taken
        ("D1", 2010, [("M'gladbach", 36), ("Ein Frankfurt", 34), ("St Pauli", 29)]),
        ("F1", 2019, [("Nimes", 27), ("Amiens", 23), ("Toulouse", 13)]),
        ("P1", 2017, [("Feirense", 31), ("Pacos Ferreira", 30), ("Estoril", 30)]),
        ("SC0", 2013, [("Partick", 38), ("Hibernian", 35), ("Hearts", 23)]),  # 15 taken
    ],
)
def test_the_clubs_at_the_bottom_are_the_real_ones(
    matches: pl.DataFrame, code: str, season: int, last: list[tuple[str, int]]
) -> None:
    assert final(matches, code, season)[-3:] == last


@pytest.mark.parametrize(
    ("season", "sixth", "seventh"),
    [
        (2006, ("Hibernian", 49), ("Falkirk", 50)),
        (2021, ("Ross County", 41), ("Livingston", 49)),
    ],
)
def test_scottish_clubs_stay_in_their_half_after_the_split(
    matches: pl.DataFrame, season: int, sixth: tuple[str, int], seventh: tuple[str, int]
) -> None:
    assert final(matches, "SC0", season)[5:7] == [sixth, seventh]


@pytest.mark.parametrize("code", ["E1", "I1", "I2", "SP2", "N1", "F2"])
def test_play_offs_are_no_matches_of_the_table(matches: pl.DataFrame, code: str) -> None:
    season = 2022
    rules = reference.competition(code).rules_in(season)
    played = matches.filter(competition=code, season=season)
    summer = datetime(season + 1, 7, 1, tzinfo=UTC)
    table = league_table(played, reference.competition(code), season, as_of=summer)
    assert set(table["played"]) == {rules.matches}
    assert len(played) > rules.teams * rules.matches / 2 or code == "F2"
