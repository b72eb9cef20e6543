"""How sure a figure is, and a difference between two forecasters."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoreline.models import Floats, Ints

DRAWS: Final = 2000
LEVEL: Final = 0.95

Rows = NDArray[np.bool_] | Ints


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference per match with its bootstrap interval.

    Attributes:
        mean: First minus second: negative losses favour the first.
        low: Lower end of the 95 % interval.
        high: Upper end.
        days: Match days drawn from.
    """

    mean: float
    low: float
    high: float
    matches: int
    days: int

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A figure that is made of sums over matches, so that it can be taken of any part of them.

    Attributes:
        terms: What each match adds to each sum, shape (n, k).
        figure: From sums of shape (..., k) to the figure, shape (...); NaN where it has no
            meaning.
    """

    terms: Floats
    figure: Callable[[Floats], Floats]

    @property
    def value(self) -> float | None:
        """Return the figure over all matches, None where it has no meaning."""
        found = float(self.figure(self.terms.sum(axis=0)))
        return None if np.isnan(found) else found

    def where(self, rows: Rows) -> Self:
        """Return the same figure over some of the matches."""
        return type(self)(self.terms[rows], self.figure)


def mean_of(values: Floats) -> Measure:
    """Return the mean of values per match, shape (n,)."""
    return share_of(values, np.ones_like(values))


def share_of(part: Floats, whole: Floats) -> Measure:
    """Return the sum of one thing over the sum of another, both of shape (n,)."""
    return Measure(np.stack([part, whole], axis=1), ratio)


def ratio(sums: Floats) -> Floats:
    """Return the first sum over the second one, NaN where that is 0."""
    part, whole = sums[..., 0], sums[..., 1]
    shares: Floats = np.divide(part, whole, out=np.full_like(part, np.nan), where=whole != 0)
    return shares


class MatchDays:
    """Match days drawn with replacement, the same ones for whatever is measured on them.

    Whole days are drawn, because matches of one day are not independent (the same weather, the
    same news, the same mistake of a model), and what is compared stays together.

    Args:
        days: What is drawn together, shape (n,), any values that can be sorted.
        seed: Decides the draws.
    """

    def __init__(self, days: ArrayLike, *, seed: int = 42) -> None:
        _, self._day = np.unique(np.asarray(days), return_inverse=True)
        self.days = int(self._day.max(initial=-1)) + 1
        even = np.full(self.days, 1 / max(self.days, 1))
        drawn = np.random.default_rng(seed).multinomial(self.days, even, size=DRAWS)
        self._drawn = drawn.astype(np.float64)

    @property
    def matches(self) -> int:
        """Return how many matches there are."""
        return len(self._day)

    def redrawn(self, measure: Measure) -> Floats:
        """Return a figure once for each draw, shape (``DRAWS``,)."""
        columns = [
            np.bincount(self._day, weights=each, minlength=self.days) for each in measure.terms.T
        ]
        return measure.figure(self._drawn @ np.stack(columns, axis=1))

    def interval(self, measure: Measure) -> tuple[float, float] | None:
        """Return the 95 % interval of a figure, None where it has no meaning."""
        return _bounds(self.redrawn(measure))

    def difference(self, first: Measure, second: Measure) -> Difference | None:
        """Return how much one figure exceeds another, None where one of them has no meaning."""
        one, other = first.value, second.value
        bounds = _bounds(self.redrawn(first) - self.redrawn(second))
        if one is None or other is None or bounds is None:
            return None
        return Difference(one - other, *bounds, matches=self.matches, days=self.days)


def _bounds(drawn: Floats) -> tuple[float, float] | None:
    if np.isnan(drawn).all():
        return None
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])
    return float(low), float(high)
