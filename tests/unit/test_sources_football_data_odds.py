"""Odds columns, 25 years of them, become rows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from scoreline.domain import Moment
from scoreline.sources import FootballData, Parsed, RawFile
from scoreline.sources.football_data._odds import _quotes
from scoreline.sources.football_data._rows import _NAMES, _OPTIONAL

REAL: Final = Path(__file__).parents[3] / "shared/data/football-data"

BASE = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG"
ROW = "E0,11/08/2023,A,B,1,0"

Quote = tuple[str, str, str, float | None, float | None, float | None, float | None]


def parse(columns: str, *values: str) -> Parsed:
    text = "\n".join([f"{BASE},{columns}", *(f"{ROW},{value}" for value in values), ""])
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return FootballData().parse(RawFile("football-data", "mmz4281/2324/E0.csv", text.encode(), at))


def quotes(parsed: Parsed) -> list[Quote]:
    assert parsed.odds["known_at"].null_count() == len(parsed.odds), "the files do not say when"
    return parsed.odds.drop("line_no", "known_at").rows()


@pytest.mark.parametrize(
    ("prefix", "bookmaker", "moment"),
    [
        ("B365", "bet365", "opening"),
        ("B365C", "bet365", "closing"),
        ("PS", "pinnacle", "opening"),
        ("PSC", "pinnacle", "closing"),
        ("P", "pinnacle", "opening"),
        ("BbAv", "average", "opening"),
        ("BbMx", "maximum", "opening"),
        ("Avg", "average", "opening"),
        ("AvgC", "average", "closing"),
        ("MaxC", "maximum", "closing"),
        ("1XB", "1xbet", "opening"),
        ("BF", "betfair", "opening"),
        ("BFD", "betfred", "opening"),
        ("BFEC", "betfair_exchange", "closing"),
        ("SO", "sporting_odds", "opening"),
        ("VC", "vc_bet", "opening"),
    ],
)
def test_a_prefix_is_a_bookmaker_and_a_c_the_closing_line(
    prefix: str, bookmaker: str, moment: str
) -> None:
    parsed = parse(f"{prefix}H,{prefix}D,{prefix}A", "2,3.5,4")
    assert quotes(parsed) == [(bookmaker, "1x2", moment, None, 2.0, 3.5, 4.0)]
    assert parsed.odds["line_no"].to_list() == [2]


@pytest.mark.parametrize(
    ("stem", "bookmaker", "moment"),
    [
        ("GB", "gamebookers", "opening"),
        ("P", "pinnacle", "opening"),
        ("PC", "pinnacle", "closing"),
        ("BbAv", "average", "opening"),
        ("AvgC", "average", "closing"),
    ],
)
def test_totals_are_over_null_and_under(stem: str, bookmaker: str, moment: str) -> None:
    parsed = parse(f"{stem}>2.5,{stem}<2.5", "1.8,2.1")
    assert quotes(parsed) == [(bookmaker, "totals", moment, 2.5, 1.8, None, 2.1)]


@pytest.mark.parametrize(
    ("columns", "bookmaker", "moment"),
    [
        ("B365AHH,B365AHA,B365AH", "bet365", "opening"),
        ("GBAHH,GBAHA,GBAH", "gamebookers", "opening"),
        ("BbAvAHH,BbAvAHA,BbAHh", "average", "opening"),
        ("PAHH,PAHA,AHh", "pinnacle", "opening"),
        ("AvgCAHH,AvgCAHA,AHCh", "average", "closing"),
    ],
)
def test_the_handicap_line_is_found_where_its_time_wrote_it(
    columns: str, bookmaker: str, moment: str
) -> None:
    parsed = parse(columns, "1.9,2,-0.75")
    assert quotes(parsed) == [(bookmaker, "handicap", moment, -0.75, 1.9, None, 2.0)]


def test_the_number_of_bookmakers_is_no_handicap_line() -> None:
    assert quotes(parse("BbAH,BbMxAHH,BbMxAHA", "21,1.9,2")) == []


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("B365H,B365D,B365A", "0,3.4,3.4"),
        ("B365H,B365D,B365A", "1,3.4,3.4"),
        ("B365H,B365D,B365A", "-2,3.4,3.4"),
        ("B365H,B365D,B365A", "2,,4"),
        ("B365H,B365D,B365A", "evens,3,4"),
        ("B365H,B365D,B365A", "inf,3,4"),
        ("B365H,B365D,B365A", "nan,3,4"),
        ("B365H,B365D,B365A", "2.4,1.02,3"),
        ("MaxAHH,MaxAHA,AHh", "9,11,0"),
        ("MaxAHH,MaxAHA,AHh", "1.9,2,-1.2"),
        ("MaxAHH,MaxAHA,AHh", "1.9,2,"),
        ("MaxAHH,MaxAHA,AHh", "1.9,2,inf"),
    ],
)
def test_odds_that_make_no_market_are_left_out_alone(columns: str, values: str) -> None:
    parsed = parse(f"AvgH,AvgD,AvgA,{columns}", f"2,3.5,4,{values}")
    assert [quote[0] for quote in quotes(parsed)] == ["average"]
    assert len(parsed.matches) == 1
    (reject,) = parsed.rejects
    assert (reject.line_no, reject.column) == (2, columns.split(",", maxsplit=1)[0])
    assert values.split(",", maxsplit=1)[0] in reject.text


def test_a_market_nobody_quoted_is_neither_a_row_nor_a_reject() -> None:
    parsed = parse("B365H,B365D,B365A,MaxAHH,MaxAHA,AHh", ",,,,,-0.5")
    assert quotes(parsed) == []
    assert parsed.rejects == ()


def test_odds_of_a_match_that_is_left_out_are_left_out_with_it_and_said_once() -> None:
    parsed = parse("B365H,B365D,B365A", "2,3.5,4", "0,3.5,4")
    assert len(parsed.odds) == 1
    assert [reject.reason for reject in parsed.rejects] == ["the same match twice"]


def test_one_bookmaker_under_two_names_is_one_row() -> None:
    parsed = parse("PSH,PSD,PSA,PH,PD,PA", "2,3.5,4,2.1,3.4,3.9")
    assert quotes(parsed) == [("pinnacle", "1x2", "opening", None, 2.0, 3.5, 4.0)]


NO_ODDS = {"HTR", "Referee", "Attendance", "HHW", "AHW", "HO", "AO", "HBP", "ABP"} | {
    # How many bookmakers Betbrain's figures are over.
    *("Bb1X2", "BbOU", "BbAH"),
}
"""Columns that stay unread."""

BOOKMAKERS = ("B365", "BFD", "BMGM", "BV", "BW", "CL", "LB", "PS", "Max", "Avg", "BFE")
TWO_WAY = ("B365", "P", "Max", "Avg", "BFE")
MODERN = [
    *(f"{book}{mark}{way}" for mark in ("", "C") for book in BOOKMAKERS for way in "HDA"),
    *(f"{book}{mark}{way}2.5" for mark in ("", "C") for book in TWO_WAY for way in "><"),
    *(f"{book}{mark}AH{way}" for mark in ("", "C") for book in TWO_WAY for way in "HA"),
    *("AHh", "AHCh", "Referee"),
]
"""The odds columns of the season 2025/26."""


def unread(columns: list[str]) -> set[str]:
    read = {name for quote in _quotes(columns, Moment.OPENING) for name in quote.columns}
    known = {name for names in (_NAMES | _OPTIONAL).values() for name in names}
    return {*columns} - read - known - NO_ODDS - {""}


def test_every_odds_column_of_today_s_header_is_read() -> None:
    assert unread(MODERN) == set()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files in ../shared/data are not there")
def test_every_odds_column_of_every_real_header_is_read() -> None:
    headers = {
        file.read_bytes().splitlines()[0].decode("utf-8-sig", "replace")
        for file in REAL.glob("mmz4281/*/*.csv")
    }
    assert len(headers) > 20
    for header in headers:
        assert unread([name.strip() for name in header.split(",")]) == set()
