from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from ratings_timeline import timeline_of

from scoreline.ratings import MARKET, Margins, market_total_walk, market_walk
from scoreline.testing.evidence import played

DAY = date(2020, 9, 1)
EVEN = (0.4, 0.3, 0.3)
STRONG = (0.7, 0.2, 0.1)
NOTHING = (np.nan, np.nan, np.nan)
SUMMER = 364


def match(home: str, away: str, days: int, score: str = "0-0", **columns: Any) -> dict[str, Any]:
    return played(home, away, score, DAY + timedelta(days), **columns)


def walked(*matches: dict[str, Any], chances: list[tuple[float, float, float]]) -> Margins:
    timeline = timeline_of(*matches)
    shots = timeline.both("shots_on_target")
    return market_walk(timeline, np.array(chances), shots)(timeline.whole)


def totals(*matches: dict[str, Any], goals: list[float]) -> Margins:
    timeline = timeline_of(*matches)
    shots = timeline.both("shots_on_target")
    return market_total_walk(timeline, np.array(goals), shots)(timeline.whole)


def log_odds(chances: tuple[float, float, float]) -> float:
    score = chances[0] + chances[1] / 2
    return float(np.log(score / (1 - score)))


def test_the_favourite_comes_out_stronger_whatever_the_result() -> None:
    games = match("A", "B", 0, "0-5"), match("B", "A", 7)
    seen = walked(*games, chances=[STRONG, NOTHING]).clubs
    assert seen[1, 1] > 0.3
    assert seen[1, 0] == pytest.approx(-seen[1, 1])


def test_a_match_without_odds_teaches_nothing_not_even_by_its_result() -> None:
    games = match("A", "B", 0), match("A", "B", 7, "5-0"), match("A", "B", 7)
    seen = walked(*games, chances=[STRONG, NOTHING, NOTHING]).clubs
    assert seen[1].tolist() == seen[2].tolist()


def test_strengths_settle_where_the_odds_are() -> None:
    """Two clubs, equal at home: they come out equal, and the odds are what is expected."""
    pairs = [("A", "B"), ("B", "A")] * 30
    games = [match(home, away, 7 * week) for week, (home, away) in enumerate(pairs)]
    seen = walked(*games, chances=[EVEN] * 60)
    assert abs(seen.clubs[-1, 0] - seen.clubs[-1, 1]) < 0.05
    assert seen.expected[-1] == pytest.approx(log_odds(EVEN), abs=0.05)


def after(score: str, **columns: Any) -> float:
    """Return how strong a club is held after a match that it was to win."""
    games = match("A", "B", 0, score, **columns), match("A", "B", 7)
    return float(walked(*games, chances=[STRONG, NOTHING]).clubs[1, 0])


def test_a_result_is_news_that_the_odds_did_not_have() -> None:
    assert after("0-2") < after("0-0") < after("3-0")
    told = {"home_shots_on_target": 4, "away_shots_on_target": 4}
    assert after("0-0", **told) < after("0-0") < after("0-0", **told | {"home_shots_on_target": 12})


def test_a_goal_moves_level_and_form() -> None:
    week = np.exp(-7 / MARKET.form_days)
    assert after("2-0") - after("1-0") == pytest.approx(0.013 + 0.0148 * week)
    next_year = [
        walked(match("A", "B", 0, score), match("A", "B", SUMMER), chances=[STRONG, NOTHING]).clubs[
            1, 0
        ]
        for score in ("1-0", "2-0")
    ]
    assert next_year[1] - next_year[0] == pytest.approx(MARKET.kept_summer * 0.013)


def test_results_surprise_by_so_many_goals_at_most() -> None:
    assert after("5-0") == after("9-0")
    games = [(match("A", "B", 0, score), match("A", "B", 7)) for score in ("9-0", "9-9")]
    seen = [totals(*pair, goals=[2.5, np.nan]).clubs[1] for pair in games]
    assert seen[0].tolist() == seen[1].tolist()


def test_an_awarded_result_is_no_news() -> None:
    games = [match("A", "B", 0, score, status="awarded") for score in ("0-3", "3-0")]
    seen = [walked(each, match("A", "B", 7), chances=[STRONG, EVEN]).clubs[1] for each in games]
    assert seen[0].tolist() == seen[1].tolist()


def test_clubs_of_open_matches_are_expected_to_have_them_at_home_and_away() -> None:
    games = [match("A", "B", 0), match("C", "D", 0), match("A", "C", 7), match("C", "A", 7)]
    seen = totals(*games, goals=[4.0, 2.0, np.nan, np.nan])
    assert seen.clubs[2, 0] > 0 > seen.clubs[2, 1]
    assert seen.expected[2] == pytest.approx(seen.expected[3])


def test_goals_tell_of_more_goals_to_come() -> None:
    games = [(match("A", "B", 0, score), match("A", "C", 7)) for score in ("0-0", "4-3")]
    few, many = (totals(*pair, goals=[2.5, np.nan]).clubs[1, 0] for pair in games)
    assert many - few == pytest.approx(7 * 0.0024)
