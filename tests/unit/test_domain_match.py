"""Matches, outcomes, seasons' rules and evidence."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.domain import (
    OUTCOMES,
    Competition,
    Fixture,
    Forecast,
    InformationSet,
    MatchStatus,
    Outcome,
    Score,
    ScoreGrid,
    SeasonRules,
    known_at,
)
from scoreline.domain.frames import ABSENCES, MATCHES, ODDS, RESULTS, Evidence, mask, result_known
from scoreline.errors import ConfigurationError

KICKOFF = datetime(2024, 8, 17, 14, 0, tzinfo=UTC)


def test_a_result_is_known_two_and_a_half_hours_after_kick_off() -> None:
    assert known_at(KICKOFF, date_only=False) == datetime(2024, 8, 17, 16, 30, tzinfo=UTC)


def test_a_result_of_which_only_the_day_is_known_is_known_when_the_day_is_over() -> None:
    midnight = datetime(2024, 8, 17, tzinfo=UTC)
    assert known_at(midnight, date_only=True) == datetime(2024, 8, 18, tzinfo=UTC)


@given(st.integers(0, 20), st.integers(0, 20))
def test_an_outcome_says_who_scored_more(home: int, away: int) -> None:
    outcome = Outcome.of(home, away)
    assert outcome is Score(home, away).outcome
    assert int(outcome) == (0 if home > away else 2 if away > home else 1)


def test_outcomes_are_in_the_order_of_every_models_classes() -> None:
    assert [int(outcome) for outcome in OUTCOMES] == [0, 1, 2]


def test_a_fixture_and_a_score_read_as_people_write_them() -> None:
    fixture = Fixture(
        1, "E0", 2024, date(2024, 8, 17), KICKOFF, False, 1, "Ashford", "Dale",
        MatchStatus.SCHEDULED,
    )  # fmt: skip
    assert str(fixture) == "Ashford v Dale, Sat 17 Aug 2024"
    assert str(Score(2, 1)) == "2-1"


def _rules(since: int, teams: int) -> SeasonRules:
    return SeasonRules(since, teams, 4, 3, 3, 0, 0, 0, 3, ("goal_difference",))


def test_a_seasons_rules_are_the_last_that_began_by_then() -> None:
    rules = (_rules(1992, 22), _rules(1995, 20), _rules(2020, 18))
    league = Competition("E0", "Premier League", "England", 1, "Europe/London", rules)
    found = {
        season: league.rules_in(season).teams for season in (1990, 1992, 1994, 1995, 2019, 2024)
    }
    assert found == {1990: 22, 1992: 22, 1994: 22, 1995: 20, 2019: 20, 2024: 18}


def test_a_forecast_reads_everything_off_its_grid() -> None:
    grid = ScoreGrid.from_poisson(2.2, 0.7)
    forecast = Forecast(
        1, "v2024-08-01-001", InformationSet.NONE, KICKOFF, grid, 0.5, Outcome.HOME, "WEAK", ()
    )
    assert forecast.probabilities == tuple(grid.outcomes()[0])
    assert forecast.expected_goals == tuple(grid.expected_goals()[0])
    assert forecast.top_score == (2, 0)
    assert all(type(number) is int for number in forecast.top_score)


def _matches(**known: Any) -> pl.DataFrame:
    row = {"match_id": 1, "kickoff": KICKOFF, "date_only": False, "status": "finished", **known}
    return pl.DataFrame([row], schema=MATCHES)


def _odds(moment: str) -> dict[str, Any]:
    return {"match_id": 1, "bookmaker": "Average", "market": "1x2", "moment": moment, "line": 0.0}


def test_masking_hides_every_column_that_nobody_knows_before_the_match() -> None:
    played = _matches(**dict.fromkeys(RESULTS, 1))
    hidden = mask(played, KICKOFF)
    assert hidden.select(RESULTS).row(0) == (None,) * len(RESULTS)
    assert hidden.drop(*RESULTS, "status").equals(played.drop(*RESULTS, "status"))
    assert hidden.schema == played.schema
    assert mask(played, known_at(KICKOFF, date_only=False)).equals(played)


def test_masking_hides_that_a_result_is_to_become_known_some_other_way() -> None:
    awarded_at = KICKOFF + timedelta(days=9)
    awarded = _matches(status="awarded", home_goals=3, away_goals=0, result_known_at=awarded_at)
    hidden = mask(awarded, awarded_at - timedelta(microseconds=1))
    row = hidden.select("status", "home_goals", "result_known_at").row(0)
    assert row == ("scheduled", None, None)
    assert mask(awarded, awarded_at).equals(awarded)


@given(
    kickoff=st.datetimes(timezones=st.just(UTC)),
    date_only=st.booleans(),
)
def test_columns_say_of_a_result_what_the_rule_says_of_one_match(
    kickoff: datetime, date_only: bool
) -> None:
    row = _matches(kickoff=kickoff, date_only=date_only)
    assert row.select(result_known()).item() == known_at(kickoff, date_only=date_only)


def test_a_result_that_became_known_otherwise_is_known_from_then() -> None:
    corrected = KICKOFF + timedelta(days=2)
    assert _matches(result_known_at=corrected).select(result_known()).item() == corrected


def test_masking_twice_is_masking_at_the_earlier_instant() -> None:
    played = _matches(home_goals=2, away_goals=0)
    late = known_at(KICKOFF, date_only=False)
    assert mask(mask(played, late), KICKOFF).equals(mask(played, KICKOFF))
    assert mask(mask(played, KICKOFF), late).equals(mask(played, KICKOFF))


def test_evidence_at_an_instant_has_the_odds_quoted_by_then() -> None:
    quotes = pl.DataFrame([_odds("closing"), _odds("opening")], schema=ODDS)
    evidence = Evidence(_matches(), quotes)
    seen = {
        hours: evidence.at(KICKOFF - timedelta(hours=hours)).odds["moment"].to_list()
        for hours in (25, 24, 1, 0)
    }
    assert seen == {25: [], 24: ["opening"], 1: ["opening"], 0: ["closing", "opening"]}


def test_a_price_that_moved_stands_behind_the_one_it_was_once_that_is_known() -> None:
    moved_at = KICKOFF - timedelta(hours=6)
    first = {**_odds("opening"), "price_1": 2.0}
    moved = {**_odds("opening"), "price_1": 2.2, "known_at": moved_at}
    evidence = Evidence(_matches(), pl.DataFrame([first, moved], schema=ODDS))
    seen = {
        hours: evidence.at(KICKOFF - timedelta(hours=hours)).odds["price_1"].to_list()
        for hours in (25, 24, 7, 6, 0)
    }
    assert seen == {25: [], 24: [2.0], 7: [2.0], 6: [2.0, 2.2], 0: [2.0, 2.2]}


def test_evidence_at_an_instant_has_the_absences_told_by_then() -> None:
    told = {"club": "Ashford", "player": "A", "kind": "injury", "known_at": KICKOFF}
    evidence = Evidence(_matches(), absences=pl.DataFrame([told], schema=ABSENCES))
    assert evidence.at(KICKOFF - timedelta(microseconds=1)).absences.is_empty()
    assert len(evidence.at(KICKOFF).absences) == 1


def test_evidence_at_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no time zone"):
        Evidence(_matches()).at(KICKOFF.replace(tzinfo=None))
