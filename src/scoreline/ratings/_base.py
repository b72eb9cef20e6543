"""What a rating reads."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Results(Protocol):
    """Matches in the order in which they speak and become known, as a feature timeline has them.

    ``events >> 1`` is the match; odd events read ratings, even ones tell them a result. Arrays
    have one entry a match, ``clubs`` and ``goals_played`` two, home then away.
    """

    @property
    def events(self) -> Ints:
        """Return reads and results in order of time."""

    @property
    def clubs(self) -> Ints:
        """Return club numbers, shape (matches, 2)."""

    @property
    def goals_played(self) -> Floats:
        """Return goals, shape (matches, 2), NaN without a result or where it was awarded."""

    @property
    def league(self) -> Ints:
        """Return competition numbers."""

    @property
    def season(self) -> Ints:
        """Return seasons by first year."""

    @property
    def kickoff(self) -> Ints:
        """Return kick-offs in microseconds."""

    @property
    def neutral(self) -> Flags:
        """Tell which matches are on neutral ground."""

    @property
    def teams(self) -> tuple[str, ...]:
        """Return the clubs."""

    @property
    def tiers(self) -> Ints:
        """Return the tier of each competition, 1 at the top."""
