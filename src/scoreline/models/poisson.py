"""A Poisson regression of either side's goals on ratings."""

from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np

from scoreline.models._base import Artefact, Floats, Ints, read_json, to_json
from scoreline.models._linear import Linear, Scaling

FEWEST: Final = 0.05
MOST: Final = 8.0
"""Expected goals stay within what has been seen; a log link has no such sense of its own."""


@dataclass(slots=True)
class PoissonGoals:
    """Log expected goals linear in standardised columns, ridge penalty, one fit per side.

    Attributes:
        penalty: Weight of the squared coefficients against the mean deviance (``alpha``).
    """

    penalty: float = 0.01
    _linear: Linear | None = field(default=None, init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {"penalty": self.penalty}

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

    def contributions(self, x: Floats) -> Floats:
        """Return each column's part of the logarithms of expected goals, shape (n, 2, k)."""
        return self.linear.contributions(x)

    @property
    def linear(self) -> Linear:
        """Return the fitted logarithms of expected goals."""
        assert self._linear is not None, "fit comes first"
        return self._linear

    def dump(self) -> dict[str, bytes]:
        """Return everything as one JSON file."""
        return {"poisson.json": to_json({"params": self.get_params(), **self.linear.to_plain()})}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the member that :meth:`dump` described."""
        state = read_json(files, "poisson.json")
        member = cls(**state["params"])
        member._linear = Linear.from_plain(state)
        return member
