from datetime import date, timedelta

import pytest
from features_rows import last_row

from scoreline.domain import Deduction
from scoreline.features.table import TABLE
from scoreline.testing.evidence import played
from scoreline.testing.leagues import simulated_competitions

DAY = date(2024, 9, 1)
FOUR = simulated_competitions(teams=4)
# A 6 points, +4; B 3, +1; C 3, -1; D 0, -4.
MATCHES = (
    played("A", "D", "3-0", DAY),
    played("B", "C", "3-1", DAY),
    played("A", "B", "1-0", DAY + timedelta(7)),
    played("C", "D", "2-1", DAY + timedelta(7)),
)


def test_points_come_first_then_goal_difference() -> None:
    row = last_row(TABLE, *MATCHES, played("C", "A", None, DAY + timedelta(14)), competitions=FOUR)
    assert (row["home_team_position"], row["away_team_position"]) == (3, 1)
    assert (row["home_team_points"], row["away_team_points"]) == (3, 6)
    assert (row["home_team_goal_diff"], row["away_team_goal_diff"]) == (-1, 4)
    assert (row["position_difference"], row["points_difference"]) == (2, -3)


def test_zones_follow_the_rules_of_the_competition() -> None:
    row = last_row(TABLE, *MATCHES, played("B", "C", None, DAY + timedelta(14)), competitions=FOUR)
    assert (row["home_in_top_4"], row["away_in_top_4"]) == (1, 0)
    assert (row["home_is_top_half"], row["away_is_top_half"]) == (1, 0)
    assert (row["home_in_relegation"], row["away_in_relegation"]) == (0, 1)


def test_a_competition_nobody_knows_has_twenty_clubs_four_up_three_down() -> None:
    row = last_row(TABLE, *MATCHES, played("D", "A", None, DAY + timedelta(14)))
    assert (row["home_team_position"], row["home_in_top_4"], row["home_in_relegation"]) == (4, 1, 0)


def test_goals_scored_decide_among_equal_differences_and_equal_clubs_share_a_place() -> None:
    matches = (
        played("A", "B", "2-2", DAY),
        played("C", "D", "1-1", DAY),
        played("A", "C", None, DAY + timedelta(7)),
    )
    row = last_row(TABLE, *matches)
    assert (row["home_team_position"], row["away_team_position"]) == (1, 3)
    shared = last_row(TABLE, *matches, played("C", "D", None, DAY + timedelta(8)))
    assert (shared["home_team_position"], shared["away_team_position"]) == (3, 3)


def test_everything_is_missing_before_a_clubs_first_match_of_the_season() -> None:
    row = last_row(TABLE, *MATCHES, played("A", "E", None, DAY + timedelta(14)))
    assert row["home_team_position"] == 1
    home_only = {name for name in row if name.startswith("home_")}
    assert {name for name, value in row.items() if value is not None} == home_only


def test_a_new_season_starts_an_empty_table() -> None:
    row = last_row(TABLE, *MATCHES, played("A", "B", None, DAY + timedelta(365)))
    assert set(row.values()) == {None}


def test_another_competition_is_another_table() -> None:
    cup = played("A", "B", None, DAY + timedelta(14), competition="CUP")
    assert set(last_row(TABLE, *MATCHES, cup).values()) == {None}


@pytest.mark.parametrize(
    ("deducted", "day", "points"),
    [
        (None, date(2025, 6, 30), 6),
        (None, date(2025, 7, 1), 2),
        (DAY + timedelta(13), DAY + timedelta(14), 2),
        (DAY + timedelta(14), DAY + timedelta(14), 6),
        (DAY + timedelta(14), DAY + timedelta(15), 2),
    ],
    ids=[
        "no day, in the season",
        "no day, after it",
        "the day before",
        "on the day",
        "the day after",
    ],
)
def test_points_are_deducted_once_their_day_is_over(
    deducted: date | None, day: date, points: int
) -> None:
    fined = simulated_competitions(teams=4, deductions=(Deduction(2024, "A", 4, deducted),))
    coming = played("A", "B", None, day, season=2024)
    row = last_row(TABLE, *MATCHES, coming, competitions=fined)
    assert row["home_team_points"] == points
    assert row["home_team_position"] == (1 if points == 6 else 3)


def test_points_given_back_count_again() -> None:
    fines = (Deduction(2024, "A", 4, DAY), Deduction(2024, "A", -3, DAY + timedelta(1)))
    row = last_row(
        TABLE,
        *MATCHES,
        played("A", "B", None, DAY + timedelta(14)),
        competitions=simulated_competitions(teams=4, deductions=fines),
    )
    assert row["home_team_points"] == 5
