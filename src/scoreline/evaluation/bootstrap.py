"""How sure a difference between two forecasters is."""

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from scoreline.models import Floats

DRAWS: Final = 2000
LEVEL: Final = 0.95


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


def paired_difference(
    first: Floats, second: Floats, days: ArrayLike, *, seed: int = 42
) -> Difference:
    """Compare two forecasters on the same matches.

    Whole match days are drawn with replacement, because matches of one day are not independent
    (the same weather, the same news, the same mistake of a model), and a pair stays together.

    Args:
        first: Losses or points per match, shape (n,).
        second: The same matches' of the other forecaster.
        days: What is drawn together, shape (n,), any values that can be sorted.
        seed: Decides the draws.
    """
    gaps = first - second
    _, day = np.unique(np.asarray(days), return_inverse=True)
    sums, counts = np.bincount(day, weights=gaps), np.bincount(day)
    size = len(counts)
    drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=DRAWS)
    means = (drawn @ sums) / (drawn @ counts)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Difference(
        mean=float(gaps.mean()),
        low=float(low),
        high=float(high),
        matches=len(gaps),
        days=size,
    )
