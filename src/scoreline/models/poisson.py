"""A Poisson regression of either side's goals on ratings."""

from dataclasses import dataclass
from typing import ClassVar, Final, Self

import numpy as np

from scoreline.models._base import Floats, Ints
from scoreline.models._linear import Linear, LinearMember, Scaling

FEWEST: Final = 0.05
MOST: Final = 8.0
"""Expected goals stay within what has been seen; a log link has no such sense of its own."""


@dataclass(slots=True)
class PoissonGoals(LinearMember):
    """Log expected goals linear in standardised columns, ridge penalty, one fit per side.

    Attributes:
        penalty: Weight of the squared coefficients against the mean deviance (``alpha``).
    """

    FILE: ClassVar[str] = "poisson.json"

    penalty: float = 0.01

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows; ``y`` is (n, 2)."""
        # Imported where it is used: it takes seconds, and forecasting does without it.
        from sklearn.linear_model import PoissonRegressor  # noqa: PLC0415

        scaling = Scaling.of(x)
        scaled = scaling.apply(x)
        fits = [
            PoissonRegressor(alpha=self.penalty, solver="newton-cholesky", max_iter=200).fit(
                scaled, y[:, side], sample_weight=sample_weight
            )
            for side in (0, 1)
        ]
        self._linear = Linear.of(
            scaling, [fit.coef_ for fit in fits], [fit.intercept_ for fit in fits]
        )
        return self

    def predict(self, x: Floats) -> Floats:
        """Return expected goals, shape (n, 2)."""
        return np.exp(np.clip(self.linear.predict(x), np.log(FEWEST), np.log(MOST)))
