from datetime import date, timedelta

import pytest
from features_rows import last_row

from scoreline.features.venue import VENUE
from scoreline.testing.evidence import played

LAST = date(2023, 9, 1)
NOW = date(2024, 9, 1)


def test_only_matches_at_the_same_kind_of_ground_count() -> None:
    row = last_row(
        VENUE,
        played("A", "C", "2-0", NOW),
        played("A", "D", "1-1", NOW + timedelta(7)),
        played("A", "E", "0-3", NOW + timedelta(14)),
        played("C", "A", "0-9", NOW + timedelta(21)),
        played("C", "B", "1-2", NOW + timedelta(28)),
        played("A", "B", None, NOW + timedelta(35)),
    )
    assert row["home_team_home_win_rate"] == pytest.approx(1 / 3)
    assert row["home_team_home_goals_avg"] == pytest.approx(1.0)
    assert row["home_team_home_conceded_avg"] == pytest.approx(4 / 3)
    assert row["home_team_home_points_avg"] == pytest.approx(4 / 3)
    assert row["away_team_away_win_rate"] == 1
    assert row["away_team_away_points_avg"] == 3
    assert row["home_advantage_diff"] == pytest.approx(4 / 3 - 3)


def test_fewer_than_three_matches_are_filled_up_with_last_seasons_average() -> None:
    row = last_row(
        VENUE,
        played("A", "C", "4-0", LAST),
        played("A", "D", "0-2", LAST + timedelta(7)),
        played("A", "C", "1-0", NOW),
        played("A", "B", None, NOW + timedelta(7)),
    )
    assert row["home_team_home_win_rate"] == pytest.approx((1 + 2 * 0.5) / 3)
    assert row["home_team_home_goals_avg"] == pytest.approx((1 + 2 * 2.0) / 3)
    assert row["home_team_home_conceded_avg"] == pytest.approx((0 + 2 * 1.0) / 3)


def test_last_season_stands_alone_before_the_first_match() -> None:
    row = last_row(VENUE, played("A", "C", "4-0", LAST), played("A", "B", None, NOW))
    assert row["home_team_home_goals_avg"] == 4


def test_three_matches_need_no_last_season() -> None:
    row = last_row(
        VENUE,
        played("A", "C", "9-0", LAST),
        *(played("A", f"O{week}", "1-0", NOW + timedelta(weeks=week)) for week in range(3)),
        played("A", "B", None, NOW + timedelta(weeks=3)),
    )
    assert row["home_team_home_goals_avg"] == 1


def test_a_promoted_club_has_only_this_season() -> None:
    second = played("A", "C", "4-0", LAST, competition="SIM2")
    match = played("A", "B", None, NOW + timedelta(7))
    assert last_row(VENUE, second, match)["home_team_home_goals_avg"] is None
    first = played("A", "C", "1-0", NOW)
    assert last_row(VENUE, second, first, match)["home_team_home_goals_avg"] == 1


def test_a_season_before_the_last_is_not_carried_over() -> None:
    older = played("A", "C", "4-0", date(2022, 9, 1))
    row = last_row(VENUE, older, played("A", "B", None, NOW))
    assert row["home_team_home_goals_avg"] is None
    assert row["home_advantage_diff"] is None


def test_neutral_ground_is_nobodys_home() -> None:
    final = played("A", "C", "4-0", NOW, neutral=True)
    row = last_row(VENUE, final, played("A", "B", None, NOW + timedelta(7)))
    assert row["home_team_home_goals_avg"] is None
