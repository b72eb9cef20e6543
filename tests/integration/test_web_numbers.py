"""Every chart and map of a page has its numbers, as a table that sorts, filters and is CSV."""

import csv
import io
import time

import pytest
from season_world import VERSION
from starlette.testclient import TestClient

from scoreline.home import Home
from scoreline.store import matches
from scoreline.web import create_app

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

PATIENCE = 120.0
"""Seconds for what is made beside the requests."""


def rows(home: Home, path: str, table: str, query: str = "") -> list[dict[str, str]]:
    """Return a table of a page, once the page has it."""
    asking = TestClient(create_app(home))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        answer = asking.get(f"{path}{'&' if '?' in path else '?'}csv={table}{query}")
        assert answer.status_code == 200
        if answer.headers["content-type"].startswith("text/csv"):
            return list(csv.DictReader(io.StringIO(answer.text)))
        time.sleep(0.2)
    raise AssertionError(f"{path} has no table '{table}'")


def coming(home: Home) -> int:
    with home.database.read() as connection:
        found = matches.season(connection, "E0", 2025, as_of=home.clock.now())
    return int(found.filter(found["home_goals"].is_null())["match_id"][0])


def test_the_map_of_scores_has_every_score_by_its_chance(played: Home) -> None:
    found = rows(played, f"/matches/{coming(played)}", "scores")
    assert len(found) == 121
    chances = [float(row["chance"]) for row in found]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=1e-6)
    assert {*found[0]} == {"home_goals", "away_goals", "chance"}


def test_the_course_of_a_league_has_the_points_of_every_bot_and_day(played: Home) -> None:
    standings = rows(played, "/bots", "standings")
    course = rows(played, "/bots", "course")
    assert {*course[0]} == {"day", *(row["bot"] for row in standings)}
    assert {row["bot"]: row["points"] for row in standings} == {
        bot: points for bot, points in course[0].items() if bot != "day"
    }
    for bot in standings:
        points = [int(row[bot["bot"]]) for row in course]
        assert points == sorted(points, reverse=True)


def test_the_head_to_head_is_filtered_by_a_bot_and_sorted(played: Home) -> None:
    found = rows(played, "/bots", "duels", "&duels.q=HomeBias&duels=-more")
    assert found
    assert all("HomeBias" in {row["bot"], row["other"]} for row in found)
    shares = [float(row["more"]) for row in found]
    assert shares == sorted(shares, reverse=True)


def test_the_map_of_final_places_has_a_whole_row_for_every_club(played: Home) -> None:
    found = rows(played, "/competitions/E0/2025?view=projection", "places")
    assert len(found) == 20
    for row in found:
        assert sum(float(row[f"place_{n}"]) for n in range(1, 21)) == pytest.approx(1)


def test_the_reliability_diagrams_have_their_bins(played: Home) -> None:
    found = rows(played, "/quality", "bins", "&bins.q=model")
    assert {row["outcome"] for row in found} == {"home win", "draw", "away win"}
    by_outcome = {
        outcome: sum(int(row["matches"]) for row in found if row["outcome"] == outcome)
        for outcome in ("home win", "draw", "away win")
    }
    assert len(set(by_outcome.values())) == 1


def test_columns_of_figures_have_names_in_csv(played: Home) -> None:
    found = rows(played, "/quality", "forecasters", "&forecasters=log_loss")
    assert "c1" not in found[0]
    assert {"forecaster", "log_loss"} <= {*found[0]}


@pytest.mark.parametrize("table", ["confusion", "goals"])
def test_what_a_version_said_and_what_came_is_a_table_for_admins_alone(
    played: Home, table: str
) -> None:
    answer = TestClient(create_app(played)).get(f"/models/{VERSION}?csv={table}")
    assert answer.status_code == 401
