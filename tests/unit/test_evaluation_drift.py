"""Drift: forecasts that fit raise no alarm, forecasts of another game do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.domain import ScoreGrid
from scoreline.evaluation.drift import LARGE, LEAST, alarming, gaps, moved_features, stability
from scoreline.models import Ints

MATCHES = 400


def _grid(home: float, away: float) -> ScoreGrid:
    rng = np.random.default_rng(1)
    spread = rng.uniform(0.6, 1.5, size=(MATCHES, 2))
    return ScoreGrid.from_poisson(home * spread[:, 0], away * spread[:, 1])


def _drawn(grid: ScoreGrid, seed: int) -> Ints:
    rng = np.random.default_rng(seed)
    cells = grid.values.reshape(len(grid.values), -1)
    picked = np.array([rng.choice(len(each), p=each / each.sum()) for each in cells])
    return np.stack(np.divmod(picked, grid.values.shape[1]), axis=1)


def _deviations(grid: ScoreGrid, goals: Ints) -> dict[str, float]:
    return {row["figure"]: row["deviations"] for row in gaps(grid, goals)}


def test_results_drawn_from_the_forecasts_deviate_like_a_standard_normal() -> None:
    grid = _grid(1.5, 1.1)
    found = [list(_deviations(grid, _drawn(grid, seed)).values()) for seed in range(60)]
    assert np.abs(np.mean(found, axis=0)).max() < 0.4
    assert np.all((np.std(found, axis=0) > 0.7) & (np.std(found, axis=0) < 1.3))


@pytest.mark.parametrize(
    ("played", "alarm"),
    [
        ((1.5, 1.1), []),
        ((1.1, 1.5), ["log_loss", "home_goals_less_away_goals"]),
        ((2.1, 1.5), ["goals"]),
    ],
)
def test_only_a_game_other_than_the_forecast_one_raises_an_alarm(
    played: tuple[float, float], alarm: list[str]
) -> None:
    said, truth = _grid(1.5, 1.1), _grid(*played)
    found = alarming(gaps(said, _drawn(truth, 3)), MATCHES)
    assert set(alarm) <= set(found)
    assert bool(found) == bool(alarm)


def test_too_few_matches_raise_no_alarm() -> None:
    said, goals = _grid(1.5, 1.1), np.full((MATCHES, 2), 9)
    assert alarming(gaps(said, goals), MATCHES)
    assert not alarming(gaps(said, goals), LEAST - 1)


def test_losing_less_than_expected_is_no_alarm() -> None:
    said = _grid(1.6, 0.6)
    favourites = said.outcomes().argmax(axis=1)
    goals = np.stack([favourites == 0, favourites == 2], axis=1).astype(np.int64) * 2
    assert _deviations(said, goals)["log_loss"] < -3
    assert "log_loss" not in alarming(gaps(said, goals), MATCHES)


@given(st.lists(st.floats(-5, 5) | st.just(float("nan")), min_size=1, max_size=60))
def test_a_sample_is_stable_beside_itself(values: list[float]) -> None:
    sample = np.array(values)
    index, chance = stability(sample, sample)
    assert index == pytest.approx(0)
    assert chance >= 0


@given(
    st.lists(st.floats(-5, 5) | st.just(float("nan")), min_size=1, max_size=40),
    st.lists(st.floats(-5, 5) | st.just(float("nan")), min_size=1, max_size=40),
)
def test_stability_is_never_negative(before: list[float], now: list[float]) -> None:
    assert stability(np.array(before), np.array(now))[0] >= 0


def test_samples_of_one_distribution_exceed_chance_once_in_a_thousand() -> None:
    rng = np.random.default_rng(5)
    over = [
        index > chance
        for index, chance in (
            stability(rng.normal(size=400), rng.normal(size=120)) for _ in range(1000)
        )
    ]
    assert sum(over) <= 5


def test_what_moved_is_named_the_most_first_and_a_column_that_went_missing_too() -> None:
    rng = np.random.default_rng(7)
    before = rng.normal(size=(500, 3))
    now = rng.normal((0.0, 1.2, 0.0), size=(200, 3))
    now[:, 2] = np.nan
    found = moved_features(("same", "shifted", "gone"), before, now)
    assert [each["feature"] for each in found] == ["gone", "shifted"]
    assert all(each["stability"] >= LARGE for each in found)
    assert moved_features(("same",), before[:0, :1], now[:, :1]) == []
