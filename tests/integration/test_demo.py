"""The demonstration, whole: played three weeks short of the end, then to the end, then again."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from season_world import LEAGUE, LINEAR, Shell, contents, make_home
from sqlalchemy import select
from starlette.testclient import TestClient

from scoreline.home import STANDING, Home, open_home
from scoreline.jobs import demo as steps
from scoreline.jobs import replay
from scoreline.settings import SETTINGS_FILE
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import bots, matches, raw_files
from scoreline.store.tables import leagues, predictions, tips
from scoreline.web import create_app

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.long


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty folder, in which the first test that needs it plays the demo."""
    return tmp_path_factory.mktemp("demo")


def _kept(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    # When a file was last fetched is all that another ingest may write.
    return contents(home.database, without=["raw_files"])


@pytest.fixture
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    # The demo's own recipe takes half a minute; what it trains is not what is looked at here.
    def quick(*given: object, **named: object) -> object:
        return replay(*given, recipe=LINEAR, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "replay", quick)


@pytest.fixture
def demo(shell: Shell, demo_folder: Path, _quickly: None) -> tuple[Shell, str]:
    """Give a home in which the demo was played, and what it printed."""
    said = demo_folder / "said.txt"
    if not said.exists():
        ended = shell("demo")
        assert ended.code == 0, ended.err
        shutil.copytree(shell.home, demo_folder / "home")
        said.write_text(ended.out)
    else:
        shutil.copytree(demo_folder / "home", shell.home)
    return shell, said.read_text()


def test_it_prints_the_table_the_quality_what_comes_and_one_explained(
    demo: tuple[Shell, str],
) -> None:
    _, said = demo
    for words in ("bots after 349 matches", "class frequencies", "elo logit", "always home"):
        assert words in said
    for bot in ("MLBot-Balanced", "ExpectedPoints", "HomeBias"):
        assert bot in said
    assert "To come: 31 matches" in said
    assert "expected goals" in said
    assert "confidence" in said
    assert "…" not in said


def test_it_stands_a_day_before_the_last_three_match_weeks(demo: tuple[Shell, str]) -> None:
    shell, _ = demo
    with open_home(shell.home) as home:
        assert home.settings.as_of is not None
        with home.database.read() as connection:
            fixtures = matches.fixtures(connection, as_of=home.clock.now(), season=2025)
    left = [each for each in fixtures if each.score is None]
    assert {each.matchweek for each in left} == {36, 37, 38}
    assert min(each.kickoff for each in left) == home.clock.now() + timedelta(hours=24)


def test_there_are_forecasts_of_and_tips_on_the_matches_to_come(demo: tuple[Shell, str]) -> None:
    shell, _ = demo
    coming = shell("predict", "--days", "60", "--json").json
    assert len(coming) == 31
    with open_home(shell.home) as home, home.database.read() as connection:
        ids = [match["match_id"] for match in coming]
        assert bots.tips_of(connection, LEAGUE, match_ids=ids)


def test_everything_it_says_is_in_the_book_of_a_standing_clock(demo: tuple[Shell, str]) -> None:
    shell, _ = demo
    with open_home(shell.home) as home, home.database.read() as connection:
        assert home.book == STANDING
        for table in (predictions, tips, leagues):
            assert set(connection.scalars(select(table.c.book))) == {STANDING}


def test_its_api_and_its_page_show_its_forecasts(demo: tuple[Shell, str]) -> None:
    shell, _ = demo
    said = shell("predict", "--json").json
    with open_home(shell.home) as home, TestClient(create_app(home)) as client:
        answer = client.get("/api/predictions").json()
        page = client.get("/").text
    assert [each["match"]["id"] for each in answer["items"]] == [each["match_id"] for each in said]
    shown = [each["probabilities"]["home"] for each in answer["items"]]
    assert shown == [each["p_home"] for each in said]
    for match in said:
        assert match["home"].replace("'", "&#39;") in page
        assert "{}\N{EN DASH}{}".format(*match["top_score"]) in page
    assert said[0]["model"] in page


def test_it_stops_the_clock_and_every_command_says_so(demo: tuple[Shell, str]) -> None:
    shell, _ = demo
    assert "the clock stands at" in shell("bots", "table").err
    assert "(stands)" in shell("doctor").out


def test_played_again_it_changes_nothing(demo: tuple[Shell, str]) -> None:
    shell, _ = demo
    with open_home(shell.home) as home:
        before = _kept(home)
    ended = shell("demo")
    assert ended.code == 0
    with open_home(shell.home) as home:
        assert _kept(home) == before


def test_it_can_be_played_to_the_end_and_is_not_taken_back(demo: tuple[Shell, str]) -> None:
    shell, _ = demo
    to_the_end = shell("demo", "--to-the-end")
    assert to_the_end.code == 0, to_the_end.err
    assert "bots after 380 matches" in to_the_end.out
    assert "To come" not in to_the_end.out
    with open_home(shell.home) as home:
        before, clock = _kept(home), home.clock.now()
    again = shell("demo")
    assert again.code == 0
    assert "bots after 380 matches" in again.out
    with open_home(shell.home) as home:
        assert _kept(home) == before
        assert home.clock.now() == clock


def test_a_home_with_real_matches_is_refused_and_left_alone(shell: Shell) -> None:
    make_home(shell.home, seasons=(2025,))
    (shell.home / SETTINGS_FILE).unlink()
    with open_home(shell.home) as home:
        with home.database.write() as connection:
            name, now = "mmz4281/2526/E0.csv", home.clock.now()
            record = raw_files.RawRecord("football-data", name, "0" * 64, now, b"real matches")
            raw_files.save(connection, record)
        before = _kept(home)
    ended = shell("demo")
    assert ended.code == 1
    assert "scoreline --home DIR demo" in ended.err
    with open_home(shell.home) as home:
        assert _kept(home) == before
        assert home.settings.as_of is None


def test_a_demo_interrupted_while_it_took_the_data_in_can_be_begun_again(shell: Shell) -> None:
    with open_home(shell.home) as home:
        source = source_named("bundled", home.settings)
        ingest(home.database, source, Selection(("E0",), (2025,)), clock=home.wall)
        steps.require_own_home(home)
