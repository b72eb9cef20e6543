from datetime import date, timedelta

import pytest
from features_rows import last_row

from scoreline.features.head_to_head import HEAD_TO_HEAD
from scoreline.testing.evidence import played

DAY = date(2020, 9, 1)


def test_meetings_are_seen_from_todays_home_team() -> None:
    row = last_row(
        HEAD_TO_HEAD,
        played("A", "B", "2-1", DAY),
        played("B", "A", "3-0", DAY + timedelta(100)),
        played("A", "B", "1-1", DAY + timedelta(400)),
        played("B", "A", "0-1", DAY + timedelta(500)),
        played("A", "C", "9-0", DAY + timedelta(600)),
        played("A", "B", None, DAY + timedelta(700)),
    )
    assert row == {
        "h2h_total_matches": 4,
        "h2h_home_team_wins": 2,
        "h2h_away_team_wins": 1,
        "h2h_draws": 1,
        "h2h_home_team_win_rate": 0.5,
        "h2h_avg_goals": 9 / 4,
        "h2h_home_goals_avg": 4 / 4,
        "h2h_away_goals_avg": 5 / 4,
        "h2h_last_5_home_wins": 2,
        "h2h_home_venue_record": (3 + 1) / 2,
        "h2h_btts_rate": 2 / 4,
        "h2h_over_2_5_rate": 2 / 4,
        "h2h_recent_home_wins": 1,
        "h2h_recent_away_wins": 1,
    }


def test_without_meetings_counts_are_zero_and_shares_missing() -> None:
    row = last_row(HEAD_TO_HEAD, played("A", "C", "1-0", DAY), played("A", "B", None, DAY))
    missing = {name for name, value in row.items() if value is None}
    assert missing == {
        "h2h_home_team_win_rate",
        "h2h_avg_goals",
        "h2h_home_goals_avg",
        "h2h_away_goals_avg",
        "h2h_home_venue_record",
        "h2h_btts_rate",
        "h2h_over_2_5_rate",
    }
    assert all(value == 0 for name, value in row.items() if name not in missing)


def test_only_the_last_twenty_meetings_count() -> None:
    won = [played("A", "B", "9-0", DAY + timedelta(n)) for n in range(5)]
    lost = [played("A", "B", "0-1", DAY + timedelta(10 + n)) for n in range(20)]
    row = last_row(HEAD_TO_HEAD, *won, *lost, played("A", "B", None, DAY + timedelta(99)))
    assert row["h2h_total_matches"] == 20
    assert row["h2h_home_team_wins"] == 0
    assert row["h2h_avg_goals"] == pytest.approx(1.0)


def test_meetings_in_other_competitions_and_seasons_count() -> None:
    cup = played("B", "A", "0-1", DAY, competition="CUP")
    row = last_row(HEAD_TO_HEAD, cup, played("A", "B", None, DAY + timedelta(900)))
    assert row["h2h_home_team_wins"] == 1
    assert row["h2h_home_venue_record"] is None


def test_the_record_at_home_leaves_out_neutral_ground() -> None:
    final = played("A", "B", "1-0", DAY, neutral=True)
    row = last_row(HEAD_TO_HEAD, final, played("A", "B", None, DAY + timedelta(9)))
    assert row["h2h_total_matches"] == 1
    assert row["h2h_home_venue_record"] is None
