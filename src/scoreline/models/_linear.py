"""The arithmetic of the members that are linear in their columns, kept as plain numbers."""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from scoreline.models._base import Artefact, Floats, read_json, to_json


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Standardises columns and puts the training mean where a value is missing.

    Attributes:
        mean: Shape (k,), over what is not missing; 0 for a column that is always missing.
        scale: Shape (k,), the standard deviation; 1 for a column that never varies.
    """

    mean: Floats
    scale: Floats

    @classmethod
    def of(cls, x: Floats) -> Self:
        """Measure columns of shape (n, k)."""
        present = ~np.isnan(x)
        count = np.maximum(present.sum(axis=0), 1)
        mean = np.where(present, x, 0.0).sum(axis=0) / count
        deviation = np.sqrt(np.where(present, (x - mean) ** 2, 0.0).sum(axis=0) / count)
        # What is left of a constant by rounding is no variation.
        varies = deviation > 1e-9 * np.maximum(np.abs(mean), 1.0)
        return cls(mean, np.where(varies, deviation, 1.0))

    def apply(self, x: Floats) -> Floats:
        """Return standardised columns; a missing value becomes 0, the mean."""
        scaled: Floats = (x - self.mean) / self.scale
        scaled[np.isnan(scaled)] = 0.0
        return scaled


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Linear predictors of standardised columns.

    Attributes:
        weights: Shape (m, k).
        intercepts: Shape (m,).
    """

    scaling: Scaling
    weights: Floats
    intercepts: Floats

    @classmethod
    def of(cls, scaling: Scaling, weights: ArrayLike, intercepts: ArrayLike) -> Self:
        """Take whatever an estimator fitted."""
        # In order in memory, by which sums are rounded.
        ordered = np.ascontiguousarray(weights, np.float64)
        return cls(scaling, ordered, np.asarray(intercepts, np.float64))

    def predict(self, x: Floats) -> Floats:
        """Return the predictors, shape (n, m)."""
        scaled = np.ascontiguousarray(self.scaling.apply(x))
        # Not a matrix product: it rounds a lone row differently from one of many, and so does a
        # sum over rows that do not lie side by side in memory.
        sums: Floats = np.einsum("nk,mk->nm", scaled, self.weights)
        return sums + self.intercepts

    def contributions(self, x: Floats) -> Floats:
        """Return each column's part, against an average match, shape (n, m, k)."""
        parts: Floats = self.scaling.apply(x)[:, None, :] * self.weights[None, :, :]
        return parts

    def to_plain(self) -> dict[str, Any]:
        """Return the numbers as plain lists."""
        return {
            "mean": self.scaling.mean.tolist(),
            "scale": self.scaling.scale.tolist(),
            "weights": self.weights.tolist(),
            "intercepts": self.intercepts.tolist(),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what :meth:`to_plain` wrote."""
        scaling = Scaling(np.asarray(plain["mean"]), np.asarray(plain["scale"]))
        return cls.of(scaling, plain["weights"], plain["intercepts"])


@dataclass(slots=True)
class LinearMember:
    """What members that are linear in their columns share once they are fitted.

    A subclass fits ``_linear``, says what its numbers mean, and names the file they are kept in.
    """

    FILE: ClassVar[str]

    _linear: Linear | None = field(default=None, init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.init}

    @property
    def linear(self) -> Linear:
        """Return what was fitted."""
        assert self._linear is not None, "fit comes first"
        return self._linear

    def contributions(self, x: Floats) -> Floats:
        """Return each column's part against an average match, shape (n, m, k)."""
        return self.linear.contributions(x)

    def dump(self) -> dict[str, bytes]:
        """Return everything as one JSON file."""
        return {self.FILE: to_json({"params": self.get_params(), **self.linear.to_plain()})}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the member that :meth:`dump` described."""
        state = read_json(files, cls.FILE)
        member = cls(**state["params"])
        member._linear = Linear.from_plain(state)
        return member
