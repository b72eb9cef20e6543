"""Judging what was really forecast: only what was said in time, only what is known by now."""

from datetime import timedelta

import numpy as np
import pytest
from season_world import NOW, VERSION, Shell, at
from sqlalchemy import update

from scoreline.domain import MatchStatus
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.jobs import evaluations as job
from scoreline.models.metrics import log_losses
from scoreline.store import evaluations, matches, predictions
from scoreline.store.tables import matches as match_table

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")


def test_the_figures_are_those_of_the_stored_forecasts(played: Home) -> None:
    found = job.evaluate(played, days=400)
    with played.database.read() as connection:
        over = matches.fixtures(connection, as_of=NOW, season=2025, competitions=["E0"])
        ended = [each for each in over if each.score is not None]
        said = predictions.latest(
            connection, [each.id for each in ended], as_of=NOW, book=played.book
        )
    chances = np.array([said[each.id].probabilities for each in ended])
    outcomes = np.array([int(each.score.outcome) for each in ended if each.score])
    assert found["matches"] == len(ended) == 40
    assert found["model"]["log_loss"] == pytest.approx(log_losses(chances, outcomes).mean())
    assert [each["version"] for each in found["versions"]] == [VERSION]


def test_only_the_days_asked_for_are_judged(played: Home) -> None:
    week = job.evaluate(played, days=7)
    assert 0 < week["matches"] < 40
    assert week["from"] >= str((NOW - timedelta(days=7)).date())


def test_a_result_after_the_clock_changes_nothing(played: Home) -> None:
    early = at(played, NOW - timedelta(days=10))
    before = job.evaluate(early, days=60)
    with played.database.write() as connection:
        connection.execute(
            update(match_table)
            .where(match_table.c.kickoff > early.clock.now())
            .where(match_table.c.home_goals.is_not(None))
            .values(home_goals=9, away_goals=0)
        )
    assert job.evaluate(early, days=60) == before


def test_a_forecast_from_after_a_kick_off_that_was_brought_forward_does_not_count(
    played: Home,
) -> None:
    whole = job.evaluate(played, days=60)
    with played.database.write() as connection:
        first = matches.fixtures(connection, as_of=NOW, season=2025)[0]
        connection.execute(
            update(match_table)
            .where(match_table.c.id == first.id)
            .values(kickoff=first.kickoff - timedelta(hours=3))
        )
    fewer = job.evaluate(played, days=60)
    assert fewer["matches"] == whole["matches"] - 1
    assert fewer["missed"] == whole["missed"] + 1


def test_an_awarded_result_says_nothing_of_a_forecast(played: Home) -> None:
    whole = job.evaluate(played, days=60)["matches"]
    with played.database.write() as connection:
        first = matches.fixtures(connection, as_of=NOW, season=2025)[0]
        connection.execute(
            update(match_table)
            .where(match_table.c.id == first.id)
            .values(status=MatchStatus.AWARDED.value)
        )
    assert job.evaluate(played, days=60)["matches"] == whole - 1


def test_the_job_keeps_what_it_found_once_a_day(played: Home) -> None:
    said = job.evaluate_recent(played)
    assert said.startswith("30 matches judged, log loss ")
    assert job.evaluate_recent(played) == said
    with played.database.read() as connection:
        kept = evaluations.latest(connection, played.book, limit=5)
    assert [(each.day, each.days) for each in kept] == [(NOW.date(), job.DAYS)]
    assert kept[0].found["matches"] == 30


def test_without_forecasts_it_says_what_to_do(fresh: Home) -> None:
    with pytest.raises(NotFoundError, match="nobody has forecast any of them in time"):
        job.evaluate(fresh, days=60)
    with pytest.raises(NotFoundError, match="no match finished in the 1 day before"):
        job.evaluate(at(fresh, NOW.replace(month=7)), days=1)
    assert job.evaluate_recent(fresh).startswith("nothing to do: ")


def test_the_command_prints_tables_and_json(played_shell: Shell) -> None:
    text = played_shell("evaluate")
    assert text.code == 0, text.err
    assert f"{VERSION}" in text.out
    assert "What the forecasts expected and what came" in text.out
    found = played_shell("evaluate", "--days", "60", "--version", VERSION, "--json").json
    assert found["matches"] == 40
    wrong = played_shell("evaluate", "--version", "v2020-01-01-001")
    assert wrong.code == 1
    assert wrong.err.splitlines()[-1].startswith("error: no model version 'v2020-01-01-001'")
