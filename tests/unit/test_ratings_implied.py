"""Goals implied by odds give the chances that the odds gave."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import poisson

from scoreline.domain import ScoreGrid
from scoreline.ratings import implied_goals, implied_total

NOTHING = (np.nan, np.nan, np.nan)
GOALS = st.floats(0.2, 3.5)
SCORE = np.array([1.0, 0.5, 0.0])


def outcomes(home: float, away: float) -> NDArray[np.float64]:
    return ScoreGrid.from_poisson([home], [away]).outcomes()


@given(total=st.floats(0.31, 8.9))
def test_a_total_comes_back_from_the_chance_of_over_it_makes(total: float) -> None:
    assert implied_total(np.array([poisson.sf(2, total)])) == pytest.approx([total], abs=1e-8)


@given(home=GOALS, away=GOALS)
def test_goals_come_back_from_the_outcomes_and_the_total_they_make(
    home: float, away: float
) -> None:
    over = np.array([poisson.sf(2, home + away)])
    found = implied_goals(outcomes(home, away), over)
    assert found[0] == pytest.approx([home, away], abs=1e-7)
    assert outcomes(*found[0])[0] @ SCORE == pytest.approx(
        outcomes(home, away)[0] @ SCORE, abs=1e-12
    )


@given(home=GOALS, away=GOALS)
def test_where_nobody_quoted_a_total_the_draw_tells_it(home: float, away: float) -> None:
    found = implied_goals(outcomes(home, away), np.array([np.nan]))
    assert found[0] == pytest.approx([home, away], abs=1e-3)


@given(home=GOALS, away=GOALS)
def test_goals_change_sides_with_the_prices(home: float, away: float) -> None:
    over = np.array([0.5])
    one, other = (implied_goals(outcomes(*pair), over)[0] for pair in ((home, away), (away, home)))
    assert one == pytest.approx(other[::-1], abs=1e-9)


@pytest.mark.parametrize(("over", "total"), [(0.0, 0.3), (1.0, 9.0)])
def test_totals_beyond_what_is_looked_for_are_the_nearest(over: float, total: float) -> None:
    assert implied_total(np.array([over])) == pytest.approx([total])


def test_the_ratio_of_goals_has_an_end() -> None:
    certain = implied_goals(np.array([[0.999, 0.001, 0.0]]), np.array([0.3]))[0]
    assert np.log(certain[0] / certain[1]) == pytest.approx(5.0)


def test_a_certain_win_has_the_widest_ratio() -> None:
    certain = implied_goals(np.array([[1.0, 0.0, 0.0]]), np.array([0.5]))[0]
    assert np.log(certain[0] / certain[1]) == pytest.approx(5.0)


def test_what_is_not_quoted_stays_unknown() -> None:
    chances = np.array([NOTHING, (0.45, 0.27, 0.28)])
    found = implied_goals(chances, np.array([0.5, np.nan]))
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()
    assert np.isnan(implied_total(np.array([np.nan]))).all()


def test_a_row_alone_is_the_row_among_many() -> None:
    rng = np.random.default_rng(1)
    chances = rng.dirichlet([3, 2, 2.5], 50)
    over = np.where(rng.random(50) < 0.5, rng.uniform(0.3, 0.7, 50), np.nan)
    together = implied_goals(chances, over)
    alone = [implied_goals(chances[[row]], over[[row]])[0] for row in range(50)]
    assert np.array_equal(together, np.array(alone))
