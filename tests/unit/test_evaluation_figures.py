"""Figures are sums over matches, and intervals come from the days they are on."""

import numpy as np
import pytest

from scoreline.domain import OUTCOMES, ScoreGrid
from scoreline.evaluation.bootstrap import MatchDays, Measure, mean_of, share_of
from scoreline.evaluation.figures import against, figures, tip_figures
from scoreline.evaluation.writing import LABELS
from scoreline.models import Ints, outcomes_of
from scoreline.models.metrics import calibration_error, goal_metrics, outcome_metrics

RNG = np.random.default_rng(3)
MEANS = RNG.uniform(0.5, 2.5, (4000, 2))
GOALS: Ints = RNG.poisson(MEANS)
GRID = ScoreGrid.from_poisson(MEANS[:, 0], MEANS[:, 1])
OTHER = ScoreGrid.from_poisson(MEANS[:, 0] ** 0.3, MEANS[:, 1] ** 0.3)
BALANCED = GRID.outcomes().argmax(axis=1)
FIGURES = figures(GRID, GOALS, BALANCED)
DAYS = np.repeat(np.arange(400), 10)


def test_figures_are_those_that_the_metrics_report() -> None:
    outcomes = outcomes_of(GOALS)
    told = outcome_metrics(GRID.outcomes(), outcomes)
    for name in ("log_loss", "rps", "brier_mean", "brier_sum", "accuracy"):
        assert FIGURES[name].value == pytest.approx(told[name])
    for outcome in OUTCOMES:
        side = outcome.name.lower()
        assert FIGURES[f"recall_{side}"].value == pytest.approx(told["recall"][side])
        error = calibration_error(GRID.outcomes(), outcomes, outcome)
        assert FIGURES[f"calibration_error_{side}"].value == pytest.approx(error)
    goals = goal_metrics(GRID.expected_goals(), GOALS)
    assert FIGURES["mae"].value == pytest.approx(goals["both"]["mae"])
    assert FIGURES["rmse"].value == pytest.approx(goals["both"]["rmse"])
    assert FIGURES["r2_away"].value == pytest.approx(goals["away"]["r2"])


def test_every_figure_has_a_label() -> None:
    assert list(FIGURES) == list(LABELS)


def test_each_decision_rule_is_best_at_what_it_is_made_for() -> None:
    found = {name: each.value or 0 for name, each in tip_figures(GRID, GOALS).items()}
    assert found["exact_mode"] > found["exact_rounded_means"]
    for rule in ("3/1", "4/3/2"):
        points = {name: value for name, value in found.items() if name.startswith(f"points_{rule}")}
        assert max(points, key=lambda name: points[name]) == f"points_{rule}_expected_points"


def test_a_figure_without_matches_that_it_is_about_has_no_value() -> None:
    nobody = share_of(np.zeros(5), np.zeros(5))
    assert nobody.value is None
    assert MatchDays(np.arange(5)).interval(nobody) is None
    assert MatchDays(np.arange(5)).difference(nobody, mean_of(np.ones(5))) is None


def test_a_figure_of_some_matches_is_that_of_a_sample_of_them() -> None:
    some = RNG.random(4000) < 0.3
    alone = figures(GRID[some], GOALS[some], BALANCED[some])
    for name, measure in FIGURES.items():
        assert measure.where(some).value == pytest.approx(alone[name].value)


def test_a_forecaster_does_not_differ_from_itself() -> None:
    for row in against(FIGURES, FIGURES, MatchDays(DAYS)):
        assert (row["difference"], row["low"], row["high"]) == (0, 0, 0)


def test_the_truth_beats_a_flattened_forecast_beyond_doubt() -> None:
    other = figures(OTHER, GOALS, BALANCED)
    rows = {row["figure"]: row for row in against(FIGURES, other, MatchDays(DAYS))}
    for name in ("log_loss", "rps", "mae", "rmse"):
        assert rows[name]["high"] < 0
    assert rows["r2_home"]["low"] > 0


def test_a_ratios_interval_is_as_wide_as_theory_has_it() -> None:
    happened = (RNG.random(4000) < 0.25).astype(float)
    found = MatchDays(np.arange(4000)).interval(share_of(happened, np.ones(4000)))
    assert found is not None
    width = 2 * 1.96 * np.sqrt(0.25 * 0.75 / 4000)
    assert found[1] - found[0] == pytest.approx(width, rel=0.1)


def test_what_is_measured_on_the_same_days_is_drawn_together() -> None:
    days = MatchDays(DAYS)
    values = RNG.normal(size=4000)
    shifted = Measure(np.stack([values + 1, np.ones(4000)], axis=1), mean_of(values).figure)
    gap = days.difference(shifted, mean_of(values))
    assert gap is not None
    assert (gap.mean, gap.low, gap.high) == pytest.approx((1, 1, 1))
