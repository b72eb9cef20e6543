"""Maps from probabilities to probabilities that mean what they say, from few parameters to many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

import numpy as np

from scoreline.domain import OUTCOMES
from scoreline.models._base import Bools, Floats, Ints, softmax
from scoreline.models.metrics import TINY, happened, log_losses


class Calibration(Protocol):
    """A map from probabilities to probabilities with few parameters."""

    @classmethod
    def fit(cls, chances: Floats, outcomes: Ints) -> Self:
        """Learn from forecasts of shape (n, 3) and what happened, shape (n,)."""

    def apply(self, chances: Floats) -> Floats:
        """Return calibrated probabilities, shape (n, 3)."""

    def to_plain(self) -> dict[str, Any]:
        """Return the parameters as plain values; they make the object again."""


@dataclass(frozen=True, slots=True)
class Uncalibrated:
    """Leaves probabilities as they are."""

    @classmethod
    def fit(cls, chances: Floats, outcomes: Ints) -> Self:  # noqa: ARG003
        """There is nothing to learn."""
        return cls()

    def apply(self, chances: Floats) -> Floats:
        """Return the probabilities as they came."""
        return chances

    def to_plain(self) -> dict[str, Any]:
        """There are no parameters."""
        return {}


@dataclass(frozen=True, slots=True)
class Temperature:
    """Divides log-odds by one number: above 1 softens, below 1 sharpens.

    Source: Guo et al. (2017), On calibration of modern neural networks, section 4.2.
    """

    temperature: float = 1.0

    @classmethod
    def fit(cls, chances: Floats, outcomes: Ints) -> Self:
        """Take the temperature between 0.5 and 2 with the lowest log loss."""
        # Imported where it is used: it takes long, and forecasting does without it.
        from scipy.optimize import minimize_scalar  # noqa: PLC0415

        best = minimize_scalar(
            lambda log: log_losses(cls(float(np.exp(log))).apply(chances), outcomes).mean(),
            bounds=(-np.log(2.0), np.log(2.0)),
            method="bounded",
        )
        return cls(float(np.exp(best.x)))

    def apply(self, chances: Floats) -> Floats:
        """Return the probabilities to the power of one over the temperature, normalised."""
        return softmax(np.log(np.maximum(chances, TINY)) / self.temperature)

    def to_plain(self) -> dict[str, Any]:
        """Return the one number."""
        return {"temperature": self.temperature}


@dataclass(frozen=True, slots=True)
class VectorScaling:
    """Stretches each outcome's log probability about a third, and shifts it, by its own numbers.

    Source: Guo et al. (2017), On calibration of modern neural networks, section 4.2.

    Attributes:
        slopes: What the log probabilities of home, draw and away are multiplied by.
        shifts: What is added to those of home and away; a draw's shift would say nothing more.
    """

    slopes: Sequence[float] = (1.0, 1.0, 1.0)
    shifts: Sequence[float] = (0.0, 0.0)

    @classmethod
    def fit(cls, chances: Floats, outcomes: Ints) -> Self:
        """Take the slopes between 0.5 and 2 and the shifts within 1 with the lowest log loss."""
        # Imported where it is used: it takes long, and forecasting does without it.
        from scipy.optimize import minimize  # noqa: PLC0415

        logs, came = _against_a_third(chances), happened(outcomes)

        def loss_and_gradient(free: Floats) -> tuple[float, Floats]:
            said = _stretched(logs, free[:3], free[3:])
            surplus = said - came
            gradient = [*(surplus * logs).mean(axis=0), *surplus.mean(axis=0)[[0, 2]]]
            return log_losses(said, outcomes).mean(), np.asarray(gradient)

        best = minimize(
            loss_and_gradient,
            [1.0, 1.0, 1.0, 0.0, 0.0],
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.5, 2.0)] * 3 + [(-1.0, 1.0)] * 2,
        )
        return cls(best.x[:3].tolist(), best.x[3:].tolist())

    def apply(self, chances: Floats) -> Floats:
        """Return the stretched and shifted probabilities, normalised."""
        return _stretched(_against_a_third(chances), self.slopes, self.shifts)

    def to_plain(self) -> dict[str, Any]:
        """Return the five numbers."""
        return {"slopes": list(self.slopes), "shifts": list(self.shifts)}


@dataclass(frozen=True, slots=True)
class Isotonic:
    """Puts in the place of each probability how often its outcome came, in rising steps.

    Each outcome has a curve of its own through knots, straight in between; then the three are
    scaled to one. A rate of exactly 0 or 1 would be a promise: so a match that went the other
    way is made up at either end of each curve.

    Source: Zadrozny & Elkan (2002), Transforming classifier scores into accurate multiclass
    probability estimates, section 4.

    Attributes:
        forecasts: Knots of each outcome's curve: probabilities before, rising.
        rates: And after, rising, never 0 or 1.
    """

    forecasts: Sequence[Sequence[float]]
    rates: Sequence[Sequence[float]]

    @classmethod
    def fit(cls, chances: Floats, outcomes: Ints) -> Self:
        """Take the rising steps with the lowest squared error, outcome by outcome."""
        curves = [_rising(chances[:, k], outcomes == k) for k in OUTCOMES]
        return cls([knots for knots, _ in curves], [rates for _, rates in curves])

    def apply(self, chances: Floats) -> Floats:
        """Return the rates on the curves, scaled to one."""
        curves = [np.interp(chances[:, k], self.forecasts[k], self.rates[k]) for k in OUTCOMES]
        rates = np.stack(curves, axis=1)
        calibrated: Floats = rates / rates.sum(axis=1, keepdims=True)
        return calibrated

    def to_plain(self) -> dict[str, Any]:
        """Return the knots."""
        return {
            "forecasts": [list(each) for each in self.forecasts],
            "rates": [list(each) for each in self.rates],
        }


def _rising(forecasts: Floats, came: Bools) -> tuple[list[float], list[float]]:
    """Return the knots of one outcome's curve: both ends of every step."""
    from scipy.optimize import isotonic_regression  # noqa: PLC0415

    order = np.argsort(forecasts, kind="stable")
    said, first = np.unique(forecasts[order], return_index=True)
    matches = np.diff([*first, len(order)]).astype(np.float64)
    shares = np.add.reduceat(came[order].astype(np.float64), first) / matches
    # The two matches made up: it came at the low end, it did not at the high one.
    rates = isotonic_regression([1.0, *shares, 0.0], weights=[1.0, *matches, 1.0]).x[1:-1]
    new_step = [True, *(rates[1:] != rates[:-1]), True]
    ends = np.logical_or(new_step[:-1], new_step[1:])
    return said[ends].tolist(), rates[ends].tolist()


def _against_a_third(chances: Floats) -> Floats:
    logs: Floats = np.log(3 * np.maximum(chances, TINY))
    return logs


def _stretched(
    logs: Floats, slopes: Sequence[float] | Floats, shifts: Sequence[float] | Floats
) -> Floats:
    home, away = shifts
    return softmax(logs * slopes + (home, 0.0, away))


KINDS: Final[Mapping[str, type[Calibration]]] = MappingProxyType(
    {
        "none": Uncalibrated,
        "temperature": Temperature,
        "vector": VectorScaling,
        "isotonic": Isotonic,
    }
)
"""From the fewest parameters to the most."""
