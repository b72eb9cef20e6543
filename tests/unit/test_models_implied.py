"""The grid behind prices has the chances that the prices imply."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreline.domain import ScoreGrid
from scoreline.models import implied_grid
from scoreline.models.implied import RHO
from scoreline.ratings import implied_goals


@given(home=st.floats(0.3, 3.0), away=st.floats(0.3, 3.0), quoted=st.booleans())
def test_goals_come_back_from_the_chances_they_make(
    home: float, away: float, *, quoted: bool
) -> None:
    grid = ScoreGrid.from_poisson([home], [away], RHO)
    over = grid.over(2.5) if quoted else np.array([np.nan])
    found = implied_goals(grid.outcomes(), over, RHO)
    # A grid ends at ten goals a side, which the chance of many goals does not know of.
    assert found[0] == pytest.approx([home, away], abs=0.03)


@given(chances=st.tuples(*[st.floats(0.03, 1.0)] * 3), over=st.floats(0.1, 0.9))
def test_a_grids_outcomes_are_the_chances_it_was_made_of(
    chances: tuple[float, float, float], over: float
) -> None:
    wanted = np.array([chances]) / sum(chances)
    for said in (None, np.array([over])):
        assert implied_grid(wanted, said).outcomes() == pytest.approx(wanted, abs=1e-9)
