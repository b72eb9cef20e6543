from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from ratings_timeline import timeline_of

from scoreline.ratings import MARKET, market_strengths
from scoreline.testing.evidence import played

DAY = date(2020, 9, 1)
EVEN = (0.4, 0.3, 0.3)
STRONG = (0.7, 0.2, 0.1)
NOTHING = (np.nan, np.nan, np.nan)


def strengths(
    *matches: dict[str, object], chances: list[tuple[float, float, float]]
) -> NDArray[np.float64]:
    return market_strengths(timeline_of(*matches), np.array(chances))


def match(home: str, away: str, days: int, **columns: object) -> dict[str, object]:
    return played(home, away, "0-0", DAY + timedelta(days), **columns)


def test_nothing_is_known_of_a_club_before_its_first_odds() -> None:
    seen = strengths(match("A", "B", 0), match("A", "C", 7), chances=[EVEN, EVEN])
    assert np.isnan(seen[0]).all()
    assert np.isfinite(seen[1, 0])
    assert np.isnan(seen[1, 1])


def test_the_favourite_comes_out_stronger_whatever_the_result() -> None:
    seen = strengths(match("A", "B", 0), match("B", "A", 7), chances=[STRONG, NOTHING])
    assert seen[1, 1] > 0.3
    assert seen[1, 0] == -seen[1, 1]


def test_strengths_settle_where_the_odds_are() -> None:
    """Two clubs, equal at home: the difference of strengths is 0 and the rest is the ground's."""
    pairs = [("A", "B"), ("B", "A")] * 15
    games = [match(home, away, 7 * week) for week, (home, away) in enumerate(pairs)]
    seen = strengths(*games, chances=[EVEN] * 30)
    assert abs(seen[-1, 0] - seen[-1, 1]) < 0.05


def test_a_match_without_odds_teaches_nothing() -> None:
    games = [match("A", "B", 0), match("A", "B", 7), match("A", "B", 14)]
    with_gap = strengths(*games, chances=[STRONG, NOTHING, NOTHING])
    assert with_gap[1].tolist() == with_gap[2].tolist()


def test_home_advantage_does_not_count_on_neutral_ground() -> None:
    at_home = strengths(match("A", "B", 0), match("A", "B", 7), chances=[STRONG, EVEN])
    neutral = strengths(
        match("A", "B", 0, neutral=True), match("A", "B", 7), chances=[STRONG, EVEN]
    )
    assert neutral[1, 0] > at_home[1, 0]


def test_a_summer_draws_strengths_together() -> None:
    summer = 364
    seen = strengths(match("A", "B", 0), match("A", "B", summer), chances=[STRONG, EVEN])
    before = strengths(match("A", "B", 0), match("A", "B", 7), chances=[STRONG, EVEN])
    assert seen[1, 0] == pytest.approx(MARKET.kept_summer * before[1, 0])


def test_a_club_new_in_a_known_league_is_taken_for_a_weak_one() -> None:
    seen = strengths(match("A", "B", 0), match("A", "C", 364), chances=[EVEN, EVEN])
    assert seen[1, 1] == MARKET.newcomer


def test_promotion_costs_a_tier_and_relegation_gives_it_back() -> None:
    below = {"competition": "SIM2"}
    up = strengths(match("A", "B", 0, **below), match("A", "C", 364), chances=[STRONG, EVEN])
    stayed = strengths(
        match("A", "B", 0, **below), match("A", "B", 7, **below), chances=[STRONG, EVEN]
    )
    assert up[1, 0] == pytest.approx(MARKET.kept_move * stayed[1, 0] - MARKET.tier)
    down = strengths(match("A", "B", 0), match("A", "C", 364, **below), chances=[STRONG, EVEN])
    top = strengths(match("A", "B", 0), match("A", "B", 7), chances=[STRONG, EVEN])
    assert down[1, 0] == pytest.approx(MARKET.kept_move * top[1, 0] + MARKET.tier)


def test_a_match_made_up_after_the_next_season_began_moves_no_club_back() -> None:
    late = match("A", "B", 371, season=2020)
    seen = strengths(
        match("A", "B", 0), match("A", "B", 364), late, match("A", "B", 378), chances=[STRONG] * 4
    )
    assert np.isfinite(seen).sum() == 6
    assert seen[3, 0] > MARKET.kept_summer * seen[2, 0]
