"""Leagues that a model has not learnt from, and seasons that are about to begin."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from season_world import NOW, VERSION, Shell, at, contents

from scoreline.bots import open_league
from scoreline.clock import FixedClock
from scoreline.domain import Fixture, League, MatchStatus, running_season
from scoreline.errors import SourceError
from scoreline.home import STANDING, Home, open_home
from scoreline.jobs import coming, run
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import bots, jobs, matches, predictions, quarantine

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

HEAD = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR\n"
SPAIN = HEAD + "SP1,20/09/2025,21:30,Barcelona,Getafe,,,\n"
LAST_SEASON = HEAD + "E0,24/05/2026,16:00,Arsenal,Chelsea,1,0,H\n"
NEXT_SEASON = HEAD + "E0,22/08/2026,15:00,Chelsea,Arsenal,,,\n"
LA_LIGA = League("La Liga 2025/26", (("SP1", 2025),), book=STANDING)
NEXT = "mmz4281/2627/E0.csv"


def _put(site: Path, name: str, content: str) -> None:
    file = site / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def _take_in(home: Home) -> None:
    source = source_named("football-data", home.settings)
    assert ingest(home.database, source, Selection(), clock=home.wall).total.new == 1


def _from(home: Home, place: Path | str) -> Home:
    settings = home.settings.model_copy(update={"football_data_url": str(place)})
    return replace(home, settings=settings)


def _add_spain(home: Home, site: Path) -> Fixture:
    _put(site, "mmz4281/2526/SP1.csv", SPAIN)
    _take_in(_from(home, site))
    return coming(home, until=NOW + timedelta(days=7), competition="SP1")[0]


def test_predict_leaves_an_unlearnt_league_out_and_says_so_in_one_line(
    played_shell: Shell, tmp_path: Path
) -> None:
    alone = played_shell("predict", "--json").json
    with open_home(played_shell.home) as home:
        _add_spain(home, tmp_path / "site")
    for ended in (played_shell("predict"), played_shell("predict", "--json")):
        assert ended.code == 0
        _, said = ended.err.splitlines()
        assert said.startswith(
            "not forecast: SP1 (La Liga), which the active model has not learnt from"
        )
    assert ended.json == alone


def test_predicting_nothing_but_an_unlearnt_league_does_not_claim_that_there_are_no_matches(
    played_shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_home(played_shell.home) as home:
        spanish = _add_spain(home, tmp_path / "site")
    # The last match of that Saturday is the Spanish one.
    late = spanish.kickoff - timedelta(minutes=1)
    monkeypatch.setenv("SCORELINE_AS_OF", late.isoformat())
    ended = played_shell("predict", "--to", "2025-09-20", "--from", "2025-09-20")
    assert ended.code == 0
    assert "no matches to come" not in ended.out
    assert "of a league that the active model has learnt from" in ended.out
    assert "not forecast: SP1 (La Liga)" in ended.err


def test_the_forecast_job_leaves_an_unlearnt_league_out_and_records_it(
    played: Home, tmp_path: Path
) -> None:
    spanish = _add_spain(played, tmp_path / "site")
    said = run(played, "forecast")
    assert said.startswith(f"10 matches forecast by {VERSION}; left out")
    assert said.endswith("SP1 (La Liga)")
    with played.database.read() as connection:
        last = jobs.latest(connection)[0]
        stored = predictions.latest(connection, [spanish.id], as_of=NOW, book=played.book)
    assert (last.outcome, last.detail) == ("done", said)
    assert stored == {}


def test_bots_fall_back_on_an_unlearnt_league(played: Home, tmp_path: Path) -> None:
    spanish = _add_spain(played, tmp_path / "site")
    open_league(played.database, LA_LIGA)
    assert "in 2 leagues" in run(at(played, spanish.kickoff - timedelta(hours=9)), "tip")
    with played.database.read() as connection:
        placed = [tip for _, tip in bots.tips_of(connection, LA_LIGA)]
    assert {tip.match_id for tip in placed} == {spanish.id}
    assert any(tip.fallback for tip in placed)
    assert {tip.version for tip in placed} == {None}


@pytest.mark.parametrize(
    ("day", "season"),
    [((2026, 5, 31), 2025), ((2026, 6, 1), 2026), ((2026, 12, 31), 2026), ((2027, 1, 1), 2026)],
)
def test_the_next_season_counts_from_two_months_before_its_start(
    day: tuple[int, int, int], season: int
) -> None:
    assert running_season(datetime(*day, tzinfo=UTC)) == season


class _Handler(SimpleHTTPRequestHandler):
    asked: list[str]

    def __init__(self, *given: Any, asked: list[str], **named: Any) -> None:
        self.asked = asked
        super().__init__(*given, **named)

    def do_GET(self) -> None:
        self.asked.append(self.path.removeprefix("/"))
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    _put(folder, "mmz4281/2526/E0.csv", LAST_SEASON)
    return folder


@pytest.fixture
def served(site: Path) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = partial(_Handler, directory=str(site), asked=asked)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path: Path, site: Path) -> Iterator[Home]:
    """Give a home that has taken in the season 2025/26 of one league."""
    with open_home(tmp_path / "home") as opened:
        _take_in(_from(opened, site))
        yield opened


def _on(home: Home, place: Path | str, month: int, day: int) -> Home:
    return replace(_from(home, place), clock=FixedClock(datetime(2026, month, day, 12, tzinfo=UTC)))


def _next_season(home: Home) -> list[tuple[str, MatchStatus]]:
    with home.database.read() as connection:
        found = matches.fixtures(connection, as_of=home.clock.now(), season=2026)
    return [(each.home, each.status) for each in found]


def _in_quarantine(home: Home) -> int:
    with home.database.read() as connection:
        return len(quarantine.open_rows(connection))


def test_ingesting_again_does_not_ask_for_a_season_long_before_it_begins(
    home: Home, served: tuple[str, list[str]]
) -> None:
    address, asked = served
    run(_on(home, address, 5, 31), "ingest")
    assert asked == ["mmz4281/2526/E0.csv"]


def test_a_season_that_is_not_there_yet_is_no_error(
    home: Home, served: tuple[str, list[str]]
) -> None:
    address, asked = served
    summer = _on(home, address, 6, 1)
    before = contents(home.database, without=["job_attempts", "job_runs", "raw_files"])
    assert run(summer, "ingest") == "football-data: 0 new, 0 changed"
    assert asked == ["mmz4281/2526/E0.csv", NEXT, "fixtures.csv"]
    assert _in_quarantine(home) == 0
    assert contents(home.database, without=["job_attempts", "job_runs", "raw_files"]) == before


def test_a_season_s_first_fixtures_are_taken_in_once_they_are_there(
    home: Home, served: tuple[str, list[str]], site: Path
) -> None:
    address, _ = served
    _put(site, NEXT, NEXT_SEASON)
    for place in (address, site):
        run(_on(home, place, 7, 1), "ingest")
        assert _next_season(_on(home, place, 7, 1)) == [("Chelsea", MatchStatus.SCHEDULED)]


def test_a_folder_without_the_next_season_is_no_error(home: Home, site: Path) -> None:
    assert run(_on(home, site, 9, 1), "ingest") == "football-data: 0 new, 0 changed"
    assert _in_quarantine(home) == 0


def test_seasons_that_were_missed_are_caught_up_with(home: Home, site: Path) -> None:
    _put(site, NEXT, NEXT_SEASON)
    late = replace(_from(home, site), clock=FixedClock(datetime(2027, 9, 1, tzinfo=UTC)))
    assert run(late, "ingest") == "football-data: 1 new, 0 changed"


def test_a_next_season_that_is_there_but_makes_no_sense_is_an_error(home: Home, site: Path) -> None:
    _put(site, NEXT, "<!DOCTYPE html><html></html>")
    with pytest.raises(SourceError, match=re.escape(NEXT)):
        run(_on(home, site, 7, 1), "ingest")
    assert _in_quarantine(home) == 1


def test_the_newest_season_must_be_there(home: Home, served: tuple[str, list[str]]) -> None:
    address, _ = served
    with pytest.raises(SourceError, match="404"):
        run(_on(home, f"{address}/nowhere", 7, 1), "ingest")
    with home.database.read() as connection:
        assert "mmz4281/2526/E0.csv" in jobs.latest(connection)[0].detail


def test_files_that_are_gone_keep_no_other_from_being_asked(
    home: Home, served: tuple[str, list[str]], site: Path
) -> None:
    _put(site, "mmz4281/2526/SP1.csv", SPAIN)
    _take_in(_from(home, site))
    for league in ("E0", "SP1"):
        (site / f"mmz4281/2526/{league}.csv").unlink()
    _put(site, NEXT, NEXT_SEASON)
    address, _ = served
    summer = _on(home, address, 7, 1)
    gone = r"2526/E0.csv.*and it once was; what is stored stays \(and 1 more file\)"
    with pytest.raises(SourceError, match=gone):
        run(summer, "ingest")
    assert _next_season(summer) == [("Chelsea", MatchStatus.SCHEDULED)]


def test_a_source_that_lacks_its_key_does_not_keep_the_others_from_being_asked(
    home: Home, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = Path(__file__).parents[1] / "recordings" / "api-football"
    source = source_named("api-football", home.settings)
    chosen = Selection(("E0",), (2023,))
    ingest(home.database, source, chosen, clock=home.wall, location=str(recorded))
    _put(site, NEXT, NEXT_SEASON)
    assert run(_on(home, site, 7, 1), "ingest").endswith(": 1 new, 0 changed")
    assert "SCORELINE_API_FOOTBALL_KEY" in capsys.readouterr().err
