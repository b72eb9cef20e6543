"""Every club of the great leagues under the names that other sources give it."""

from pathlib import Path
from typing import Final

import polars as pl
import pytest

from scoreline import reference

SHARED: Final = Path(__file__).parents[3] / "shared" / "data"
TOP: Final = ("E0", "SP1", "I1", "D1", "F1")
ALL: Final = "all-divisions-2000-2022.parquet"
UNDERSTAT: Final = "understat-xg-2014-2022.parquet"

# As the openfootball files of 2019/20 to 2023/24 and of 2014/15 write them, some of each league.
OPENFOOTBALL: Final = {
    "England": {
        "Manchester United FC": "Man United",
        "Manchester City FC": "Man City",
        "Wolverhampton Wanderers FC": "Wolves",
        "Brighton & Hove Albion FC": "Brighton",
        "AFC Bournemouth": "Bournemouth",
        "Sheffield United FC": "Sheffield United",
        "Milton Keynes Dons FC": "Milton Keynes Dons",
        "Bristol Rovers FC": "Bristol Rvs",
    },
    "Spain": {
        "Athletic Club Bilbao": "Ath Bilbao",
        "Atlético Madrid": "Ath Madrid",
        "Atlético": "Ath Madrid",
        "RC Celta Vigo": "Celta",
        "R. Sociedad": "Sociedad",
        "RCD Espanyol": "Espanol",
    },
    "Italy": {
        "FC Internazionale Milano": "Inter",
        "Hellas Verona FC": "Verona",
        "SPAL": "Spal",
        "Atalanta Bergamo": "Atalanta",
    },
    "Germany": {
        "Bayern München": "Bayern Munich",
        "Bor. Mönchengladbach": "M'gladbach",
        "1. FSV Mainz 05": "Mainz",
        "1899 Hoffenheim": "Hoffenheim",
        "1. FC Köln": "FC Koln",
    },
    "France": {
        "Olympique Lyonnais": "Lyon",
        "Stade Rennais FC": "Rennes",
        "AS Saint-Étienne": "St Etienne",
        "Paris Saint-Germain": "Paris SG",
        "Nîmes Olympique": "Nimes",
        "Chamois Niortais FC": "Niort",
    },
    "Scotland": {"Saint Mirren FC": "St Mirren", "Hamilton Academical FC": "Hamilton"},
    "Netherlands": {"Fortuna Sittard": "For Sittard", "Willem II Tilburg": "Willem II"},
    "Portugal": {"Sporting CP": "Sp Lisbon", "Vitória de Guimarães": "Guimaraes"},
    "Turkey": {"İstanbul Başakşehir": "Buyuksehyr", "Göztepe İzmir": "Goztep"},
    "Greece": {"OFI Crete FC": "OFI Crete", "PAS Giannina FC": "Giannina"},
}


def known(source: str) -> dict[tuple[str, str], str]:
    """Return the club behind each country and spelling, its own name among them."""
    clubs = reference.clubs()
    own = {(club.country, club.name): club.name for club in clubs}
    aliases = {
        (club.country, spelling): club.name
        for club in clubs
        for by, spelling in club.aliases
        if by == source
    }
    return own | aliases


def real(name: str) -> pl.DataFrame:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"../shared/data/{name} is not there")
    return pl.read_parquet(path)


@pytest.mark.parametrize("country", OPENFOOTBALL)
def test_openfootball_spellings_stand_for_their_clubs(country: str) -> None:
    names = known("openfootball")
    spelled = OPENFOOTBALL[country]
    assert {spelling: names.get((country, spelling)) for spelling in spelled} == spelled


def test_every_club_of_the_real_history_is_known_by_its_name() -> None:
    matches = real(ALL)
    names = known("football-data")
    pairs = pl.concat([matches.select("league", club=side) for side in ("home", "away")]).unique()
    unknown = [
        (league, club)
        for league, club in pairs.rows()
        if (reference.competition(league).country, club) not in names
    ]
    assert unknown == []


def test_every_top_club_since_2014_has_an_openfootball_spelling() -> None:
    matches = real(ALL).filter(pl.col("league").is_in(TOP), pl.col("season") >= 2014)
    spelled = {
        club.name
        for club in reference.clubs()
        if any(source == "openfootball" for source, _ in club.aliases)
    }
    assert {*matches["home"], *matches["away"]} - spelled == set()


def test_every_real_understat_spelling_stands_for_the_club_it_means() -> None:
    xg = real(UNDERSTAT)
    meant = pl.concat(
        [xg.select("league", spelling=side, club=f"{side}_fd") for side in ("home", "away")]
    )
    names = known("understat")
    wrong = [
        (league, spelling, club)
        for league, spelling, club in meant.unique().rows()
        if names.get((reference.competition(league).country, spelling)) != club
    ]
    assert wrong == []
    assert set(meant["league"]) == set(TOP)


def test_a_football_data_alias_is_no_club_s_own_name() -> None:
    own = {(club.country, club.name) for club in reference.clubs()}
    mixed = [
        (club.name, spelling)
        for club in reference.clubs()
        for source, spelling in club.aliases
        if source == "football-data" and (club.country, spelling) in own
    ]
    assert mixed == []
