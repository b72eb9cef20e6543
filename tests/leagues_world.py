"""Simulated leagues that many tests look at, each played once."""

from functools import cache
from typing import Final

from hypothesis import strategies as st

from scoreline.domain.frames import Evidence
from scoreline.testing.leagues import simulated_league

_SHAPES: Final = [
    (teams, seasons, divisions)
    for divisions in (1, 2)
    for seasons in (1, 2, 3)
    for teams in (2, 3, 4, 5, 6)
]


@cache
def _played(number: int) -> Evidence:
    teams, seasons, divisions = _SHAPES[number % len(_SHAPES)]
    return simulated_league(number, teams=teams, seasons=seasons, divisions=divisions)


# Every group of features looks at twenty of them for every law. To play one takes longer than to
# compute a group of it, so there are not more than so many.
LEAGUES: Final = st.integers(0, 8 * len(_SHAPES) - 1).map(_played)
"""Evidence of two to six teams, one to three seasons, one or two divisions."""
