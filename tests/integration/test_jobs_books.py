"""What is said in time, what is replayed, and what time it is: each kept apart."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from season_world import LEAGUE, LINEAR, NOW, VERSION, WALL, contents, foresee_nothing, live
from sqlalchemy import Table, select
from starlette.testclient import TestClient

from scoreline.bots import open_league
from scoreline.cli.bots import standings
from scoreline.domain import LIVE, League
from scoreline.home import Home
from scoreline.jobs import replay, run, train_version
from scoreline.store import bots
from scoreline.store.tables import (
    activations,
    job_runs,
    leagues,
    model_versions,
    predictions,
    raw_files,
    tips,
)
from scoreline.web import create_app

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

BOOKED = (predictions, tips, leagues)
EVE = NOW + timedelta(hours=20)
"""A Saturday, hours before its matches kick off."""


PlayOn = Callable[[datetime], None]


@pytest.fixture
def play_on(fresh: Home) -> PlayOn:
    """Leave a home without the results after the eve; give what brings them by an instant."""
    return foresee_nothing(fresh, EVE)


@pytest.fixture
def live_home(fresh: Home, play_on: PlayOn) -> Home:  # noqa: ARG001
    """Give a home whose clock runs: forecasts and tips of the coming days are in its record."""
    home = live(fresh, EVE)
    home.registry.activate(train_version(home, LINEAR).name)
    open_league(home.database, League(LEAGUE.name, (("E0", 2025),)))
    for job in ("forecast", "tip", "settle"):
        run(home, job)
    return home


def _rows(home: Home, table: Table) -> list[Mapping[str, Any]]:
    with home.database.read() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def _record(home: Home) -> dict[str, Sequence[Mapping[str, Any]]]:
    return {
        table.name: [row for row in _rows(home, table) if row["book"] == LIVE] for table in BOOKED
    }


def _shown(home: Home) -> tuple[Any, ...]:
    with TestClient(create_app(home)) as client:
        week = client.get("/api/predictions")
        past = client.get("/api/predictions", params={"from": "2025-08-15", "to": "2025-09-10"})
        return week.json(), past.json()["total"], client.get("/").text, standings(home)


def test_a_replay_in_a_live_home_writes_only_into_its_own_book(live_home: Home) -> None:
    before = _record(live_home)
    assert all(before.values())
    played = replay(live_home, "E0", 2025, recipe=LINEAR, retrain="season")
    assert played.league.book.startswith("replay of Premier League 2025/26 ")
    assert _record(live_home) == before
    for table in BOOKED:
        books = [row["book"] for row in _rows(live_home, table)]
        assert set(books) == {LIVE, played.league.book}
    assert len(_rows(live_home, predictions)) == len(before["predictions"]) + 40


def test_a_replay_in_a_live_home_is_not_shown_as_its_record(live_home: Home) -> None:
    before = _shown(live_home)
    assert before[0]["total"] == 10
    assert before[1] == 0
    assert list(before[3]) == ["Premier League 2025/26 (3/1)"]
    played = replay(live_home, "E0", 2025, recipe=LINEAR, retrain="season")
    assert _shown(live_home) == before
    assert played.version.name != live_home.registry.active_name()
    with TestClient(create_app(live_home)) as client:
        answer = client.get(f"/api/matches/{played.match_ids[0]}/prediction")
    assert answer.status_code == 404


def test_a_second_replay_in_a_live_home_changes_nothing(live_home: Home) -> None:
    first = replay(live_home, "E0", 2025, recipe=LINEAR, retrain="season")
    before = contents(live_home.database)
    again = replay(live_home, "E0", 2025, recipe=LINEAR, retrain="season")
    assert again.version.name == first.version.name
    assert (again.league, again.match_ids) == (first.league, first.match_ids)
    assert contents(live_home.database) == before


def test_the_jobs_of_a_live_home_leave_a_replay_s_book_alone(
    live_home: Home, play_on: PlayOn
) -> None:
    played = replay(live_home, "E0", 2025, recipe=LINEAR, retrain="season")
    with live_home.database.read() as connection:
        before = bots.tips_of(connection, played.league)
    later = live(live_home, EVE + timedelta(days=7))
    play_on(later.clock.now())
    assert "in 1 league" in run(later, "tip")
    assert "in 1 league" in run(later, "settle")
    with live_home.database.read() as connection:
        assert bots.tips_of(connection, played.league) == before


def test_what_is_made_is_dated_by_the_wall_and_what_is_said_by_the_clock(played: Home) -> None:
    for job in ("ingest", "forecast", "tip", "settle"):
        run(played, job)
    dated = {
        model_versions: ("created_at",),
        activations: ("at",),
        job_runs: ("started_at", "ended_at"),
        raw_files: ("fetched_at",),
        predictions: ("recorded_at",),
        tips: ("recorded_at",),
    }
    for table, columns in dated.items():
        rows = _rows(played, table)
        assert rows, table
        assert {row[column] for row in rows for column in columns} == {WALL}, table
    assert max(row["as_of"] for row in _rows(played, predictions)) == NOW
    assert all(row["placed_at"] <= NOW for row in _rows(played, tips))
    assert played.registry.active_name() == VERSION
    assert VERSION.startswith(f"v{WALL:%Y-%m-%d}-")


def test_how_far_a_version_has_learnt_is_told_by_the_evidence_and_not_by_the_wall(
    fresh: Home,
) -> None:
    whole, cut = train_version(fresh, LINEAR), train_version(fresh, LINEAR, until=NOW.date())
    assert whole.trained_until == NOW.date() + timedelta(days=1)
    assert cut.trained_until == NOW.date()
    assert {whole.created_at, cut.created_at} == {WALL}


def test_training_the_same_thing_twice_gives_one_artefact_and_heals_it(fresh: Home) -> None:
    first = train_version(fresh, LINEAR)
    folder = fresh.settings.artefacts / first.artefact
    (folder / "ensemble.json").write_bytes(b"{}")
    second = train_version(fresh, LINEAR)
    assert second.name != first.name
    assert second.artefact == first.artefact
    assert [path.name for path in fresh.settings.artefacts.iterdir()] == [first.artefact]
    for version in (first, second):
        assert fresh.registry.load(version.name).version.artefact == first.artefact
