"""Final tables of real seasons, made from their results alone."""

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from benchmarks import history
from scoreline import reference
from scoreline.domain import Competition
from scoreline.features.standings import league_table

pytestmark = pytest.mark.skipif(not history.PATH.exists(), reason=history.ABSENT)


@pytest.fixture(scope="module")
def matches() -> pl.DataFrame:
    return history.matches()


def last_table(matches: pl.DataFrame, competition: Competition, season: int) -> pl.DataFrame:
    autumn = datetime(season + 1, 12, 1, tzinfo=UTC)
    return league_table(matches, competition, season, as_of=autumn)


def final(matches: pl.DataFrame, code: str, season: int) -> list[tuple[str, int]]:
    """Return clubs and points from the top."""
    table = last_table(matches, reference.competition(code), season)
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
        (2014, ("Dundee", 45), ("Hamilton", 53)),  # split with a match of the rounds in hand
        (2021, ("Ross County", 41), ("Livingston", 49)),
    ],
)
def test_scottish_clubs_stay_in_their_half_after_the_split(
    matches: pl.DataFrame, season: int, sixth: tuple[str, int], seventh: tuple[str, int]
) -> None:
    assert final(matches, "SC0", season)[5:7] == [sixth, seventh]


@pytest.mark.parametrize(
    ("code", "season", "points"),
    [
        ("E0", 2009, {"Portsmouth": 19}),
        ("E1", 2006, {"Leeds": 36}),
        ("E1", 2009, {"Crystal Palace": 49}),
        ("E1", 2011, {"Portsmouth": 40}),
        ("E1", 2014, {"Rotherham": 46}),
        ("E1", 2018, {"Birmingham": 52}),
        ("E1", 2019, {"Wigan": 47}),
        ("E1", 2020, {"Sheffield Weds": 41}),
        ("E1", 2021, {"Derby": 34, "Reading": 41}),
        ("E1", 2022, {"Reading": 44, "Wigan": 39}),
        ("E2", 2004, {"Wrexham": 43}),
        ("E2", 2006, {"Rotherham": 38}),
        ("E2", 2007, {"Leeds": 76, "Bournemouth": 48, "Luton": 33}),
        ("E2", 2008, {"Stockport": 50}),
        ("E2", 2009, {"Southampton": 73, "Hartlepool": 50}),
        ("E2", 2010, {"Plymouth": 42}),
        ("E2", 2012, {"Coventry": 55, "Portsmouth": 32}),
        ("E2", 2013, {"Coventry": 51}),
        ("E2", 2019, {"Bolton": 14}),
        ("E3", 2000, {"Chesterfield": 80}),
        ("E3", 2002, {"Boston": 54}),
        ("E3", 2004, {"Cambridge": 30}),
        ("E3", 2006, {"Boston": 36}),
        ("E3", 2007, {"Rotherham": 64}),
        ("E3", 2008, {"Luton": 26, "Bournemouth": 46, "Rotherham": 58, "Darlington": 62}),
        ("E3", 2010, {"Hereford": 50, "Torquay": 68}),
        ("E3", 2011, {"Port Vale": 59}),
        ("E3", 2013, {"AFC Wimbledon": 53}),
        ("E3", 2019, {"Macclesfield": 19}),
        ("SC0", 2007, {"Gretna": 13}),
        ("SC0", 2011, {"Rangers": 73}),
        ("SC0", 2013, {"Hearts": 23}),
        ("SC0", 2015, {"Dundee United": 28}),
        ("SC1", 2010, {"Dundee": 44}),
        ("SC1", 2012, {"Dunfermline": 34}),
        ("D1", 2003, {"Kaiserslautern": 36}),
        ("I1", 2005, {"Milan": 58, "Fiorentina": 44, "Lazio": 32}),
        ("I1", 2006, {"Milan": 61, "Fiorentina": 58, "Lazio": 62, "Reggina": 40, "Siena": 40}),
        ("I1", 2010, {"Bologna": 42}),
        ("I1", 2011, {"Atalanta": 46}),
        ("I1", 2012, {"Siena": 30, "Atalanta": 40, "Torino": 39, "Sampdoria": 42}),
        ("I1", 2014, {"Parma": 19}),
        ("I1", 2018, {"Chievo": 17}),
        ("I1", 2022, {"Juventus": 62}),
        ("I2", 2006, {"Juventus": 85, "Arezzo": 45}),
        ("F1", 2012, {"Ajaccio": 40}),
        ("F1", 2021, {"Nice": 66, "Lyon": 61}),
    ],
)
def test_clubs_that_lost_points_end_with_the_official_ones(
    matches: pl.DataFrame, code: str, season: int, points: dict[str, int]
) -> None:
    fined = {each.club for each in reference.competition(code).deductions if each.season == season}
    assert set(points) == fined
    table = last_table(matches, reference.competition(code), season)
    assert points.items() <= dict(table.select("club", "points").rows()).items()


def test_each_deduction_that_relegation_shows_is_shown_by_it(matches: pl.DataFrame) -> None:
    shown = {
        (competition, deduction.season, deduction.club)
        for competition in reference.competitions().values()
        for deduction in competition.deductions
        if "shown by relegation" in deduction.source
    }
    assert len(shown) == 11
    for competition, season, club in shown:
        down = gone(matches, competition, season)
        kept = tuple(each for each in competition.deductions if each.club != club)
        lenient = replace(competition, deductions=kept)
        assert club in down
        assert club in last_table(matches, competition, season)["club"][-len(down) :]
        assert club not in last_table(matches, lenient, season)["club"][-len(down) :]


def gone(matches: pl.DataFrame, competition: Competition, season: int) -> set[str]:
    """Return the clubs that next season are in none of the country's leagues from here upwards."""
    upwards = [
        each.code
        for each in reference.competitions().values()
        if each.country == competition.country and each.tier <= competition.tier
    ]
    before = matches.filter(competition=competition.code, season=season)["home"]
    after = matches.filter(pl.col("competition").is_in(upwards), season=season + 1)["home"]
    return set(before) - set(after)


@pytest.mark.parametrize("code", ["E1", "I1", "I2", "SP2", "N1", "F2"])
def test_play_offs_are_no_matches_of_the_table(matches: pl.DataFrame, code: str) -> None:
    season = 2022
    rules = reference.competition(code).rules_in(season)
    played = matches.filter(competition=code, season=season)
    summer = datetime(season + 1, 7, 1, tzinfo=UTC)
    table = league_table(played, reference.competition(code), season, as_of=summer)
    assert set(table["played"]) == {rules.matches}
    assert len(played) > rules.teams * rules.matches / 2 or code == "F2"
