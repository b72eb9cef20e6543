"""An awarded result counts in points and places; of goals nobody scored nothing is learnt."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from features_rows import last_row

from scoreline import ratings
from scoreline.features import Group, lay_out
from scoreline.features.context import CONTEXT
from scoreline.features.form import FORM
from scoreline.features.head_to_head import HEAD_TO_HEAD
from scoreline.features.league import LEAGUE
from scoreline.features.table import TABLE
from scoreline.features.venue import VENUE
from scoreline.testing.evidence import evidence_of, played

DAY = date(2024, 9, 1)
MATCHES = (
    played("A", "B", "1-1", DAY, home_shots_on_target=4, away_shots_on_target=2),
    played("A", "B", "3-0", DAY + timedelta(7), status="awarded"),
    played("A", "B", None, DAY + timedelta(14)),
)


def row(group: Group) -> dict[str, Any]:
    return last_row(group, *MATCHES)


def test_form_counts_the_win_and_averages_the_goals_that_were_scored() -> None:
    form = row(FORM)
    assert (form["home_points_last_5"], form["away_losses_last_5"]) == (4, 1)
    assert (form["home_current_win_streak"], form["away_current_winless_streak"]) == (1, 2)
    assert (form["home_matches_played"], form["home_points_per_game"]) == (2, 2)
    assert (form["home_goals_scored_avg_5"], form["away_goals_conceded_avg_10"]) == (1, 1)
    assert (form["home_goals_scored_season_avg"], form["home_clean_sheets_last_5"]) == (1, 0)


def test_goals_are_missing_where_no_match_was_played() -> None:
    form = last_row(FORM, *MATCHES[1:])
    assert (form["home_points_last_5"], form["home_goals_scored_avg_5"]) == (3, None)
    assert (form["home_points_per_game"], form["home_goals_scored_season_avg"]) == (3, None)


def test_a_venue_and_meetings_count_the_win_but_not_its_goals() -> None:
    venue = row(VENUE)
    assert venue["home_team_home_win_rate"] == 0.5
    assert (venue["home_team_home_goals_avg"], venue["away_team_away_conceded_avg"]) == (1, 1)
    met = row(HEAD_TO_HEAD)
    assert (met["h2h_total_matches"], met["h2h_home_team_wins"]) == (2, 1)
    assert (met["h2h_avg_goals"], met["h2h_btts_rate"], met["h2h_over_2_5_rate"]) == (2, 1, 0)


def test_a_table_counts_the_goals_too() -> None:
    assert (row(TABLE)["home_team_points"], row(TABLE)["home_team_goal_diff"]) == (4, 3)


def test_neither_the_league_nor_rest_takes_notice() -> None:
    assert row(LEAGUE)["league_avg_home_goals"] == 1
    assert row(CONTEXT)["days_since_last_match_home"] == 14


@pytest.mark.parametrize("rating", ["elo", "pi", "poisson"])
def test_no_rating_moves(rating: str) -> None:
    first = played("A", "B", "2-0", DAY)
    timeline = lay_out(evidence_of(first, *MATCHES[1:]), competitions={})
    if rating == "elo":
        values = ratings.elo_ratings(timeline)
    elif rating == "pi":
        values = ratings.pi_ratings(timeline)
    else:
        values = ratings.dynamic_poisson(timeline, timeline.goals_played).attack
    assert not np.array_equal(values[1], values[0])
    assert np.array_equal(values[2], values[1])
