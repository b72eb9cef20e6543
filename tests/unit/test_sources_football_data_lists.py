"""football-data.co.uk: countries with one file for all seasons, and coming matches."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scoreline.clock import FixedClock
from scoreline.errors import AbsentError, NotFoundError, SourceError
from scoreline.sources import Access, FootballData, Parsed, RawFile, Selection

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOURCE = FootballData()
ABROAD = "Country,League,Season,Date,Time,Home,Away,HG,AG,Res,PSCH,PSCD,PSCA"
OLDER = ABROAD.replace("PSCH,PSCD,PSCA", "PH,PD,PA,MaxH,MaxD,MaxA,AvgH,AvgD,AvgA")
COMING = "Div,Date,Time,HomeTeam,AwayTeam,Referee,B365H,B365D,B365A"
COMING_ABROAD = "Country,League,Date,Time,Home,Away,PSH,PSD,PSA"


def parse(name: str, *lines: str) -> Parsed:
    content = "\r\n".join(["\ufeff" + lines[0], *lines[1:], ""]).encode()
    return SOURCE.parse(RawFile("football-data", name, content, AT))


def access(location: Path | str) -> Access:
    return Access(FixedClock(AT), str(location))


def test_kick_offs_abroad_are_uk_time_and_days_are_those_where_it_is_played() -> None:
    # 12 August 2012, 20:00 in Buenos Aires, is midnight in Britain, in summer.
    found = parse(
        "new/ARG.csv",
        OLDER,
        "Argentina,Superliga ,2012/2013,13/08/2012,00:00,Boca Juniors,Tigre,2,0,H,"
        "1.98,3.34,4.51,2,3.35,4.9,1.85,3.21,4.29",
    )
    (match,) = found.matches.to_dicts()
    assert match["kickoff"] == datetime(2012, 8, 12, 23, tzinfo=UTC)
    assert match["date"] == date(2012, 8, 12)
    assert (match["competition"], match["season"], match["home_goals"]) == ("ARG", 2012, 2)
    assert found.rejects == ()


@pytest.mark.parametrize("header", [ABROAD, OLDER])
def test_odds_abroad_are_closing_ones_under_both_of_their_names(header: str) -> None:
    line = "Brazil,Serie A,2020,25/02/2021,21:30,Sao Paulo,Flamengo RJ,2,1,H,2.4,3.5,2.9"
    found = parse("new/BRA.csv", header, line + "," * (header.count(",") - line.count(",")))
    (quote,) = found.odds.to_dicts()
    assert (quote["bookmaker"], quote["moment"]) == ("pinnacle", "closing")
    assert (quote["price_1"], quote["price_x"], quote["price_2"]) == (2.4, 3.5, 2.9)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Brazil,Serie A,20,25/02/2021,21:30,A,B,2,1,H,,,", "no season"),
        ("Brazil,Serie A,,25/02/2021,21:30,A,B,2,1,H,,,", "no season"),
        ("Brazil,Serie A,2018,25/02/2021,21:30,A,B,2,1,H,,,", "date outside season 2018"),
        ("Chile,Primera,2020,25/02/2020,21:30,A,B,2,1,H,,,", ""),
        ("Mexico,Liga MX,2020/2021,25/02/2021,21:30,A,B,2,1,H,,,", "another country than Brazil"),
    ],
)
def test_rows_of_no_season_or_another_country_are_left_out(line: str, reason: str) -> None:
    found = parse("new/BRA.csv", ABROAD, line)
    assert [reason in each.reason for each in found.rejects] == ([True] if reason else [])


def test_a_country_s_file_needs_its_seasons() -> None:
    with pytest.raises(SourceError, match="no column Season"):
        parse("new/BRA.csv", ABROAD.replace("Season", "Year"), "x")


def test_coming_matches_have_their_league_season_and_opening_odds() -> None:
    found = parse(
        "fixtures.csv",
        COMING,
        "E0,21/11/2026,15:00,Arsenal,Chelsea,,1.8,3.6,4.5",
        "SP1,17/01/2027,20:00,Barcelona,Betis,,1.4,4.6,8",
        "XX,21/11/2026,15:00,Nobody,Noone,,1.8,3.6,4.5",
    )
    assert found.matches["competition"].to_list() == ["E0", "SP1"]
    assert found.matches["season"].to_list() == [2026, 2026]
    assert found.matches["status"].unique().to_list() == ["scheduled"]
    assert found.odds["moment"].unique().to_list() == ["opening"]
    assert [each.reason for each in found.rejects] == ["a league that nobody knows"]


def test_only_the_leagues_in_a_list_s_name_are_taken() -> None:
    lines = [f"{code},21/11/2026,15:00,A{code},B{code},,1.8,3.6,4.5" for code in ("E0", "E1", "D1")]
    found = parse("fixtures.csv?E0+D1", COMING, *lines)
    assert found.matches["competition"].to_list() == ["E0", "D1"]
    assert found.rejects == ()


def test_coming_matches_abroad_belong_to_a_calendar_year_or_not() -> None:
    found = parse(
        "new_league_fixtures.csv",
        COMING_ABROAD,
        "Brazil,Serie A,07/03/2027,01:30,Santos,Bahia,1.9,3.6,3.9",
        "Poland,Ekstraklasa,07/03/2027,17:00,Legia,Cracovia,1.9,3.6,3.9",
    )
    assert found.matches.select("competition", "season", "date").rows() == [
        ("BRA", 2027, date(2027, 3, 6)),
        ("POL", 2026, date(2027, 3, 7)),
    ]


def test_odds_of_coming_matches_abroad_are_opening_ones_under_their_older_names() -> None:
    header = COMING_ABROAD.replace("PSH,PSD,PSA", "PH,PD,PA,MaxH,MaxD,MaxA")
    line = "Japan,J1 League,14/11/2026,05:00,Kobe,Shonan,1.65,4.33,5.29,1.73,4.35,5.37"
    found = parse("new_league_fixtures.csv?JPN", header, line)
    assert found.odds.select("bookmaker", "moment", "price_1").rows() == [
        ("pinnacle", "opening", 1.65),
        ("maximum", "opening", 1.73),
    ]


def test_expected_goals_are_read_where_they_are_published() -> None:
    found = parse(
        "mmz4281/2627/E0.csv",
        "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,HxG,AxG",
        "E0,15/08/2026,15:00,A,B,1,0,H,1.43,0.9",
        "E0,15/08/2026,15:00,C,D,1,0,H,99,0.9",
    )
    assert found.matches.select("home_xg", "away_xg").rows() == [(1.43, 0.9), (None, 0.9)]
    assert [each.column for each in found.rejects] == ["HxG"]


def test_over_the_network_a_country_needs_no_seasons_and_a_running_season_brings_fixtures() -> None:
    names = SOURCE.files(Selection(("ARG",)), access("http://127.0.0.1"))
    assert names == ["new/ARG.csv", "new_league_fixtures.csv?ARG"]
    names = SOURCE.files(Selection(("E0", "E1"), (2025, 2026)), access("http://127.0.0.1"))
    assert names[-1] == "fixtures.csv?E0+E1"
    assert len(names) == 5
    names = SOURCE.files(Selection(("E0",), (2025,)), access("http://127.0.0.1"))
    assert names == ["mmz4281/2526/E0.csv"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("mmz4281/0001/E0", "mmz4281/0102/E0", "mmz4281/0102/E1", "new/ARG", "new/XXX"):
        path = tmp_path / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Div,Date\n")
    (tmp_path / "fixtures.csv").write_text("Div,Date\n")
    return tmp_path


def test_a_folder_gives_all_kinds_of_files(root: Path) -> None:
    assert SOURCE.files(Selection(), access(root)) == [
        "mmz4281/0001/E0.csv",
        "mmz4281/0102/E0.csv",
        "mmz4281/0102/E1.csv",
        "new/ARG.csv",
        "fixtures.csv",
    ]
    raw = SOURCE.read("fixtures.csv?E0", access(root))
    assert (raw.name, raw.content) == ("fixtures.csv?E0", b"Div,Date\n")


def test_what_a_folder_lacks_of_a_selection_is_named_and_not_there(root: Path) -> None:
    names = SOURCE.files(Selection(("E0", "E1", "SP1"), (2000, 2001)), access(root))
    assert names == [
        "mmz4281/0001/E0.csv",
        "mmz4281/0001/E1.csv",
        "mmz4281/0001/SP1.csv",
        "mmz4281/0102/E0.csv",
        "mmz4281/0102/E1.csv",
        "mmz4281/0102/SP1.csv",
    ]
    for absent in (names[1], *SOURCE.files(Selection(("SP1", "E0")), access(root))[:1]):
        with pytest.raises(AbsentError):
            SOURCE.read(absent, access(root))


def test_a_folder_may_have_coming_matches_alone(tmp_path: Path) -> None:
    (tmp_path / "fixtures.csv").write_text("Div,Date\n")
    assert SOURCE.files(Selection(), access(tmp_path)) == ["fixtures.csv"]
    chosen = Selection(("E0",), (2026,))
    assert SOURCE.files(chosen, access(tmp_path)) == ["fixtures.csv?E0"]
    with pytest.raises(NotFoundError, match="holds no file like"):
        SOURCE.files(Selection(("E0",), (2020,)), access(tmp_path))
