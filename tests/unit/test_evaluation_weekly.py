"""Dixon and Coles' model fitted every week: what each forecast was made from."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from scoreline.clock import first_instant
from scoreline.domain.frames import Evidence, result_known
from scoreline.evaluation import backtest, weekly_dixon_coles
from scoreline.models import DixonColes
from scoreline.testing.evidence import evidence_of, played
from scoreline.testing.leagues import simulated_league

MATCHES = simulated_league(7, teams=8, seasons=3, divisions=2, first_season=2018).matches
LAST = MATCHES.filter(competition="SIM1", season=2020).sort("kickoff", "match_id")
CLOSE = 1e-7
MONDAY = date(2023, 9, 4)


def test_each_match_is_forecast_by_a_fit_to_what_was_known_when_its_week_began() -> None:
    said = weekly_dixon_coles(MATCHES, LAST["match_id"]).outcomes()
    for row in range(0, len(LAST), 5):
        match = LAST[row]
        day = match["date"][0]
        monday = day - timedelta(day.weekday())
        known = MATCHES.filter(competition="SIM1").filter(result_known() <= first_instant(monday))
        alone = DixonColes().fit(known, as_of=monday)
        assert said[row] == pytest.approx(alone.predict(match).outcomes()[0], abs=CLOSE)


def test_results_of_the_same_week_are_not_learnt_from() -> None:
    week = [played("A", "B", "9-0", MONDAY), played("A", "B", "0-0", MONDAY + timedelta(5))]
    unplayed = [{**match, "home_goals": None, "away_goals": None} for match in week]
    said = weekly_dixon_coles(evidence_of(*week).matches, [1, 2])
    blind = weekly_dixon_coles(evidence_of(*unplayed).matches, [1, 2])
    assert np.array_equal(said.values, blind.values)


def test_that_a_club_will_have_results_makes_it_no_better_known() -> None:
    known = played("A", "B", "1-1", MONDAY)
    asked = played("A", "C", "0-0", MONDAY + timedelta(7))
    later = played("C", "B", "4-0", MONDAY + timedelta(70))
    unplayed = {**asked, "home_goals": None, "away_goals": None}
    with_hindsight = weekly_dixon_coles(evidence_of(known, asked, later).matches, [2])
    as_it_was = weekly_dixon_coles(evidence_of(known, unplayed).matches, [2])
    assert np.array_equal(with_hindsight.values, as_it_was.values)


def test_the_week_after_they_are() -> None:
    two = [played("A", "B", "9-0", MONDAY), played("A", "B", "0-0", MONDAY + timedelta(7))]
    before, after = weekly_dixon_coles(evidence_of(*two).matches, [1, 2]).outcomes()
    assert before[0] < after[0]


def test_a_monday_that_begins_on_sunday_here_is_not_learnt_from_by_its_own_matches() -> None:
    begins = datetime(2023, 9, 3, 15, tzinfo=UTC)  # in Japan it is Monday then
    sunday = datetime(2023, 9, 3, 12, 45, tzinfo=UTC)
    frame = evidence_of(
        played("A", "B", "9-0", MONDAY - timedelta(1), kickoff=sunday),
        played("C", "D", "0-0", MONDAY, kickoff=begins, date_only=True),
        played("A", "B", "0-0", MONDAY, kickoff=begins, date_only=True),
    ).matches
    assert frame.select(result_known())["result_known_at"][0] > begins
    first, _, second = weekly_dixon_coles(frame, [1, 2, 3]).outcomes()
    assert first.tolist() == second.tolist()


def test_forecasts_come_in_the_order_they_are_asked_for() -> None:
    ids = MATCHES.filter(pl.col("season") == 2020)["match_id"].sort()
    said = weekly_dixon_coles(MATCHES, ids).values
    order = np.random.default_rng(1).permutation(len(ids))
    assert np.array_equal(weekly_dixon_coles(MATCHES, ids[order]).values, said[order])


def test_no_match_asked_for_is_no_forecast() -> None:
    assert len(weekly_dixon_coles(MATCHES, [])) == 0


def test_other_competitions_do_not_matter() -> None:
    alone = weekly_dixon_coles(MATCHES.filter(competition="SIM1"), LAST["match_id"])
    assert np.array_equal(weekly_dixon_coles(MATCHES, LAST["match_id"]).values, alone.values)


def test_a_backtest_has_it_among_its_baselines() -> None:
    found = backtest(
        Evidence(MATCHES),
        leagues=["SIM1"],
        start=date(2020, 8, 1),
        end=date(2020, 12, 31),
        refit="yearly",
    )
    assert "dixon_coles" in found.summary["compared"]["forecasters"]
    assert set(found.summary["compared"]["differences"]["dixon_coles"]) == {"log_loss", "rps"}
