"""A regularised multinomial logit: few strong ratings, little to overfit."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from scoreline.domain import OUTCOMES
from scoreline.errors import NotEnoughDataError
from scoreline.models._base import Floats, Ints, softmax
from scoreline.models._linear import Linear, LinearMember, Scaling


@dataclass(slots=True)
class LogitOutcome(LinearMember):
    """Log-odds of the outcomes linear in standardised columns, ridge penalty.

    Attributes:
        strength: Inverse of the penalty (scikit-learn's ``C``); smaller shrinks more.
    """

    FILE: ClassVar[str] = "logit.json"

    strength: float = 0.05

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows.

        Raises:
            NotEnoughDataError: One of the three outcomes never happened.
        """
        # Imported where it is used: it takes seconds, and forecasting does without it.
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

        if len(np.unique(y)) < len(OUTCOMES):
            raise NotEnoughDataError(
                "the training matches lack a home win, a draw or an away win: ingest more seasons"
            )
        scaling = Scaling.of(x)
        regression = LogisticRegression(C=self.strength, max_iter=1000)
        regression.fit(scaling.apply(x), y, sample_weight=sample_weight)
        self._linear = Linear.of(scaling, regression.coef_, regression.intercept_)
        return self

    def predict_proba(self, x: Floats) -> Floats:
        """Return probabilities, shape (n, 3)."""
        return softmax(self.linear.predict(x))
