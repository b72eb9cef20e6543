"""Members that say what the odds say, margin out."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from scoreline.models._base import Artefact, Floats, Ints


@dataclass(slots=True)
class _Quoted:
    """Its columns are its forecast; there is nothing to learn."""

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:  # noqa: ARG002
        """There is nothing to learn."""
        return self

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """There are no parameters."""
        return {}

    def dump(self) -> dict[str, bytes]:
        """There is nothing to keep."""
        return {}

    @classmethod
    def restore(cls, files: Artefact) -> Self:  # noqa: ARG003
        """Return it as it was."""
        return cls()


@dataclass(slots=True)
class QuotedOutcome(_Quoted):
    """The chances of home, draw and away are its three columns."""

    def predict_proba(self, x: Floats) -> Floats:
        """Return the columns, shape (n, 3)."""
        return x.copy()

    def contributions(self, x: Floats) -> Floats:
        """Return each chance's own logarithm against a third, shape (n, 3, 3)."""
        logs: Floats = np.log(3 * x)[:, :, None] * np.eye(3)[None]
        return logs


@dataclass(slots=True)
class QuotedGoals(_Quoted):
    """The expected goals of both sides are its two columns."""

    def predict(self, x: Floats) -> Floats:
        """Return the columns, shape (n, 2)."""
        return x.copy()

    def contributions(self, x: Floats) -> Floats:
        """Return each mean's own logarithm, shape (n, 2, 2)."""
        logs: Floats = np.log(x)[:, :, None] * np.eye(2)[None]
        return logs
