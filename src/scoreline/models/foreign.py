"""Scikit-learn's estimators as members: what they lack of it, made up for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, Self

import numpy as np

from scoreline.domain import OUTCOMES
from scoreline.errors import ConfigurationError, NotEnoughDataError
from scoreline.models._base import Floats, Ints
from scoreline.models.poisson import FEWEST, MOST


def adapted(estimator: Any) -> Any:
    """Return a scikit-learn classifier or regressor as a member.

    What can be stored is a member already and comes back as it is.
    """
    from sklearn.base import BaseEstimator, is_classifier, is_regressor  # noqa: PLC0415 - slow

    if hasattr(estimator, "dump") or not isinstance(estimator, BaseEstimator):
        return estimator
    if is_regressor(estimator):
        return EachSide(estimator)
    return ThreeOutcomes(estimator) if is_classifier(estimator) else estimator


@dataclass(slots=True)
class ThreeOutcomes:
    """A classifier of outcomes.

    Attributes:
        classifier: Not fitted; each fit is made with a copy.
    """

    classifier: Any
    _fitted: Any = field(default=None, init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {"classifier": self.classifier}

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows.

        Raises:
            NotEnoughDataError: One of the three outcomes never happened.
            ConfigurationError: The classifier cannot weigh matches, or not learn from these.
        """
        if len(np.unique(y)) < len(OUTCOMES):
            raise NotEnoughDataError(
                "the training matches lack a home win, a draw or an away win: ingest more seasons"
            )
        self._fitted = _learnt(self.classifier, x, y, sample_weight)
        return self

    def predict_proba(self, x: Floats) -> Floats:
        """Return probabilities, shape (n, 3)."""
        return np.asarray(self._fitted.predict_proba(x), dtype=np.float64)


@dataclass(slots=True)
class EachSide:
    """A regressor of goals, fitted to each side by itself.

    Attributes:
        regressor: Not fitted; each fit is made with a copy.
    """

    regressor: Any
    _fitted: Sequence[Any] = field(default=(), init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {"regressor": self.regressor}

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows; ``y`` is (n, 2).

        Raises:
            ConfigurationError: The regressor cannot weigh matches, or not learn from these.
        """
        self._fitted = [_learnt(self.regressor, x, y[:, side], sample_weight) for side in (0, 1)]
        return self

    def predict(self, x: Floats) -> Floats:
        """Return expected goals, shape (n, 2), bounded: any regressor may leave what there is."""
        sides = [np.asarray(each.predict(x), dtype=np.float64) for each in self._fitted]
        return np.clip(np.stack(sides, axis=1), FEWEST, MOST)


def _learnt(estimator: Any, x: Floats, y: Ints, weight: Floats | None) -> Any:
    from sklearn.base import clone  # noqa: PLC0415

    copy, name = clone(estimator), type(estimator).__name__
    weighs = "sample_weight" in signature(copy.fit).parameters
    if not weighs and weight is not None and np.ptp(weight) > 0:
        raise ConfigurationError(f"{name} cannot weigh matches; leave the half-life away")
    try:
        return copy.fit(x, y, **({"sample_weight": weight} if weighs else {}))
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise ConfigurationError(f"{name} cannot learn from these matches: {reason}") from error
