"""Weights and calibration are learnt on different days."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from models_world import simulated_frame
from scoreline.domain import ScoreGrid
from scoreline.models import Floats, Ints, Sample, pool
from scoreline.models.calibrations import Calibration, Uncalibrated
from scoreline.models.pool import Forecasts, Prior, fit_pool
from scoreline.models.score_shape import shaped

SAMPLE = Sample.of(simulated_frame(400))
PRIOR = Prior(outcomes=(0.5, 0.5), goals=(0.5, 0.5))


def forecasts() -> Forecasts:
    rng = np.random.default_rng(3)
    chances = rng.dirichlet([2, 1.5, 1.8], len(SAMPLE))
    one, other = rng.uniform(0.5, 2.5, (2, len(SAMPLE), 2))
    return Forecasts((chances,), (one, other))


def calibrated_on(monkeypatch: pytest.MonkeyPatch, sample: Sample) -> tuple[Floats, Ints]:
    """Return the forecasts and outcomes that a calibration is learnt from."""
    seen: list[Any] = []

    def spy(name: str, chances: Floats, outcomes: Ints, days: Ints) -> Calibration:
        seen.extend([name, chances, outcomes, days])
        return Uncalibrated()

    monkeypatch.setattr(pool, "calibrate", spy)
    fit_pool(forecasts(), PRIOR, "auto", sample)
    return seen[1], seen[2]


def test_a_block_of_days_is_calibrated_on_forecasts_that_its_results_have_not_touched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last = np.arange(len(SAMPLE)) >= 320
    changed = replace(
        SAMPLE, goals=np.where(last[:, None], SAMPLE.goals[:, ::-1] + [[2, 0]], SAMPLE.goals)
    )
    before, outcomes = calibrated_on(monkeypatch, SAMPLE)
    after, others = calibrated_on(monkeypatch, changed)
    assert np.array_equal(before, after)
    assert not np.array_equal(outcomes, others)
    assert np.array_equal(outcomes, SAMPLE.outcomes[-len(outcomes) :])


def test_weights_are_learnt_from_every_block() -> None:
    other = replace(SAMPLE, goals=SAMPLE.goals[:, ::-1].copy())
    assert not np.array_equal(
        fit_pool(forecasts(), PRIOR, "none", SAMPLE).outcomes,
        fit_pool(forecasts(), PRIOR, "none", other).outcomes,
    )


def test_on_a_single_day_nothing_can_be_calibrated() -> None:
    day = replace(SAMPLE, days=np.zeros_like(SAMPLE.days))
    assert fit_pool(forecasts(), PRIOR, "temperature", day).calibrated_by == "none"


def test_matches_that_no_goals_member_answered_teach_nothing() -> None:
    silent, rows = forecasts(), np.arange(len(SAMPLE)) < 100
    for expected in silent.goals:
        expected[rows] = np.nan
    found = fit_pool(silent, PRIOR, "temperature", SAMPLE)
    rest = fit_pool(silent[~rows], PRIOR, "temperature", SAMPLE.where(~rows))
    assert found.to_plain() == rest.to_plain()


def test_a_grid_needs_one_goals_member_and_no_more() -> None:
    given = forecasts()[:20]
    given.outcomes[0][:] = np.nan
    given.goals[1][:] = np.nan
    uncalibrated = fit_pool(forecasts(), PRIOR, "none", SAMPLE)
    means = given.goals[0]
    alone = ScoreGrid.from_poisson(means[:, 0], means[:, 1], uncalibrated.rho)
    finished = shaped(alone, uncalibrated.shape).reweight(alone.outcomes())
    assert uncalibrated.grid(given).values == pytest.approx(finished.values, abs=1e-12)
