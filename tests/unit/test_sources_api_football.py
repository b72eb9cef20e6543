"""API-Football: what its answers mean, and how its quota is kept."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local_server import Reply, Site, local_site
from scoreline.clock import FixedClock
from scoreline.errors import AbsentError, ConfigurationError, NotFoundError, SourceError
from scoreline.settings import load_settings
from scoreline.sources import Access, ApiFootball, Parsed, RawFile, Selection, _http, source_named
from scoreline.sources._http import Manners

AT = datetime(2024, 5, 1, tzinfo=UTC)
SITE = Path(__file__).parents[1] / "recordings" / "api-football"
SOURCE = ApiFootball(key="secret", daily=3, manners=Manners(pause=0, wait=0.001))
FIXTURES, INJURIES = "fixtures/E0/2023.json", "injuries/E0/2023.json"
PATH = "/fixtures?league=39&season=2023"


@pytest.fixture
def site() -> Iterator[Site]:
    with local_site() as running:
        running.serve(PATH, Reply(body=(SITE / FIXTURES).read_bytes()))
        yield running


@dataclass
class Counted:
    """A quota in memory."""

    calls: int = 0

    def take(self, limit: int) -> bool:
        taken = self.calls < limit
        self.calls += taken
        return taken

    def used(self, calls: int) -> None:
        self.calls = max(self.calls, calls)


def answer(file: str, change: Callable[[dict[str, Any]], object] | None = None) -> bytes:
    content = json.loads((SITE / file).read_bytes())
    if change is not None:
        change(content)
    return json.dumps(content).encode()


def parse(file: str, content: bytes | None = None) -> Parsed:
    given = (SITE / file).read_bytes() if content is None else content
    return SOURCE.parse(RawFile("api-football", file, given, AT))


def test_fixtures_have_a_status_and_results_only_once_they_are_over() -> None:
    found = parse(FIXTURES)
    assert found.rejects == ()
    columns = ["matchweek", "home", "status", "home_goals", "away_goals", "away_half_time"]
    assert found.matches.select(columns).rows() == [
        (1, "Burnley", "finished", 0, 3, 2),
        (17, "Bournemouth", "abandoned", None, None, None),
        (29, "Arsenal", "postponed", None, None, None),
        (35, "Newcastle", "scheduled", None, None, None),
        (38, "Liverpool", "scheduled", None, None, None),
    ]
    assert found.matches["date_only"].to_list() == [False, False, False, False, True]
    assert found.matches["date"][4] == date(2024, 5, 19)


def test_injuries_are_absences_from_a_match_known_at_kick_off_at_the_latest() -> None:
    found = parse(INJURIES)
    columns = ["club", "player", "kind", "start", "end", "known_at"]
    day, kickoff = date(2023, 8, 11), datetime(2023, 8, 11, 19, tzinfo=UTC)
    last = date(2024, 5, 19)
    assert found.absences.select(columns).rows() == [
        ("Burnley", "A. Player", "injury", day, day, kickoff),
        ("Manchester City", "B. Player", "suspension", day, day, kickoff),
        ("Nottingham Forest", "D. Player", "other", last, last, AT),
    ]


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("fixture", "date"), "2023-08-11", "no date"),
        (("fixture", "date"), None, "no date"),
        (("teams", "home", "name"), None, "no home"),
        (("teams", "home", "name"), "Manchester City", "against itself"),
        (("score", "fulltime", "home"), -1, "goals are no number"),
        (("score", "fulltime", "home"), "two", "goals are no number"),
    ],
)
def test_a_fixture_that_makes_no_sense_is_left_out(
    path: tuple[str, ...], value: object, reason: str
) -> None:
    def change(content: dict[str, Any]) -> None:
        node = content["response"][0]
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value

    found = parse(FIXTURES, answer(FIXTURES, change))
    assert len(found.matches) == 4
    assert reason in found.rejects[0].reason


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"errors": {"token": "Error/Missing application key."}}, "says of .*: Error/Missing"),
        ({"errors": ["Too many requests"]}, "Too many requests"),
        ({"paging": {"current": 1, "total": 2}}, "several pages"),
        ({"response": {}}, "no response in it"),
    ],
)
def test_an_answer_that_is_an_error_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(SourceError, match=says):
        parse(FIXTURES, answer(FIXTURES, lambda content: content.update(change)))


def test_an_empty_answer_says_that_there_is_nothing() -> None:
    with pytest.raises(AbsentError, match="does not cover that"):
        parse(FIXTURES, answer(FIXTURES, lambda content: content.update(response=[])))


def test_the_key_goes_in_a_header_and_nowhere_else(site: Site) -> None:
    raw = SOURCE.read(FIXTURES, Access(FixedClock(AT), site.address))
    ((path, headers),) = site.asked
    assert (path, headers["x-apisports-key"]) == (PATH, "secret")
    assert raw.address == site.address + PATH
    assert "secret" not in repr(SOURCE)


def test_no_request_is_made_beyond_the_day_s_quota_nor_are_retries_free(site: Site) -> None:
    quota = Counted()
    access = Access(FixedClock(AT), site.address, quota=quota)
    site.serve(PATH, Reply(500))
    with pytest.raises(SourceError, match="the 3 requests that api-football allows a day"):
        SOURCE.read(FIXTURES, access)
    assert (len(site.asked), quota.calls) == (3, 3)


def test_the_host_s_own_count_is_believed(site: Site) -> None:
    body = (SITE / FIXTURES).read_bytes()
    quota = Counted()
    access = Access(FixedClock(AT), site.address, quota=quota)
    for left, calls in (("98", 2), ("0", 3)):
        limits = {"x-ratelimit-requests-limit": "100", "x-ratelimit-requests-remaining": left}
        site.serve(PATH, Reply(body=body, headers=limits))
        SOURCE.read(FIXTURES, access)
        assert quota.calls == calls


def test_a_host_that_allows_no_more_this_minute_is_left_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(_http, "sleep", slept.append)
    body = (SITE / FIXTURES).read_bytes()
    site.serve(PATH, Reply(body=body, headers={"X-RateLimit-Remaining": "0"}))
    for _ in range(2):
        SOURCE.read(FIXTURES, Access(FixedClock(AT), site.address))
    assert slept[0] == pytest.approx(60, abs=2)


@pytest.mark.parametrize(
    ("age", "season", "asked"),
    [
        (timedelta(hours=1), 2023, 0),
        (timedelta(hours=4), 2023, 1),
        # Fetched after that season was over: it will not change any more.
        (timedelta(days=100), 2022, 0),
    ],
)
def test_what_is_kept_and_will_do_is_not_asked_for_again(
    site: Site, age: timedelta, season: int, asked: int
) -> None:
    file, path = f"fixtures/E0/{season}.json", PATH.replace("2023", str(season))
    site.serve(path, Reply(body=(SITE / FIXTURES).read_bytes()))
    kept = RawFile("api-football", file, b"{}", AT - age, address=site.address + path)
    access = Access(FixedClock(AT), site.address, kept=lambda _: kept)
    raw = SOURCE.read(file, access)
    assert len(site.asked) == asked
    assert (raw is kept) == (asked == 0)


def test_files_are_those_of_leagues_and_seasons() -> None:
    here = Access(FixedClock(AT), str(SITE))
    assert SOURCE.files(Selection(("E0",)), Access(FixedClock(AT))) == [FIXTURES, INJURIES]
    assert SOURCE.files(Selection(), here) == [FIXTURES, INJURIES]
    asked = SOURCE.files(Selection(("E0",), (2022, 2023)), here)
    assert asked == [FIXTURES, INJURIES, "fixtures/E0/2022.json"]
    assert SOURCE.read(FIXTURES, here).content == (SITE / FIXTURES).read_bytes()
    with pytest.raises(NotFoundError, match="no file like"):
        SOURCE.files(Selection(("D1",)), here)
    with pytest.raises(ConfigurationError, match="SCORELINE_API_FOOTBALL_KEY"):
        SOURCE_WITHOUT_KEY.files(Selection(("E0",)), Access(FixedClock(AT)))
    with pytest.raises(ConfigurationError, match="--league"):
        SOURCE.files(Selection(), Access(FixedClock(AT)))
    with pytest.raises(SourceError, match="no name of a file"):
        parse("odds/E0/2023.json", b"{}")


SOURCE_WITHOUT_KEY = replace(SOURCE, key=None)


def test_the_key_is_a_setting_that_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORELINE_API_FOOTBALL_KEY", "secret")
    settings = load_settings(tmp_path)
    assert "secret" not in repr(settings)
    source = source_named("api-football", settings)
    assert isinstance(source, ApiFootball)
    assert source.key == "secret"
