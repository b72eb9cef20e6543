from datetime import date, timedelta

import pytest
from features_rows import last_row

from scoreline.features.league import LEAGUE
from scoreline.testing.evidence import played

DAY = date(2020, 9, 1)


def test_goals_and_points_are_averaged_over_the_competition() -> None:
    row = last_row(
        LEAGUE,
        played("A", "B", "3-0", DAY),
        played("C", "D", "1-1", DAY),
        played("C", "A", "0-1", DAY + timedelta(400)),
        played("C", "A", "9-9", DAY, competition="CUP"),
        played("E", "F", None, DAY + timedelta(500)),
    )
    assert row["league_avg_home_goals"] == pytest.approx(4 / 3)
    assert row["league_avg_away_goals"] == pytest.approx(2 / 3)
    assert row["league_home_advantage"] == pytest.approx(4 / 3 - 4 / 3)


def test_only_the_last_380_matches_count() -> None:
    old = [played("A", "B", "5-0", DAY + timedelta(n)) for n in range(5)]
    new = [played("A", "B", "0-1", DAY + timedelta(10 + n)) for n in range(379)]
    row = last_row(LEAGUE, *old, *new, played("A", "B", None, DAY + timedelta(500)))
    assert row["league_avg_home_goals"] == pytest.approx(5 / 380)
    assert row["league_home_advantage"] == pytest.approx((3 - 3 * 379) / 380)


def test_a_competition_without_a_known_match_has_no_averages() -> None:
    assert set(last_row(LEAGUE, played("A", "B", None, DAY)).values()) == {None}
