"""Calibration mends what is wrong and leaves alone what is not."""

import json
from itertools import pairwise

import numpy as np
import pytest

from scoreline.models.calibration import calibrate, choose, walked_forward
from scoreline.models.calibrations import (
    KINDS,
    Calibration,
    Isotonic,
    Temperature,
    Uncalibrated,
    VectorScaling,
)
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


@pytest.mark.parametrize("name", KINDS)
def test_a_named_calibration_is_taken_without_a_choice(name: str) -> None:
    said, outcomes = forecasts(40, 2.0)
    assert type(calibrate(name, said, outcomes, np.arange(40))) is KINDS[name]


def test_forecasts_bent_for_one_outcome_are_scaled_outcome_by_outcome() -> None:
    said, outcomes = forecasts(6000, 1.0)
    bent = said * [1.0, 1.6, 1.0]
    bent /= bent.sum(axis=1, keepdims=True)
    assert choose(bent, outcomes, np.arange(6000)) == "vector"
    mended = VectorScaling.fit(bent, outcomes)
    assert mended.shifts == pytest.approx([np.log(1.6)] * 2, abs=0.15)
    assert log_losses(mended.apply(bent), outcomes).mean() == pytest.approx(
        log_losses(said, outcomes).mean(), abs=0.001
    )


def test_vector_scaling_finds_the_lowest_loss_within_its_bounds() -> None:
    said, outcomes = forecasts(300, 1.3)
    best = VectorScaling.fit(said, outcomes)
    lowest = log_losses(best.apply(said), outcomes).mean()
    for step in np.concatenate([np.eye(5), -np.eye(5)]) * 0.01:
        slopes, shifts = np.array(best.slopes) + step[:3], np.array(best.shifts) + step[3:]
        if (slopes >= 0.5).all() and (slopes <= 2).all() and (np.abs(shifts) <= 1).all():
            near = VectorScaling(slopes.tolist(), shifts.tolist())
            assert log_losses(near.apply(said), outcomes).mean() >= lowest - 1e-7


def test_forecasts_that_no_scaling_mends_get_rising_steps() -> None:
    said, outcomes = forecasts(20_000, 1.0)
    stepped = np.where(said < 0.3, said / 3, np.where(said < 0.5, said / 1.5, said))
    stepped /= stepped.sum(axis=1, keepdims=True)
    assert choose(stepped, outcomes, np.arange(20_000)) == "isotonic"


def test_rising_steps_never_promise_what_always_or_never_came() -> None:
    said = np.repeat([[0.8, 0.1, 0.1], [0.1, 0.2, 0.7]], 50, axis=0)
    outcomes = np.repeat([0, 2], 50)
    calibrated = Isotonic.fit(said, outcomes).apply(said)
    assert calibrated.min() > 0.005
    assert calibrated.max() < 0.99
    assert calibrated[0, 0] == pytest.approx(50 / 51 / (50 / 51 + 2 / 101), abs=0.02)


def test_the_curve_of_one_outcome_is_the_one_scikit_learn_finds() -> None:
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415

    said, outcomes = forecasts(500, 1.5)
    fitted = Isotonic.fit(said, outcomes)
    forecast, came = said[:, 1], (outcomes == 1).astype(float)
    x = np.concatenate([forecast, [0.0, 1.0]])
    theirs = IsotonicRegression().fit(x, np.concatenate([came, [1.0, 0.0]]))
    ours = np.interp(forecast, fitted.forecasts[1], fitted.rates[1])
    assert ours == pytest.approx(theirs.predict(forecast))


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_calibration_is_its_plain_values(kind: type[Calibration]) -> None:
    said, outcomes = forecasts(400, 1.4)
    fitted = kind.fit(said, outcomes)
    again = kind(**json.loads(json.dumps(fitted.to_plain())))
    assert np.array_equal(again.apply(said), fitted.apply(said))
    assert again.to_plain() == fitted.to_plain()


def test_a_later_kind_must_beat_every_kind_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said, outcomes = forecasts(3000, 1.6)
    monkeypatch.setattr(
        "scoreline.models.calibration.KINDS",
        {"none": Uncalibrated, "temperature": Temperature, "again": Temperature},
    )
    assert choose(said, outcomes, np.arange(3000)) == "temperature"


def test_what_is_calibrated_ahead_knows_nothing_of_its_own_block() -> None:
    said, outcomes = forecasts(100, 1.5)
    days = np.arange(100)
    before = walked_forward(Temperature, said, outcomes, days)
    assert len(before) == 80
    changed = np.where(days >= 80, (outcomes + 1) % 3, outcomes)
    assert np.array_equal(walked_forward(Temperature, said, changed, days), before)
    changed = np.where(days < 20, (outcomes + 1) % 3, outcomes)
    assert not np.array_equal(walked_forward(Temperature, said, changed, days), before)
