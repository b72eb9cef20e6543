from datetime import date, timedelta
from typing import Any

import pytest
from features_rows import last_row

from scoreline.features.form import FORM
from scoreline.testing.evidence import played

DAY = date(2024, 8, 3)


def run_of(club: str, *scores: str) -> list[dict[str, Any]]:
    """Return weekly home matches of a club, each against another one."""
    return [
        played(club, f"Other {week}", score, DAY + timedelta(weeks=week))
        for week, score in enumerate(scores)
    ]


def coming(club: str, weeks: int) -> dict[str, Any]:
    return played(club, "Nobody", None, DAY + timedelta(weeks=weeks))


def test_the_last_five_and_ten_matches_are_counted() -> None:
    scores = ("9-0", "1-0", "0-2", "2-2", "3-1", "0-0", "4-1")
    row = last_row(FORM, *run_of("A", *scores), coming("A", 7))
    assert row["home_points_last_5"] == 0 + 1 + 3 + 1 + 3
    assert row["home_points_last_10"] == 3 + 3 + 0 + 1 + 3 + 1 + 3
    assert (row["home_wins_last_5"], row["home_draws_last_5"], row["home_losses_last_5"]) == (
        2,
        2,
        1,
    )
    assert row["home_goals_scored_avg_5"] == pytest.approx(9 / 5)
    assert row["home_goals_conceded_avg_5"] == pytest.approx(6 / 5)
    assert row["home_goals_scored_avg_10"] == pytest.approx(19 / 7)
    assert row["home_goals_conceded_avg_10"] == pytest.approx(6 / 7)
    assert row["home_clean_sheets_last_5"] == 1
    assert row["home_failed_to_score_last_5"] == 2


def test_an_eleventh_match_back_is_forgotten() -> None:
    row = last_row(FORM, *run_of("A", "9-0", *["0-1"] * 10), coming("A", 11))
    assert row["home_points_last_10"] == 0
    assert row["home_goals_scored_avg_10"] == 0


def test_matches_count_from_both_sides() -> None:
    row = last_row(
        FORM,
        played("A", "B", "2-0", DAY),
        played("B", "A", "1-4", DAY + timedelta(7)),
        played("A", "B", None, DAY + timedelta(14)),
    )
    assert (row["home_points_last_5"], row["away_points_last_5"]) == (6, 0)
    assert (row["home_goals_scored_avg_5"], row["away_goals_conceded_avg_5"]) == (3.0, 3.0)
    assert row["away_goals_scored_avg_5"] == 0.5


def test_a_club_without_a_known_match_has_no_form_but_has_played_none() -> None:
    row = last_row(FORM, coming("A", 0))
    assert row.pop("home_matches_played") == 0
    assert row.pop("away_matches_played") == 0
    assert set(row.values()) == {None}


@pytest.mark.parametrize(
    ("scores", "streaks"),
    [
        (("1-0", "2-0"), (2, 2, 0)),
        (("0-1", "1-0", "1-1"), (0, 2, 1)),
        (("1-0", "1-1", "0-1"), (0, 0, 2)),
        (("1-1", "1-1", "2-1"), (1, 3, 0)),
    ],
)
def test_a_streak_ends_with_the_match_that_breaks_it(
    scores: tuple[str, ...], streaks: tuple[int, ...]
) -> None:
    row = last_row(FORM, *run_of("A", *scores), coming("A", 9))
    names = ("current_win_streak", "current_unbeaten_streak", "current_winless_streak")
    assert tuple(row[f"home_{name}"] for name in names) == streaks


def test_form_carries_over_the_summer_and_season_averages_do_not() -> None:
    row = last_row(FORM, *run_of("A", "1-0", "2-0"), coming("A", 52))
    assert row["home_current_win_streak"] == 2
    assert row["home_points_last_5"] == 6
    assert row["home_matches_played"] == 0
    assert row["home_points_per_game"] is None
    assert row["home_goals_scored_season_avg"] is None


def test_season_averages_are_over_all_matches_of_the_season() -> None:
    scores = ("1-0", "0-2", "2-2", "3-1", "0-0", "4-1")
    row = last_row(FORM, *run_of("A", *scores), coming("A", 6))
    assert row["home_matches_played"] == 6
    assert row["home_points_per_game"] == pytest.approx(11 / 6)
    assert row["home_goals_scored_season_avg"] == pytest.approx(10 / 6)
    assert row["home_goals_conceded_season_avg"] == pytest.approx(6 / 6)


def test_season_averages_belong_to_one_competition() -> None:
    cup = played("A", "C", "5-0", DAY, competition="CUP")
    row = last_row(FORM, cup, coming("A", 1))
    assert row["home_matches_played"] == 0
    assert row["home_points_last_5"] == 3


def test_matches_of_one_date_only_day_do_not_see_each_other() -> None:
    row = last_row(
        FORM,
        played("A", "B", "1-0", DAY, date_only=True),
        played("A", "C", None, DAY, date_only=True),
    )
    assert row["home_points_last_5"] is None


def test_a_match_that_never_counted_is_no_form() -> None:
    abandoned = played("A", "B", "1-0", DAY, status="abandoned")
    awarded = played("A", "B", "3-0", DAY + timedelta(1), status="awarded")
    row = last_row(FORM, abandoned, awarded, coming("A", 1))
    assert row["home_matches_played"] == 1
