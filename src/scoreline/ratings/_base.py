"""What a rating reads, and how it walks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_DAY: Final = 86_400_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A stretch of time: what becomes known in it, and the rows that speak from within it.

    A kernel walks ``events``, which are in order of time. An even one writes: the result of match
    ``event >> 1`` becomes known, so the state is updated. An odd one reads: row ``event >> 1`` of
    those asked speaks, so its features are read from the state, which stays as it is. What becomes
    known at an instant comes first, because it may be used at it.

    Attributes:
        since: Microseconds since 1970; what became known by then was told in earlier stretches.
        until: What becomes known by then is told in this one.
        rows: The matches asked.
        speaks: The instant each of ``rows`` speaks from, in this stretch.
    """

    since: int
    until: int
    events: Ints
    rows: Ints
    speaks: Ints


Walk = Callable[[Stretch], Floats]
"""Ratings of the clubs of a stretch's rows, shape (rows, 2), home then away.

Stretches are walked one after the other; the state stays in between.
"""


class Results(Protocol):
    """Matches, as a feature timeline has them; arrays have one entry a match.

    ``clubs`` and ``goals_played`` have two, home then away.
    """

    @property
    def whole(self) -> Stretch:
        """Return all there is in one stretch, every match speaking from its own kick-off."""

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


def conditions(results: Results) -> tuple[Ints, Ints, Ints, Floats, Flags, Ints]:
    """Return clubs, competitions, seasons, days, neutral grounds of the matches, and the tiers."""
    return (
        results.clubs,
        results.league,
        results.season,
        results.kickoff / _DAY,
        results.neutral,
        results.tiers,
    )
