import math
from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest
from ratings_timeline import timeline_of

from scoreline.ratings import elo_ratings
from scoreline.testing.evidence import played

DAY = date(2023, 9, 1)
NEXT = date(2024, 9, 1)


def test_clubs_of_a_league_begin_equal_and_a_tier_lower_begins_lower() -> None:
    first = played("A", "B", None, DAY)
    second = played("C", "D", None, DAY, competition="SIM2")
    assert elo_ratings(timeline_of(first, second)).tolist() == [[1500, 1500], [1320, 1320]]


@pytest.mark.parametrize(
    ("score", "result", "margin"), [("1-0", 1, 1), ("0-0", 0.5, 1), ("1-4", 0, 3)]
)
def test_a_result_moves_both_clubs_by_what_surprised(
    score: str, result: float, margin: int
) -> None:
    ratings = elo_ratings(
        timeline_of(played("A", "B", score, DAY), played("A", "B", None, DAY + timedelta(7)))
    )
    expected = 1 / (1 + 10 ** (-65 / 400))
    step = 12 * (1 + math.log(margin)) * (result - expected)
    assert ratings[1] == pytest.approx([1500 + step, 1500 - step])


def test_home_advantage_moves_with_the_competition_and_neutral_ground_has_none() -> None:
    home = played("A", "B", "0-1", DAY)
    later = [
        played("C", "D", "0-1", DAY + timedelta(7)),
        played("C", "D", None, DAY + timedelta(14)),
    ]
    advantage = 65 - 0.75 / (1 + 10 ** (-65 / 400))
    moved = elo_ratings(timeline_of(home, *later))[2, 0]
    assert moved == pytest.approx(1500 - 12 / (1 + 10 ** (-advantage / 400)))
    neutral = [home | {"neutral": True}, later[0] | {"neutral": True}, later[1]]
    assert elo_ratings(timeline_of(*neutral))[2, 0] == pytest.approx(1500 - 12 / 2)


def test_over_the_summer_a_club_is_drawn_to_its_leagues_level() -> None:
    last = played("A", "B", "5-0", DAY)
    ratings = elo_ratings(
        timeline_of(last, played("A", "B", None, DAY + timedelta(7)), played("A", "B", None, NEXT))
    )
    assert ratings[2] - 1500 == pytest.approx(0.97 * (ratings[1] - 1500))


def test_a_club_nobody_knows_starts_lower_once_the_league_is_known() -> None:
    ratings = elo_ratings(
        timeline_of(
            played("A", "B", "0-0", DAY),
            played("A", "C", None, DAY + timedelta(7)),
            played("A", "D", None, NEXT),
        )
    )
    assert ratings[1, 1] == 1500
    assert ratings[2, 1] == 1500 - 80


def test_a_club_takes_most_of_its_rating_to_another_tier() -> None:
    ratings = elo_ratings(
        timeline_of(
            played("A", "B", "3-0", DAY),
            played("C", "D", "3-0", DAY, competition="SIM2"),
            played("A", "B", None, DAY + timedelta(7)),
            played("C", "D", None, DAY + timedelta(7), competition="SIM2"),
            played("C", "A", None, NEXT),
            played("B", "D", None, NEXT, competition="SIM2"),
        )
    )
    champion, relegated = ratings[3, 0], ratings[2, 1]
    assert ratings[4, 0] == pytest.approx(1420 + 0.65 * (champion - 1420))
    assert ratings[5, 0] == pytest.approx(1400 + 0.65 * (relegated - 1400))


def test_within_a_season_clubs_only_take_points_from_each_other() -> None:
    clubs = "ABCDEF"
    matches = [
        played(one, other, f"{i % 4}-{i % 3}", DAY + timedelta(i))
        for i, (one, other) in enumerate(permutations(clubs, 2))
    ]
    later = DAY + timedelta(99)
    coming = [played(clubs[i], clubs[i + 1], None, later) for i in (0, 2, 4)]
    ratings = elo_ratings(timeline_of(*matches, *coming))[-3:]
    assert ratings.sum() == pytest.approx(6 * 1500)
    assert np.ptp(ratings) > 10


def test_a_match_made_up_after_the_next_season_began_brings_no_second_summer() -> None:
    made_up = [
        (
            played("A", "B", "4-0", DAY),
            played("A", "B", "2-0", NEXT),
            played("B", "A", "1-1", NEXT + timedelta(7), season=season),
            played("A", "B", None, NEXT + timedelta(14)),
        )
        for season in (2023, 2024)
    ]
    late, usual = (elo_ratings(timeline_of(*matches))[3] for matches in made_up)
    assert late == pytest.approx(usual)
