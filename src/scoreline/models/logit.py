"""A regularised multinomial logit: few strong ratings, little to overfit."""

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from scipy.special import softmax

from scoreline.domain import OUTCOMES
from scoreline.errors import NotEnoughDataError
from scoreline.models._base import Artefact, Floats, Ints, read_json, to_json
from scoreline.models._linear import Linear, Scaling


@dataclass(slots=True)
class LogitOutcome:
    """Log-odds of the outcomes linear in standardised columns, ridge penalty.

    Attributes:
        strength: Inverse of the penalty (scikit-learn's ``C``); smaller shrinks more.
    """

    strength: float = 0.05
    _linear: Linear | None = field(default=None, init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {"strength": self.strength}

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows.

        Raises:
            NotEnoughDataError: One of the three outcomes never happened.
        """
        # Imported where it is used: it takes seconds, and forecasting does without it.
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

        if len(np.unique(y)) < len(OUTCOMES):
            raise NotEnoughDataError("the training matches lack a home win, a draw or an away win")
        scaling = Scaling.of(x)
        regression = LogisticRegression(C=self.strength, max_iter=1000)
        regression.fit(scaling.apply(x), y, sample_weight=sample_weight)
        self._linear = Linear.of(scaling, regression.coef_, regression.intercept_)
        return self

    def predict_proba(self, x: Floats) -> Floats:
        """Return probabilities, shape (n, 3)."""
        chances: Floats = softmax(self.linear.predict(x), axis=1)
        return chances

    def contributions(self, x: Floats) -> Floats:
        """Return each column's part of the log-odds against an average match, (n, 3, k)."""
        return self.linear.contributions(x)

    @property
    def linear(self) -> Linear:
        """Return the fitted log-odds."""
        assert self._linear is not None, "fit comes first"
        return self._linear

    def dump(self) -> dict[str, bytes]:
        """Return everything as one JSON file."""
        return {"logit.json": to_json({"params": self.get_params(), **self.linear.to_plain()})}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the member that :meth:`dump` described."""
        state = read_json(files, "logit.json")
        member = cls(**state["params"])
        member._linear = Linear.from_plain(state)
        return member
