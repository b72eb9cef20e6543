"""Dixon and Coles' model as its users meet it: frames in, score grids out."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sklearn.base import clone

import scoreline
from scoreline.domain import ScoreGrid
from scoreline.errors import ConfigurationError, NotEnoughDataError, ScorelineError
from scoreline.features import FeatureEngine
from scoreline.models import DixonColes, goals_of, outcomes_of
from scoreline.models.baselines import class_frequencies
from scoreline.models.metrics import log_losses
from scoreline.testing.evidence import evidence_of, played
from scoreline.testing.leagues import simulated_league

EVIDENCE = simulated_league(5, teams=8, seasons=3, divisions=2, first_season=2018)
MATCHES = EVIDENCE.matches
TOP = MATCHES.filter(competition="SIM1")
CLOSE = 1e-7
DAY = date(2023, 9, 1)


def frame_of(*matches: dict[str, Any]) -> pl.DataFrame:
    return evidence_of(*matches).matches


def chances(model: DixonColes, frame: pl.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    return model.predict(frame).outcomes()


def test_it_is_there_for_notebooks() -> None:
    model = scoreline.DixonColes(decay=0.002).fit(MATCHES)
    grid = model.predict(MATCHES)
    assert isinstance(grid, ScoreGrid)
    assert len(grid) == len(MATCHES)


def test_it_says_more_of_leagues_than_their_frequencies_do() -> None:
    gains = []
    for seed in range(4):
        league = simulated_league(seed, teams=16, seasons=4, first_season=2018).matches
        past, coming = (league.filter((pl.col("season") == 2021) == last) for last in (False, True))
        frequencies = class_frequencies(outcomes_of(goals_of(past)), len(coming))
        happened = outcomes_of(goals_of(coming))
        said = log_losses(chances(DixonColes().fit(past), coming), happened)
        gains.append((log_losses(frequencies, happened) - said).mean())
    assert np.mean(gains) > 0


def test_a_club_that_scores_more_attacks_better_and_one_that_concedes_more_defends_worse() -> None:
    frame = frame_of(
        *(played("A", "B", "4-0", DAY + timedelta(n)) for n in range(5)),
        *(played("B", "C", "0-1", DAY + timedelta(n)) for n in range(5)),
    )
    strengths = DixonColes().fit(frame).strengths
    assert strengths["club"].to_list() == ["A", "B", "C"]
    attack, defence = strengths["attack"].to_list(), strengths["defence"].to_list()
    assert attack[0] > attack[2] > attack[1]
    assert defence[1] == min(defence)


def test_relabelling_clubs_changes_nothing() -> None:
    names = MATCHES["home"].unique().sort()
    others = dict(zip(names, names.reverse(), strict=True))
    swapped = MATCHES.with_columns(pl.col("home", "away").replace_strict(others))
    model, relabelled = DixonColes().fit(MATCHES), DixonColes().fit(swapped)
    assert chances(model, MATCHES) == pytest.approx(chances(relabelled, swapped), abs=CLOSE)


def test_the_order_of_rows_changes_nothing() -> None:
    model, other = (
        DixonColes().fit(MATCHES),
        DixonColes().fit(MATCHES.sample(fraction=1, shuffle=True)),
    )
    assert chances(model, MATCHES) == pytest.approx(chances(other, MATCHES), abs=CLOSE)


def test_a_lone_row_is_forecast_as_among_others_to_the_last_bit() -> None:
    model = DixonColes().fit(MATCHES)
    alone = [model.predict(MATCHES[row]).values for row in range(50)]
    assert np.array_equal(np.concatenate(alone), model.predict(MATCHES[:50]).values)


def test_fitting_again_is_fitting_anew() -> None:
    again = DixonColes().fit(TOP).fit(MATCHES)
    assert_frame_equal(again.strengths, DixonColes().fit(MATCHES).strengths, check_exact=True)


def test_without_decay_old_matches_count_like_new_ones() -> None:
    long_ago = MATCHES.with_columns(pl.col("date").dt.offset_by("-30y"))
    model = DixonColes(decay=0.0).fit(pl.concat([long_ago, MATCHES]))
    twice = DixonColes(decay=0.0).fit(pl.concat([MATCHES, MATCHES]))
    assert chances(model, MATCHES) == pytest.approx(chances(twice, MATCHES), abs=CLOSE)


def test_with_decay_the_latest_results_count_most() -> None:
    frame = frame_of(
        *(played("A", "B", "3-0", DAY + timedelta(n)) for n in range(9)),
        *(played("A", "B", "0-3", DAY + timedelta(700 + n)) for n in range(9)),
    )
    steady, forgetful = DixonColes(decay=0.0).fit(frame), DixonColes(decay=0.01).fit(frame)
    assert chances(forgetful, frame[:1])[0, 0] < chances(steady, frame[:1])[0, 0] - 0.1


def test_only_matches_before_the_day_asked_for_are_learnt_from() -> None:
    day = date(2020, 1, 15)
    before = DixonColes().fit(TOP.filter(pl.col("date") < day), as_of=day)
    assert_frame_equal(DixonColes().fit(TOP, as_of=day).strengths, before.strengths)


def test_without_a_day_ages_count_from_the_day_after_the_last_match() -> None:
    last = TOP["date"].max()
    assert isinstance(last, date)
    asked = DixonColes().fit(TOP, as_of=last + timedelta(1))
    assert_frame_equal(DixonColes().fit(TOP).strengths, asked.strengths)


def test_awarded_and_abandoned_matches_teach_nothing() -> None:
    frame = frame_of(played("A", "B", "1-0", DAY), played("B", "A", "2-2", DAY + timedelta(7)))
    decided = frame_of(
        played("A", "B", "1-0", DAY),
        played("B", "A", "2-2", DAY + timedelta(7)),
        played("A", "B", "0-3", DAY + timedelta(14), status="awarded"),
        played("A", "B", "9-0", DAY + timedelta(14), status="abandoned"),
    )
    day = DAY + timedelta(30)
    model, other = DixonColes().fit(frame, as_of=day), DixonColes().fit(decided, as_of=day)
    assert_frame_equal(model.strengths, other.strengths)


def test_on_neutral_ground_each_side_has_half_of_the_home_advantage() -> None:
    model = DixonColes().fit(TOP)
    home, neutral = (TOP[:1].with_columns(neutral=pl.lit(value)) for value in (False, True))
    edge = model.competitions["home_advantage"][0]
    log_mu = np.log(model.expected_goals(home)), np.log(model.expected_goals(neutral))
    assert (log_mu[0] - log_mu[1])[0] == pytest.approx([edge / 2, -edge / 2])


def test_a_feature_frame_will_do() -> None:
    rows = FeatureEngine().compute(EVIDENCE)
    model = DixonColes().fit(rows)
    assert model.answers(rows).all()
    assert len(model.predict(rows)) == len(rows)


def test_competitions_have_levels_and_home_advantages_of_their_own() -> None:
    days = [DAY + timedelta(n) for n in range(20)]
    frame = frame_of(
        *(played("A", "B", "3-3", day, competition="SIM1") for day in days),
        *(played("B", "A", "3-3", day, competition="SIM1") for day in days),
        *(played("C", "D", "2-0", day, competition="SIM2") for day in days),
        *(played("D", "C", "2-0", day, competition="SIM2") for day in days),
    )
    found = DixonColes(ridge=0.5).fit(frame).competitions
    assert found["competition"].to_list() == ["SIM1", "SIM2"]
    assert found["level"][0] > found["level"][1]
    assert found["home_advantage"][0] < found["home_advantage"][1]


def test_a_club_in_two_competitions_links_them() -> None:
    league = [played("A", "B", "3-0", DAY + timedelta(n)) for n in range(9)]
    cup = [played("B", "C", "3-0", DAY + timedelta(n), competition="CUP") for n in range(9)]
    strengths = DixonColes().fit(frame_of(*league, *cup)).strengths["attack"]
    assert strengths[0] > strengths[1] > strengths[2]


def test_a_club_that_was_not_seen_is_a_newcomer() -> None:
    model = DixonColes(newcomer=-0.3).fit(TOP)
    strange = TOP[:1].with_columns(home=pl.lit("Strangers"), neutral=False)
    level, edge = model.competitions.select("level", "home_advantage").row(0)
    defence = model.strengths.filter(club=strange["away"][0])["defence"][0]
    assert np.log(model.expected_goals(strange)[0, 0]) == pytest.approx(
        level + edge - 0.3 - defence
    )


def test_a_club_that_came_later_is_expected_to_be_weaker_than_one_there_from_the_start() -> None:
    frame = frame_of(
        *(played("A", "B", "1-1", DAY + timedelta(n)) for n in range(9)),
        played("C", "A", "1-1", DAY + timedelta(400)),
    )
    late = DixonColes(newcomer=-0.2).fit(frame).strengths.row(2)
    even = DixonColes(newcomer=0.0).fit(frame).strengths.row(2)
    assert late[1] < even[1] - 0.1


def test_a_competition_that_was_not_seen_is_not_answered() -> None:
    model = DixonColes().fit(TOP)
    assert model.answers(MATCHES).tolist() == (MATCHES["competition"] == "SIM1").to_list()
    for ask in (model.predict, model.log_likelihood):
        with pytest.raises(ScorelineError, match="learnt of competition 'SIM2', only of SIM1"):
            ask(MATCHES)


def test_no_matches_are_no_forecasts() -> None:
    assert len(DixonColes().fit(TOP).predict(TOP[:0])) == 0


def test_without_a_finished_match_there_is_nothing_to_fit() -> None:
    with pytest.raises(NotEnoughDataError, match="at least one finished match"):
        DixonColes().fit(frame_of(played("A", "B", None, DAY)))


@pytest.mark.parametrize("wrong", [{"decay": -0.1}, {"ridge": -1.0}])
def test_weights_below_nothing_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match="decay and ridge of a Dixon-Coles model"):
        DixonColes(**wrong).fit(TOP)


def test_what_a_frame_lacks_is_named() -> None:
    with pytest.raises(ScorelineError, match="the matches lack their season, away_goals"):
        DixonColes().fit(TOP.drop("season", "away_goals"))
    with pytest.raises(ScorelineError, match="the matches lack their home"):
        DixonColes().fit(TOP).predict(TOP.drop("home"))


def test_scikit_learn_can_copy_it() -> None:
    copied = clone(DixonColes(decay=0.003, ridge=1.0))
    assert copied.get_params() == {"decay": 0.003, "ridge": 1.0, "newcomer": -0.2}
