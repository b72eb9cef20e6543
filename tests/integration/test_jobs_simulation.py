"""Seasons simulated in a home: which model they are drawn from, and what the command prints."""

from datetime import date

import numpy as np
import pytest
from season_world import LINEAR, NOW, VERSION, Shell, contents

from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.home import Home
from scoreline.jobs import simulate, simulation

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

SIMULATE = ("simulate", "--league", "E0", "--season", "2025")


@pytest.fixture
def _linear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "ENSEMBLE", LINEAR)


def test_the_active_model_plays_on_from_the_clock_and_nothing_is_stored(played: Home) -> None:
    before = contents(played.database)
    done = simulate(played, "E0", 2025, runs=500)
    assert done.version.name == VERSION
    assert done.season.ahead.as_of == NOW
    assert done.season.ahead.left.certain == 340
    assert done.season.ahead.left.derived == 0
    assert contents(played.database) == before


@pytest.mark.usefixtures("_linear")
def test_a_day_before_the_active_model_gets_one_that_was_trained_until_then_once(
    played: Home,
) -> None:
    day = date(2025, 2, 1)
    first, second = (simulate(played, "E0", 2024, as_of=day, runs=200) for _ in range(2))
    assert first.version.trained_until == day
    assert second.version.name == first.version.name != VERSION
    assert (first.season.points == second.season.points).all()
    assert played.registry.active_name() == VERSION
    assert 0 < first.season.ahead.left.certain < 380


@pytest.mark.usefixtures("_linear")
def test_a_home_without_a_model_trains_one(fresh: Home) -> None:
    done = simulate(fresh, "E0", 2025, runs=50)
    assert done.version.trained_until == NOW.date()
    assert fresh.registry.active_name() is None


def test_a_recipe_is_trained_on_what_was_known(played: Home) -> None:
    done = simulate(played, "E0", 2025, runs=50, recipe=LINEAR)
    assert done.version.trained_until == NOW.date()
    assert done.version.name != VERSION


def test_a_season_that_is_over_by_then_is_what_it_was(played: Home) -> None:
    done = simulate(played, "E0", 2024, runs=50)
    shares = done.season.place_shares()
    assert set(np.unique(shares)) == {0.0, 1.0}
    assert done.season.clubs[int(shares[:, 0].argmax())] == "Liverpool"


def test_the_future_and_what_does_not_exist_are_refused(played: Home) -> None:
    with pytest.raises(ConfigurationError, match="2025-10-01 lies after 2025-09-19"):
        simulate(played, "E0", 2025, as_of=date(2025, 10, 1))
    with pytest.raises(NotFoundError, match="no league 'XX'"):
        simulate(played, "XX", 2025)
    with pytest.raises(NotFoundError, match="no matches of E0 2030"):
        simulate(played, "E0", 2030)


def test_the_command_prints_a_row_a_club_and_what_is_left(played_shell: Shell) -> None:
    ended = played_shell(*SIMULATE, "--runs", "300", "--places")
    assert ended.code == 0, ended.err
    assert "Premier League 2025/26: 300 seasons from 19 Sep 2025 09:00 UTC" in ended.out
    assert "40 matches played, 340 left\n" in ended.out
    assert ended.out.count("Liverpool") == 2
    for words in ("title", "Ch. League", "Europe", "down", "places 1-20", VERSION):
        assert words in ended.out


def test_the_command_as_json_is_complete_and_the_same_for_the_same_seed(
    played_shell: Shell,
) -> None:
    first, second, other = (
        played_shell(*SIMULATE, "--runs", "300", "--seed", seed, "--json").json
        for seed in ("7", "7", "8")
    )
    assert first == second != other
    assert (first["model"], first["league"], first["season"]) == (VERSION, "E0", 2025)
    assert (first["played"], first["left"], first["not_announced"]) == (40, 340, 0)
    assert first["zones"]["champions_league"] == [1, 4]
    assert len(first["clubs"]) == 20
    for club in first["clubs"]:
        assert sum(club["places"]) == pytest.approx(1)
        assert club["title"] == club["places"][0]
        assert club["relegation"] == pytest.approx(sum(club["places"][17:]))
        assert club["points_low"] <= club["expected_points"] <= club["points_high"]
