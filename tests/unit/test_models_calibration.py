"""Calibration mends what is wrong and leaves alone what is not."""

from itertools import pairwise

import numpy as np
import pytest

from scoreline.errors import ConfigurationError
from scoreline.models.calibration import Temperature, Uncalibrated, calibrate, choose
from scoreline.models.metrics import log_losses


def forecasts(rows: int, sharpness: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return forecasts whose log-odds are ``sharpness`` times the true ones, and what happened."""
    rng = np.random.default_rng(seed)
    true = rng.dirichlet([2, 1.5, 1.8], rows)
    outcomes = (rng.random(rows)[:, None] > true.cumsum(axis=1)).sum(axis=1)
    said = true**sharpness
    return said / said.sum(axis=1, keepdims=True), outcomes


def test_the_temperature_of_forecasts_that_are_twice_too_sharp_is_about_two() -> None:
    assert Temperature.fit(*forecasts(20_000, 1.6)).temperature == pytest.approx(1.6, abs=0.06)


def test_temperature_one_changes_nothing() -> None:
    said, _ = forecasts(50, 1.0)
    assert Temperature(1.0).apply(said) == pytest.approx(said)


def test_fitting_never_makes_the_fitted_forecasts_worse() -> None:
    said, outcomes = forecasts(500, 1.3)
    fitted = Temperature.fit(said, outcomes).apply(said)
    assert log_losses(fitted, outcomes).mean() <= log_losses(said, outcomes).mean()


def test_overconfident_forecasts_are_given_a_temperature() -> None:
    said, outcomes = forecasts(3000, 1.6)
    assert choose(said, outcomes, np.arange(3000)) == "temperature"


def test_a_calibration_that_does_not_pay_on_later_days_is_not_chosen() -> None:
    said, outcomes = forecasts(60, 1.0, seed=6)
    days = np.arange(60)
    edges = [12, 24, 36, 48, 60]
    gains = [
        log_losses(said[a:b], outcomes[a:b]).sum()
        - log_losses(Temperature.fit(said[:a], outcomes[:a]).apply(said[a:b]), outcomes[a:b]).sum()
        for a, b in pairwise(edges)
    ]
    assert sum(gains) < 0
    assert choose(said, outcomes, days) == "none"


def test_too_few_days_to_choose_on_mean_no_calibration() -> None:
    said, outcomes = forecasts(40, 2.0)
    assert choose(said, outcomes, np.repeat([1, 2, 3, 4], 10)) == "none"


def test_a_named_calibration_is_taken_without_a_choice() -> None:
    said, outcomes = forecasts(40, 2.0)
    assert isinstance(calibrate("none", said, outcomes, np.arange(40)), Uncalibrated)
    assert isinstance(calibrate("temperature", said, outcomes, np.arange(40)), Temperature)


def test_an_unknown_calibration_is_named_in_the_error() -> None:
    said, outcomes = forecasts(40, 2.0)
    with pytest.raises(ConfigurationError, match="no calibration 'platt'"):
        calibrate("platt", said, outcomes, np.arange(40))
