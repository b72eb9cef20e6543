"""understat.com: both forms of its data, and what becomes of senseless ones."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from local_server import Reply, local_site
from scoreline.clock import FixedClock
from scoreline.errors import AbsentError, ConfigurationError, NotFoundError, SourceError
from scoreline.sources import Access, Parsed, RawFile, Selection, Understat
from scoreline.sources._http import Manners

AT = datetime(2024, 1, 1, tzinfo=UTC)
SITE = Path(__file__).parents[1] / "recordings" / "understat"
HERE = Access(FixedClock(AT), str(SITE))
SOURCE = Understat(manners=Manners(pause=0, wait=0.001))
ENDPOINT = (SITE / "getLeagueData/EPL/2023.json").read_bytes()
PAGE = (SITE / "league/La_liga/2023.html").read_bytes()


def parse(content: bytes, name: str = "EPL/2023.json") -> Parsed:
    return SOURCE.parse(RawFile("understat", name, content, AT))


def test_the_endpoint_gives_goals_and_expected_goals_by_day() -> None:
    found = parse(ENDPOINT)
    assert found.rejects == ()
    columns = ["date", "date_only", "home", "away", "status", "home_goals", "home_xg", "away_xg"]
    first, *_, last = found.matches.select(columns).rows()
    day = date(2023, 8, 11)
    assert first == (day, True, "Burnley", "Manchester City", "finished", 0, 0.31, 2.4)
    assert last[4:] == ("scheduled", None, None, None)
    assert found.matches["competition"].unique().to_list() == ["E0"]


def test_the_older_page_gives_the_same() -> None:
    found = parse(PAGE, "La_liga/2023.json")
    assert found.matches.select("competition", "home", "away_goals", "home_xg").rows() == [
        ("SP1", "Atletico Madrid", 1, 2.15),
        ("SP1", "Celta Vigo", 2, 1.01),
    ]


def test_names_that_a_page_escapes_byte_by_byte_are_whole_again() -> None:
    written = PAGE.replace(b"Granada", rb"C\xC3\xA1diz")
    assert parse(written, "La_liga/2023.json").matches["away"][0] == "Cádiz"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"2023-08-11 ', b'"2023-02-31 ', "no date"),
        (b'"2023-08-11 ', b'"2021-08-11 ', "outside season"),
        (b'"goals": {"h": "0"', b'"goals": {"h": "-1"', "goals are no number"),
        (b'"goals": {"h": "0"', b'"goals": {"h": true', "goals are no number"),
        (b'"goals": {"h": "0"', b'"goals": {"h": null', "goals of one side"),
        (b'"title": "Burnley"', b'"title": "Manchester City"', "against itself"),
        (b'"title": "Burnley"', b'"title": 7', "no home"),
    ],
)
def test_a_match_that_makes_no_sense_is_left_out(old: bytes, new: bytes, reason: str) -> None:
    assert old in ENDPOINT
    found = parse(ENDPOINT.replace(old, new, 1))
    assert len(found.matches) == 3
    assert reason in found.rejects[0].reason


@pytest.mark.parametrize("xg", [b'"-1"', b'"nan"', b'"1e999"', b"[]", b'"99"'])
def test_senseless_expected_goals_are_left_out_and_their_match_is_not(xg: bytes) -> None:
    found = parse(ENDPOINT.replace(b'"0.31"', xg))
    assert found.matches["home_xg"][0] is None
    assert [each.column for each in found.rejects] == ["home_xg"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no whole JSON"),
        (ENDPOINT[:-20], "no whole JSON"),
        (b'{"dates": NaN}', "no whole JSON"),
        (b"[" * 100_000, "no whole JSON"),
        (b'{"dates": [' + b"[]," * 4_000_000 + b"[]]}", "larger than 10,000,000 bytes"),
        (b"{}", "no list of matches"),
        (b'{"dates": {"a": 1}}', "no list of matches"),
        (b"<html>maintenance</html>", "web page without match data"),
        (b"\xff\xfe{}", "not UTF-8"),
    ],
)
def test_bytes_of_another_kind_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        parse(content)


def test_a_folder_has_either_form() -> None:
    assert SOURCE.files(Selection(), HERE) == ["EPL/2023.json", "La_liga/2023.json"]
    for name, content in (("EPL/2023.json", ENDPOINT), ("La_liga/2023.json", PAGE)):
        assert SOURCE.read(name, HERE).content == content
    asked = SOURCE.files(Selection(("E0", "E1"), (2022, 2023)), HERE)
    assert asked == ["EPL/2022.json", "EPL/2023.json"]
    with pytest.raises(AbsentError):
        SOURCE.read(asked[0], HERE)


def test_the_site_is_asked_as_its_own_script_asks_and_for_the_page_where_that_fails() -> None:
    with local_site() as site:
        access = Access(FixedClock(AT), site.address)
        site.serve("/getLeagueData/EPL/2023", Reply(body=ENDPOINT))
        assert SOURCE.read("EPL/2023.json", access).content == ENDPOINT
        assert site.asked[0][1]["x-requested-with"] == "XMLHttpRequest"
        site.serve("/league/La_liga/2023", Reply(body=PAGE))
        assert SOURCE.read("La_liga/2023.json", access).content == PAGE
        with pytest.raises(AbsentError):
            SOURCE.read("Serie_A/2023.json", access)


def test_what_the_site_has_not_is_said() -> None:
    with pytest.raises(NotFoundError, match="E0, SP1, D1, I1, F1, RUS only"):
        SOURCE.files(Selection(("E1",)), HERE)
    with pytest.raises(ConfigurationError, match="--seasons"):
        SOURCE.files(Selection(("E0",)), Access(FixedClock(AT)))
    assert SOURCE.files(Selection((), (2013, 2014)), Access(FixedClock(AT)))[0] == "EPL/2014.json"
    with pytest.raises(SourceError, match="no name of a season"):
        parse(ENDPOINT, "EPL/23.json")
