from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from ratings_timeline import timeline_of

from scoreline.features import lay_out
from scoreline.ratings import SHOTS_ON_TARGET, DynamicPoisson, dynamic_poisson
from scoreline.testing.evidence import played
from scoreline.testing.leagues import simulated_competitions, simulated_league

DAY = date(2023, 9, 1)
NEXT = date(2024, 9, 1)


def of_goals(*matches: dict[str, Any]) -> DynamicPoisson:
    timeline = timeline_of(*matches)
    return dynamic_poisson(timeline, timeline.goals)


def test_expected_goals_are_level_advantage_attack_and_defence() -> None:
    timeline = lay_out(simulated_league(5, seasons=3, divisions=2), competitions={})
    model = dynamic_poisson(timeline, timeline.goals)
    ground = np.where(timeline.neutral, 0.5, 1.0) * model.home_advantage
    home = model.level + ground + model.attack[:, 0] - model.defence[:, 1]
    away = model.level + model.home_advantage - ground + model.attack[:, 1] - model.defence[:, 0]
    assert model.mu == pytest.approx(np.exp(np.stack([home, away], axis=1)))


def test_before_any_result_clubs_are_average_and_home_sides_score_more() -> None:
    model = of_goals(played("A", "B", None, DAY))
    assert model.attack.tolist() == model.defence.tolist() == [[0, 0]]
    assert model.mu[0] == pytest.approx(1.3 * np.exp([0.15, -0.15]))


def test_a_result_moves_both_clubs_by_the_filters_formula() -> None:
    model = of_goals(played("A", "B", "4-1", DAY), played("A", "B", None, DAY + timedelta(7)))
    mu = model.mu[0]
    surprise = (np.array([4, 1]) - mu) / (1 + mu * (0.1 + 0.1))
    own, cross = 0.1, 0.085
    assert model.attack[1] == pytest.approx(
        [own * surprise[0] - cross * surprise[1], own * surprise[1] - cross * surprise[0]]
    )
    assert model.defence[1] == pytest.approx(
        [cross * surprise[0] - own * surprise[1], cross * surprise[1] - own * surprise[0]]
    )


def test_a_club_of_which_little_is_known_learns_faster() -> None:
    known = [played("A", f"O{n}", "1-1", DAY + timedelta(n)) for n in range(20)]
    after = DAY + timedelta(30)
    won = [played("A", "X", "5-0", after), played("Y", "Z", "5-0", after)]
    later = after + timedelta(7)
    model = of_goals(*known, *won, played("A", "X", None, later), played("Y", "Z", None, later))
    settled, fresh = (model.attack[-i, 0] - model.attack[-i - 2, 0] for i in (2, 1))
    assert 0 < settled < fresh


def test_a_match_without_the_count_teaches_nothing() -> None:
    timeline = timeline_of(
        played("A", "B", "9-0", DAY, home_shots_on_target=9),
        played("A", "B", None, DAY + timedelta(7)),
    )
    model = dynamic_poisson(timeline, timeline.both("shots_on_target"), SHOTS_ON_TARGET)
    assert model.attack[1].tolist() == [0, 0]
    assert model.mu[1] == pytest.approx(4.5 * np.exp([0.15, -0.15]))


def test_over_the_summer_strengths_shrink_a_little() -> None:
    model = of_goals(
        played("A", "B", "4-0", DAY),
        played("A", "B", None, DAY + timedelta(7)),
        played("A", "B", None, NEXT),
    )
    assert model.attack[2] == pytest.approx(0.98 * model.attack[1])
    assert model.defence[2] == pytest.approx(0.98 * model.defence[1])


def test_a_promoted_club_of_which_nothing_is_known_starts_below_average() -> None:
    model = of_goals(
        played("A", "B", "0-0", DAY),
        played("C", "B", None, DAY + timedelta(7)),
        played("C", "B", None, NEXT),
    )
    assert (model.attack[1, 0], model.defence[1, 0]) == (0, 0)
    assert (model.attack[2, 0], model.defence[2, 0]) == (-0.15, -0.15)


def test_a_club_that_was_away_for_years_starts_like_a_new_one() -> None:
    model = of_goals(
        played("A", "B", "5-0", DAY),
        played("C", "B", "0-0", NEXT),
        played("A", "B", None, NEXT + timedelta(365)),
    )
    assert model.attack[2, 0] == -0.15


@pytest.mark.parametrize(
    ("before", "after", "shift"), [("SIM2", "SIM1", -0.26), ("SIM1", "SIM2", 0.26)]
)
def test_a_club_takes_part_of_its_strength_to_another_tier(
    before: str, after: str, shift: float
) -> None:
    model = of_goals(
        played("A", "B", "4-0", DAY, competition=before),
        played("A", "B", None, DAY + timedelta(7), competition=before),
        played("A", "C", None, NEXT, competition=after),
    )
    assert model.attack[2, 0] == pytest.approx(0.6 * model.attack[1, 0] + shift)
    assert model.defence[2, 0] == pytest.approx(0.6 * model.defence[1, 0] + shift)


def test_neutral_ground_shares_the_home_advantage() -> None:
    model = of_goals(played("A", "B", None, DAY, neutral=True))
    assert model.mu[0, 0] == pytest.approx(model.mu[0, 1])
    taught = of_goals(played("A", "B", "9-0", DAY, neutral=True), played("C", "D", None, NEXT))
    assert taught.level[1] == taught.level[0]
    assert taught.home_advantage[1] == pytest.approx(0.3)


def test_level_and_home_advantage_move_towards_what_is_scored() -> None:
    goals = [
        played(f"H{n}", f"A{n}", "1-3", DAY + timedelta(n), competition="SIM1") for n in range(60)
    ]
    model = of_goals(*goals)
    assert model.home_advantage[-1] < 0 < model.level[-1]


def test_expected_margins_go_with_simulated_ones() -> None:
    evidence = simulated_league(6, teams=12, seasons=4)
    timeline = lay_out(evidence, competitions=simulated_competitions(teams=12))
    model = dynamic_poisson(timeline, timeline.goals)
    late = (timeline.season == 2023) & ~np.isnan(timeline.goals[:, 0])
    expected = model.mu[late, 0] - model.mu[late, 1]
    margin = timeline.goals[late, 0] - timeline.goals[late, 1]
    assert np.corrcoef(expected, margin)[0, 1] > 0.3


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
    late, usual = (of_goals(*matches).attack[3] for matches in made_up)
    assert late == pytest.approx(usual)
