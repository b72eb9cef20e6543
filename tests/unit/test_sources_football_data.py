"""football-data.co.uk: where files lie, and what becomes of their rows."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scoreline.clock import FixedClock
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources import Access, FootballData, Parsed, RawFile, Selection
from scoreline.sources._base import MATCH_ROWS, ODDS_ROWS

AT = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = FootballData()
HEADER = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,HTHG,HTAG,HS,AS,HST,AST,HC,AC,HF,AF,HY,AY"
ROW = "E0,11/08/2023,20:00,Burnley,Man City,0,3,A,0,2,6,17,1,8,6,5,11,8,0,0"


def access(location: Path | str | None) -> Access:
    return Access(FixedClock(AT), None if location is None else str(location))


def parse(*lines: str, name: str = "mmz4281/2324/E0.csv", end: str = "\n") -> Parsed:
    content = ("\n".join(lines) + end).encode()
    return SOURCE.parse(RawFile("football-data", name, content, AT))


def match(parsed: Parsed) -> dict[str, object]:
    (row,) = parsed.matches.to_dicts()
    return row


def test_a_row_becomes_a_match_with_its_statistics() -> None:
    parsed = parse(HEADER, ROW)
    assert parsed.rejects == ()
    found = match(parsed)
    expected = {
        "line_no": 2,
        "competition": "E0",
        "season": 2023,
        "home": "Burnley",
        "away": "Man City",
        "status": "finished",
        "home_goals": 0,
        "away_goals": 3,
        "home_half_time": 0,
        "away_half_time": 2,
        "away_shots": 17,
        "home_shots_on_target": 1,
        "away_corners": 5,
        "home_fouls": 11,
        "home_reds": None,
        "matchweek": None,
        "home_xg": None,
        "neutral": False,
    }
    assert {name: found[name] for name in expected} == expected


def test_the_frames_have_exactly_the_promised_columns_and_types() -> None:
    for parsed in (parse(HEADER, ROW), parse(HEADER)):
        assert dict(parsed.matches.schema) == MATCH_ROWS
        assert dict(parsed.odds.schema) == ODDS_ROWS


def test_kick_off_times_are_uk_time_in_summer_and_winter_and_in_every_division() -> None:
    lines = (
        HEADER,
        "D1,19/08/2023,14:30,Bayern Munich,Dortmund,1,0,H",
        "D1,20/01/2024,14:30,Dortmund,Bayern Munich,1,0,H",
    )
    summer, winter = parse(*lines, name="mmz4281/2324/D1.csv").matches["kickoff"]
    assert summer == datetime(2023, 8, 19, 13, 30, tzinfo=UTC)
    assert winter == datetime(2024, 1, 20, 14, 30, tzinfo=UTC)


def test_a_match_without_a_time_is_known_by_its_date_only() -> None:
    found = match(parse("Div,Date,HomeTeam,AwayTeam,FTHG,FTAG", "E0,19/08/00,A,B,1,0",
                        name="mmz4281/0001/E0.csv"))  # fmt: skip
    assert found["date_only"] is True
    assert found["date"] == date(2000, 8, 19)
    assert found["kickoff"] == datetime(2000, 8, 19, tzinfo=UTC)


def test_an_unreadable_time_leaves_the_match_with_its_date() -> None:
    parsed = parse(HEADER, ROW.replace("20:00", "25:99"))
    assert match(parsed)["date_only"] is True
    assert [(reject.column, reject.text) for reject in parsed.rejects] == [("Time", "Time=25:99")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19/08/93", date(1993, 8, 19)),
        ("9/8/93", date(1993, 8, 9)),
        ("19/08/1993", date(1993, 8, 19)),
    ],
)
def test_both_ways_of_writing_a_date_are_read_in_both_centuries(text: str, expected: date) -> None:
    lines = ("Div,Date,HomeTeam,AwayTeam,FTHG,FTAG", f"E0,{text},A,B,1,0")
    assert match(parse(*lines, name="mmz4281/9394/E0.csv"))["date"] == expected


def test_old_names_of_columns_are_understood() -> None:
    found = match(parse("Div,Date,HT,AT,HG,AG", "E0,19/08/23,A,B,2,2"))
    assert (found["home"], found["away"], found["home_goals"]) == ("A", "B", 2)


def test_a_match_without_goals_is_scheduled() -> None:
    found = match(parse(HEADER, "E0,11/08/2023,20:00,A,B,,,"))
    assert (found["status"], found["home_goals"]) == ("scheduled", None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("E0,11/08/2023,20:00,A,B,-1,0,A", "goals are no number"),
        ("E0,11/08/2023,20:00,A,B,two,0,H", "goals are no number"),
        ("E0,11/08/2023,20:00,A,B,1.5,0,H", "goals are no number"),
        ("E0,11/08/2023,20:00,A,B,inf,0,H", "goals are no number"),
        ("E0,11/08/2023,20:00,A,B,nan,0,H", "goals are no number"),
        ("E0,11/08/2023,20:00,A,B,1000,0,H", "goals are no number"),
        ("E0,11/08/2023,20:00,A,B,1,,H", "one side only"),
        ("E0,11/08/2023,20:00,A,A,1,0,H", "against itself"),
        ("E0,11/08/2023,20:00,A,,1,0,H", "no away team"),
        ("E0,31/02/2024,20:00,A,B,1,0,H", "impossible date"),
        ("E0,2023-08-11,20:00,A,B,1,0,H", "impossible date"),
        ("E0,,20:00,A,B,1,0,H", "no date"),
        ("E0,11/08/2022,20:00,A,B,1,0,H", "outside season 2023"),
        ("E1,11/08/2023,20:00,A,B,1,0,H", "another league than E0"),
        ("E0,11/08/2023,20:00,A,B,1,0,A", "contradicts the goals"),
        (ROW + ",1,2,3", "more values than columns"),
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_with_line_reason_and_suggestion(
    line: str, reason: str
) -> None:
    parsed = parse(HEADER, line, ROW.replace("Burnley", "Luton"))
    assert parsed.matches["home"].to_list() == ["Luton"]
    (reject,) = parsed.rejects
    assert (reject.line_no, reject.column, reject.text) == (2, None, line)
    assert reason in reject.reason
    assert reject.suggestion


def test_the_second_of_two_rows_of_one_match_is_left_out() -> None:
    parsed = parse(HEADER, ROW, ROW)
    assert len(parsed.matches) == 1
    assert [reject.reason for reject in parsed.rejects] == ["the same match twice"]


def test_a_row_left_out_does_not_make_the_good_one_after_it_a_repetition() -> None:
    parsed = parse(HEADER, ROW.replace(",0,3,A", ",0,x,A"), ROW)
    assert parsed.matches["line_no"].to_list() == [3]


def test_a_senseless_statistic_is_left_out_and_its_match_is_not() -> None:
    parsed = parse(HEADER, ROW.replace(",0,2,6,17,", ",0,4,-6,17,"))
    found = match(parsed)
    assert (found["away_half_time"], found["home_shots"], found["away_shots"]) == (None, None, 17)
    assert [reject.column for reject in parsed.rejects] == ["HTAG", "HS"]


@pytest.mark.parametrize("column", ["Date", "HomeTeam", "AwayTeam", "FTHG", "FTAG"])
def test_a_file_without_a_required_column_is_refused(column: str) -> None:
    with pytest.raises(SourceError, match=f"no column {column}"):
        parse(HEADER.replace(column, "Renamed"), ROW)


def test_a_file_under_a_strange_name_is_refused() -> None:
    for name in ("fixtures.txt", "mmz4281/2325/E0.csv", "mmz4281/2324/../E0.csv"):
        with pytest.raises(SourceError, match="'"):
            parse(HEADER, ROW, name=name)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("2122/E0", "2223/E0", "2223/D1", "2223/XX9", "other/E0"):
        path = tmp_path / "mmz4281" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{HEADER}\n")
    return tmp_path


def test_a_folder_gives_the_selected_files_oldest_season_first(root: Path) -> None:
    chosen = Selection(("E0",), (2022, 2021))
    assert SOURCE.files(chosen, access(root)) == ["mmz4281/2122/E0.csv", "mmz4281/2223/E0.csv"]


def test_an_open_selection_takes_all_that_is_there_of_known_leagues(root: Path) -> None:
    assert SOURCE.files(Selection(), access(root)) == [
        "mmz4281/2122/E0.csv",
        "mmz4281/2223/D1.csv",
        "mmz4281/2223/E0.csv",
    ]


@pytest.mark.parametrize(
    ("selection", "says"),
    [
        (Selection(("E0",), (2030, 2031)), "no data of E0 2030-2031 in .* seasons 2021-2022"),
        (Selection(("D1",), (2021,)), "no data of D1 2021 in .* seasons 2022-2022"),
        (Selection((), (1999,)), "no data of 1999 in "),
        (Selection(("SP1",)), "no data of SP1 in .* it has D1, E0"),
        (Selection(("ZZ",)), "no league 'ZZ'"),
    ],
)
def test_what_is_not_there_is_said_before_anything_is_read(
    root: Path, selection: Selection, says: str
) -> None:
    with pytest.raises(NotFoundError, match=says):
        SOURCE.files(selection, access(root))


def test_a_missing_or_empty_folder_is_said_with_what_from_takes(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no folder '.*gone'; --from takes"):
        SOURCE.files(Selection(), access(tmp_path / "gone"))
    with pytest.raises(NotFoundError, match=r"no file like mmz4281/2324/E0\.csv"):
        SOURCE.files(Selection(), access(tmp_path))


def test_the_network_needs_leagues_and_seasons() -> None:
    with pytest.raises(ConfigurationError, match="--league and --seasons"):
        SOURCE.files(Selection(("E0",)), access("http://127.0.0.1"))
    asked = SOURCE.files(Selection(("E0",), (1999,)), access("http://127.0.0.1"))
    assert asked == ["mmz4281/9900/E0.csv"]


def test_the_source_s_own_address_may_be_a_folder(root: Path) -> None:
    source = FootballData(address=str(root))
    raw = source.read("mmz4281/2122/E0.csv", access(None))
    assert (raw.content, raw.fetched_at) == (f"{HEADER}\n".encode(), AT)
    assert len(raw.sha256) == 64


def test_a_file_that_cannot_be_read_is_named(root: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot read .*9394/E0\.csv"):
        SOURCE.read("mmz4281/9394/E0.csv", access(root))
