"""openfootball: every form that its files have had."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scoreline.clock import FixedClock
from scoreline.errors import ConfigurationError, NotFoundError, SourceError
from scoreline.sources import Access, OpenFootball, Parsed, RawFile, Selection

AT = datetime(2024, 1, 1, tzinfo=UTC)
SITE = Path(__file__).parents[1] / "recordings" / "openfootball"
HERE = Access(FixedClock(AT), str(SITE))
SOURCE = OpenFootball()
MODERN = (SITE / "2023-24/en.1.json").read_bytes()


def parse(content: bytes, name: str = "2023-24/en.1.json") -> Parsed:
    return SOURCE.parse(RawFile("openfootball", name, content, AT))


def test_times_are_local_and_rounds_are_match_weeks() -> None:
    found = parse(MODERN)
    assert found.rejects == ()
    first, second, third, last = found.matches.to_dicts()
    assert first["kickoff"] == datetime(2023, 8, 11, 19, tzinfo=UTC)
    assert (first["home_half_time"], first["away_half_time"], first["away_goals"]) == (0, 2, 3)
    assert (first["matchweek"], last["matchweek"]) == (1, 38)
    assert [each["status"] for each in (second, third, last)] == [
        "finished",
        "abandoned",
        "scheduled",
    ]


def test_the_oldest_form_has_rounds_and_clubs_with_keys() -> None:
    found = parse((SITE / "2014-15/de.1.json").read_bytes(), "2014-15/de.1.json")
    columns = ["season", "date", "date_only", "home", "home_goals", "away_goals"]
    first, second = found.matches.select(columns).rows()
    assert first == (2014, date(2014, 8, 22), True, "FC Bayern München", 2, 1)
    assert second[3:] == ("FC Schalke 04", 1, 1)


def test_a_calendar_year_names_a_season_and_a_time_may_say_its_distance_from_utc() -> None:
    (found,) = parse((SITE / "2024/br.1.json").read_bytes(), "2024/br.1.json").matches.to_dicts()
    assert (found["competition"], found["season"], found["home_goals"]) == ("BRA", 2024, 2)
    assert found["kickoff"] == datetime(2024, 4, 13, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize("time", ["25:00", "20:75", "soon", "", "20"])
def test_a_time_that_cannot_be_read_leaves_the_day(time: str) -> None:
    found = parse(MODERN.replace(b"20:00", time.encode(), 1)).matches
    assert found["date_only"].to_list() == [True, False, False, False]


def test_more_goals_at_half_time_than_at_the_end_are_left_out() -> None:
    whole = parse(MODERN.replace(b"\n", b"").replace(b" ", b""))
    assert whole.rejects == ()
    found = parse(MODERN.replace(b"\n", b"").replace(b" ", b"").replace(b"[0,2]", b"[0,4]"))
    assert [(each.line_no, each.column) for each in found.rejects] == [(1, "away_half_time")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"404: Not Found", "no whole JSON"),
        (b"<html></html>", "a web page"),
        (b"[]", "no list of matches"),
        (b'{"rounds": [{"name": "1"}]}', "no list of matches"),
        (MODERN[: len(MODERN) // 2], "no whole JSON"),
    ],
)
def test_bytes_of_another_kind_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        parse(content)


def test_files_are_named_by_season_and_league() -> None:
    assert SOURCE.files(Selection(("E0", "BRA"), (2023,)), Access(FixedClock(AT))) == [
        "2023-24/en.1.json",
        "2023/br.1.json",
    ]
    assert SOURCE.files(Selection(), HERE) == [
        "2014-15/de.1.json",
        "2023-24/en.1.json",
        "2024/br.1.json",
    ]
    assert SOURCE.files(Selection(("BRA",)), HERE) == ["2024/br.1.json"]
    assert SOURCE.read("2024/br.1.json", HERE).content.startswith(b"{")
    for selection, error in (
        (Selection(("NOR",)), NotFoundError),
        (Selection(("E1",)), NotFoundError),
    ):
        with pytest.raises(error):
            SOURCE.files(selection, HERE)
    with pytest.raises(ConfigurationError, match="--league and --seasons"):
        SOURCE.files(Selection(("E0",)), Access(FixedClock(AT)))
    with pytest.raises(SourceError, match="no name of a season"):
        parse(MODERN, "2023-25/en.1.json")
