from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from ratings_timeline import timeline_of

from scoreline.ratings import GOAL_MARGIN, Margins, MarginSettings, MarginWalk
from scoreline.testing.evidence import played

DAY = date(2020, 9, 1)
SUMMER = 364
BELOW = {"competition": "SIM2"}
PLAIN = MarginSettings(
    usual=0.5,
    away=-1.0,
    noise=1.0,
    most=9.0,
    spread=1.0,
    summer=0.1,
    kept_summer=0.8,
    kept_move=0.6,
    tier=1.5,
    newcomer=-0.4,
    newcomer_spread=0.2,
    form=0.0,
    form_days=50.0,
    lean=0.0,
    lean_summer=0.0,
    kept_lean=0.5,
    league=0.01,
)
FORM = PLAIN._replace(spread=0.0, summer=0.0, form=1.0, league=0.0)
LEAN = PLAIN._replace(spread=0.0, summer=0.0, lean=1.0)
NOTHING = np.nan


def match(home: str, away: str, days: int, **columns: Any) -> dict[str, Any]:
    return played(home, away, "0-0", DAY + timedelta(days), **columns)


def walked(
    *matches: dict[str, Any],
    observed: list[float],
    settings: MarginSettings = PLAIN,
    news: list[tuple[float, float]] | None = None,
) -> Margins:
    timeline = timeline_of(*matches)
    told = None if news is None else np.array(news)
    return MarginWalk(timeline, np.array(observed), settings, told)(timeline.whole)


def test_nothing_is_known_of_a_club_before_its_first_observation() -> None:
    seen = walked(match("A", "B", 0), match("A", "C", 7), observed=[2.0, 2.0])
    assert np.isnan(seen.clubs[0]).all()
    assert np.isfinite(seen.clubs[1, 0])
    assert np.isnan(seen.clubs[1, 1])
    assert np.isnan(seen.expected).all()


def test_a_surprise_is_shared_by_what_is_known_of_both_clubs_and_by_chance() -> None:
    """Variances of 1 for either club and for the noise: a third each."""
    seen = walked(match("A", "B", 0), match("A", "B", 7), observed=[3.5, NOTHING])
    assert seen.clubs[1] == pytest.approx([1.0, -1.0])
    assert seen.expected[1] == pytest.approx(2.0 + 0.5 + 3.0 / 20)


def test_a_match_without_an_observation_teaches_nothing() -> None:
    games = [match("A", "B", 7 * week) for week in range(3)]
    seen = walked(*games, observed=[2.0, NOTHING, NOTHING])
    assert seen.clubs[1].tolist() == seen.clubs[2].tolist()
    assert seen.expected[1] == seen.expected[2]


def test_observations_further_out_count_as_if_they_were_less_so() -> None:
    games = match("A", "B", 0), match("A", "B", 7)
    far, farther = (walked(*games, observed=[each, NOTHING]).clubs for each in (9.0, 90.0))
    assert far[1].tolist() == farther[1].tolist()


def test_home_advantage_does_not_count_on_neutral_ground() -> None:
    neutral = match("A", "B", 0, neutral=True)
    seen = walked(neutral, match("A", "B", 7, neutral=True), observed=[3.0, NOTHING])
    assert seen.clubs[1] == pytest.approx([1.0, -1.0])
    assert seen.expected[1] == pytest.approx(2.0)


def test_the_usual_of_totals_counts_on_neutral_ground_too() -> None:
    neutral = match("A", "B", 0, neutral=True)
    settings = PLAIN._replace(away=1.0)
    seen = walked(
        neutral, match("A", "B", 7, neutral=True), observed=[3.5, NOTHING], settings=settings
    )
    assert seen.clubs[1] == pytest.approx([1.0, 1.0])
    assert seen.expected[1] == pytest.approx(2.0 + 0.5 + 3.0 / 20)


def test_a_summer_keeps_its_share_of_levels() -> None:
    seen = walked(match("A", "B", 0), match("A", "B", SUMMER), observed=[3.5, NOTHING])
    assert seen.clubs[1] == pytest.approx([0.8, -0.8])


def test_a_club_new_in_a_known_league_is_taken_for_a_weak_one() -> None:
    games = match("A", "B", 0), match("A", "C", SUMMER)
    assert walked(*games, observed=[0.5, NOTHING]).clubs[1, 1] == PLAIN.newcomer


def test_a_club_that_was_away_for_a_season_comes_back_as_a_new_one() -> None:
    games = match("A", "B", 0), match("A", "B", 2 * SUMMER)
    seen = walked(*games, observed=[3.5, NOTHING])
    assert seen.clubs[1].tolist() == [PLAIN.newcomer] * 2


def test_promotion_costs_a_tier_and_relegation_gives_it_back() -> None:
    up = walked(match("A", "B", 0, **BELOW), match("A", "C", SUMMER), observed=[3.5, NOTHING])
    assert up.clubs[1, 0] == pytest.approx(0.6 - 1.5)
    down = walked(match("A", "B", 0), match("A", "C", SUMMER, **BELOW), observed=[3.5, NOTHING])
    assert down.clubs[1, 0] == pytest.approx(0.6 + 1.5)


def test_form_fades_by_the_day_and_ends_with_the_season() -> None:
    fading = [
        walked(match("A", "B", 0), match("A", "B", days), observed=[3.5, NOTHING], settings=FORM)
        for days in (0, 50, SUMMER)
    ]
    assert [each.clubs[-1, 0] for each in fading[1:]] == pytest.approx([np.exp(-1), 0.0])
    assert np.isnan(fading[0].clubs[-1, 0])


def test_a_home_lean_counts_where_its_club_is_at_home_and_where_it_is_away() -> None:
    """Margins at A's home are above what A's margins away say: by A's lean, or by B's."""
    games = [match("A", "B", 0), match("A", "C", 7), match("C", "A", 7), match("C", "D", 7)]
    observed = [3.5, NOTHING, NOTHING, NOTHING]
    seen = walked(*games, match("E", "F", 0), observed=[*observed, 0.5], settings=LEAN)
    assert np.nan_to_num(seen.clubs).tolist() == np.zeros((5, 2)).tolist()
    again = [match("A", "B", 0), match("A", "B", 7), match("A", "B", 7, neutral=True)]
    seen = walked(*again, observed=[3.5, NOTHING, NOTHING], settings=LEAN)
    assert seen.expected[1:] == pytest.approx([1.0 + 1.0 + 0.5 + 3.0 / 20, 0.0])


def test_a_summer_keeps_its_share_of_home_leans() -> None:
    games = match("A", "B", 0), match("A", "B", SUMMER)
    seen = walked(*games, observed=[3.5, NOTHING], settings=LEAN)
    assert seen.expected[1] == pytest.approx(0.5 * 2.0 + 0.5 + 3.0 / 20)


def test_news_comes_on_top_of_what_was_observed() -> None:
    games = match("A", "B", 0), match("A", "B", 50)
    plain, told = (
        walked(*games, observed=[3.5, NOTHING], settings=FORM, news=news).clubs[1]
        for news in (None, [(0.25, 0.125), (9.0, 9.0)])
    )
    moved = 0.25 + 0.125 * np.exp(-1)
    assert told - plain == pytest.approx([moved, -moved])


def test_a_match_made_up_after_the_next_season_began_moves_no_club_back() -> None:
    late = match("A", "B", SUMMER + 7, season=2020)
    games = match("A", "B", 0), match("A", "B", SUMMER), late, match("A", "B", SUMMER + 14)
    seen = walked(*games, observed=[3.5] * 4).clubs
    assert np.isfinite(seen).sum() == 6
    assert seen[3, 0] > PLAIN.kept_summer * seen[2, 0]


def test_the_stronger_side_of_many_matches_is_expected_to_win_by_what_it_won() -> None:
    pairs = [("A", "B"), ("B", "A")] * 100
    games = [match(home, away, week) for week, (home, away) in enumerate(pairs)]
    margins = [2.0 if home == "A" else -1.0 for home, _ in pairs]
    seen = walked(*games, observed=margins, settings=GOAL_MARGIN)
    assert seen.expected[-2:] == pytest.approx([2.0, -1.0], abs=0.25)
