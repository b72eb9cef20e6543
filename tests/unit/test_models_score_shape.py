"""Factors of low scores follow how often each came, and leave the outcomes alone."""

from dataclasses import replace

import numpy as np
import pytest

from scoreline.domain import ScoreGrid
from scoreline.models import Floats, Ints
from scoreline.models.pool import Forecasts, Pool
from scoreline.models.score_shape import PLAIN, learn_shape, shaped

MANY = 20_000
GRID = ScoreGrid.from_poisson(np.full(MANY, 1.5), np.full(MANY, 1.2))


def drawn(grid: ScoreGrid) -> Ints:
    cells = np.random.default_rng(1).choice(121, size=len(grid), p=grid.values[0].ravel())
    return np.column_stack(np.divmod(cells, 11))


def test_scores_that_come_as_often_as_expected_keep_their_chances() -> None:
    assert learn_shape(GRID, drawn(GRID)) == pytest.approx(PLAIN, abs=0.08)


def test_scores_that_come_more_often_come_to_be_expected() -> None:
    factors = PLAIN.copy()
    factors[1, 1], factors[0, 2] = 1.3, 0.7
    true = shaped(GRID, factors)
    found = shaped(GRID, learn_shape(GRID, drawn(true)))
    assert GRID.values[0, 1, 1] < found.values[0, 1, 1] < true.values[0, 1, 1] * 1.02
    assert GRID.values[0, 0, 2] > found.values[0, 0, 2] > true.values[0, 0, 2] * 0.98


def test_few_matches_say_little() -> None:
    assert learn_shape(GRID[:3], np.array([[1, 1], [1, 1], [7, 0]])) == pytest.approx(
        PLAIN, abs=0.01
    )


def test_a_pool_s_outcomes_do_not_move_with_the_shape() -> None:
    factors = PLAIN * 0.5
    plain = Pool(np.array([0.4, 0.6]), np.ones(1), rho=-0.03)
    chances: Floats = np.array([[0.5, 0.3, 0.2]])
    asked = Forecasts((chances,), (np.array([[1.6, 1.1]]),))
    bent = replace(plain, shape=factors)
    assert bent.grid(asked).outcomes() == pytest.approx(plain.grid(asked).outcomes(), abs=1e-12)
    assert bent.grid(asked).values[0, 1, 1] < plain.grid(asked).values[0, 1, 1]


def test_a_shape_is_kept_with_its_pool() -> None:
    bent = Pool(np.array([0.4, 0.6]), np.ones(1), rho=-0.03, shape=PLAIN * 0.5)
    assert np.array_equal(Pool.from_plain(bent.to_plain()).shape, bent.shape)
