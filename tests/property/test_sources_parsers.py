"""Whatever the bytes, a parser answers with rows or with one of the project's own errors."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoreline.clock import FixedClock
from scoreline.errors import ScorelineError
from scoreline.sources import Access, Bundled, FootballData, Parsed, RawFile, Selection, Source
from scoreline.sources._base import MATCH_ROWS, ODDS_ROWS
from scoreline.sources._csv import read_table

AT = datetime(2026, 1, 1, tzinfo=UTC)
REAL: Final = Path(__file__).parents[3] / "shared/data/football-data"
SEASON: Final = b"""Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,HTHG,HS,B365H,B365D,B365A,AHh,\
MaxAHH,MaxAHA,Avg>2.5,Avg<2.5
E0,11/08/2023,20:00,Burnley,Man City,0,3,A,0,6,8,5.5,1.33,1.5,2.05,1.88,1.67,2.2
E0,12/08/2023,12:30,Arsenal,Nott'm Forest,2,1,H,2,15,1.18,7,15,-2,1.95,1.98,1.44,2.75
E0,12/08/2023,15:00,Brighton,Luton,4,1,H,1,27,1.33,5.5,9,,,,1.53,2.5
E0,13/08/2023,14:00,Brentford,"Tottenham",2,2,D,2,11,2.75,3.4,2.5,0,2.05,1.88,,
"""


def sound(raw: RawFile, parsed: Parsed) -> None:
    """What holds of every parse: promised columns, every row accounted for once, sane values."""
    assert dict(parsed.matches.schema) == MATCH_ROWS
    assert dict(parsed.odds.schema) == ODDS_ROWS
    taken = parsed.matches["line_no"].to_list()
    refused = [reject.line_no for reject in parsed.rejects if reject.column is None]
    assert Counter(taken + refused) == Counter(read_table(raw).frame["line_no"].to_list())
    assert set(parsed.odds["line_no"]) <= set(taken)
    assert {reject.line_no for reject in parsed.rejects if reject.column} <= set(taken)
    assert parsed.odds.select("price_1", "price_2").min_horizontal().gt(1).all()
    assert (parsed.matches["home"] != parsed.matches["away"]).all()
    assert parsed.matches.select("home_goals", "away_goals").min_horizontal().ge(0).all()
    required = ["competition", "season", "date", "kickoff", "date_only", "home", "away", "status"]
    assert sum(parsed.matches.select(required).null_count().row(0)) == 0


def check(content: bytes, name: str = "mmz4281/2324/E0.csv") -> None:
    raw = RawFile("football-data", name, content, AT)
    try:
        parsed = FootballData().parse(raw)
    except ScorelineError as error:
        said = str(error)
    else:
        sound(raw, parsed)
        said = ""
    assert "\n" not in said


def test_the_season_that_gets_mutated_is_sound_itself() -> None:
    raw = RawFile("football-data", "mmz4281/2324/E0.csv", SEASON, AT)
    parsed = FootballData().parse(raw)
    sound(raw, parsed)
    assert (len(parsed.matches), len(parsed.odds), parsed.rejects) == (4, 10, ())


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"Div,Date,HomeTeam,AwayTeam,FTHG,FTAG\n")
def test_random_bytes_never_escape_as_another_error(content: bytes) -> None:
    check(content)


@given(st.text(max_size=400))
def test_random_rows_below_a_good_header_are_taken_or_accounted_for(body: str) -> None:
    header = SEASON.splitlines(keepends=True)[0]
    check(header + body.encode("utf-8", "replace"))


CELLS = st.sampled_from(
    [
        "",
        " ",
        "0",
        "-1",
        "1e400",
        "nan",
        "inf",
        "1.5",
        "99",
        "2147483648",
        "É",
        '"',
        "\x1b[31m",
        "<",
    ]
)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 17), CELLS), max_size=6))
def test_senseless_cells_cost_rows_or_values_and_nothing_else(
    changes: list[tuple[int, int, str]],
) -> None:
    rows = [line.split(",") for line in SEASON.decode().splitlines()]
    for row, column, value in changes:
        rows[row][column] = value
    check("\n".join(",".join(row) for row in rows).encode() + b"\n")


@given(
    st.integers(0, len(SEASON)),
    st.integers(0, 40),
    st.binary(max_size=6),
    st.sampled_from([1, 1, 1, 3]),
)
def test_bytes_cut_out_put_in_or_repeated_never_escape_as_another_error(
    start: int, length: int, put_in: bytes, times: int
) -> None:
    check((SEASON[:start] + put_in + SEASON[start + length :]) * times)


@given(st.integers(1, len(SEASON) - 1))
def test_a_file_cut_off_inside_a_line_is_never_half_taken(end: int) -> None:
    content = SEASON[:end]
    raw = RawFile("football-data", "mmz4281/2324/E0.csv", content, AT)
    whole_lines = [line.rstrip(b"\n") for line in SEASON.splitlines()]
    try:
        parsed = FootballData().parse(raw)
    except ScorelineError:
        return
    # Only a cut at a line's end, or within its last value, looks like a whole file.
    last = content.splitlines()[-1]
    assert last in whole_lines or last.count(b",") == whole_lines[0].count(b",")
    sound(raw, parsed)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files in ../shared/data are not there")
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_mutated_real_files_never_escape_as_another_error(data: st.DataObject) -> None:
    files = ["mmz4281/0304/D1.csv", "mmz4281/1213/I1.csv", "mmz4281/2223/E0.csv"]
    name = data.draw(st.sampled_from(files))
    content = bytearray((REAL / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        where = data.draw(st.integers(0, len(content) - 1))
        content[where : where + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    check(bytes(content), name)


@given(
    st.binary(max_size=200), st.sampled_from(["matches", "absences", "squad_values", "appearances"])
)
def test_random_bytes_in_place_of_bundled_files_never_escape_as_another_error(
    content: bytes, kind: str
) -> None:
    source: Source = Bundled()
    with pytest.raises(ScorelineError):
        source.parse(RawFile("bundled", f"2023/{kind}.parquet", content, AT))


@given(st.lists(st.integers(2014, 2025), unique=True, min_size=1))
def test_bundled_files_are_those_of_the_selected_seasons(seasons: list[int]) -> None:
    named = Bundled().files(Selection(("E0",), tuple(seasons)), Access(FixedClock(AT)))
    assert {int(name[:4]) for name in named} == set(seasons)
