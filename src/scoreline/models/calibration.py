"""Making probabilities mean what they say, chosen on matches they were not fitted on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

import numpy as np

from scoreline.errors import ConfigurationError
from scoreline.models._base import Floats, Ints
from scoreline.models.metrics import TINY, log_losses
from scoreline.models.parts import edges

BLOCKS: Final = 5


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
        logs = np.log(np.maximum(chances, TINY)) / self.temperature
        powers = np.exp(logs - logs.max(axis=1, keepdims=True))
        calibrated: Floats = powers / powers.sum(axis=1, keepdims=True)
        return calibrated

    def to_plain(self) -> dict[str, Any]:
        """Return the one number."""
        return {"temperature": self.temperature}


KINDS: Final[Mapping[str, type[Calibration]]] = MappingProxyType(
    {"none": Uncalibrated, "temperature": Temperature}
)


AUTO: Final = "auto"


def calibrate(name: str, chances: Floats, outcomes: Ints, days: Ints) -> Calibration:
    """Return a fitted calibration: the named one, or for ``auto`` what :func:`choose` says.

    Raises:
        ConfigurationError: There is none of this name.
    """
    kind = choose(chances, outcomes, days) if name == AUTO else name
    if kind not in KINDS:
        raise ConfigurationError(f"no calibration '{name}'; try {', '.join([AUTO, *KINDS])}")
    return KINDS[kind].fit(chances, outcomes)


def choose(chances: Floats, outcomes: Ints, days: Ints) -> str:
    """Return the kind that does best on later days than it was fitted on.

    The days are cut into blocks; each block after the first is scored by calibrations fitted on
    all the blocks before it. Kinds are asked in order, and a later one must be better than those
    before it by more than a standard error: what cannot be told apart from luck stays out.

    Args:
        chances: Forecasts, shape (n, 3), in order of time.
        outcomes: What happened, shape (n,).
        days: The day of each match, any increasing number; a day is never cut in two.
    """
    chosen, *others = KINDS
    if len(np.unique(days)) < BLOCKS:
        return chosen
    cuts = edges(days, [1] * BLOCKS)[1:]
    losses = {name: _later_losses(kind, chances, outcomes, cuts) for name, kind in KINDS.items()}
    for name in others:
        gain = losses[chosen] - losses[name]
        if gain.mean() > gain.std() / np.sqrt(len(gain)):
            chosen = name
    return chosen


def _later_losses(
    kind: type[Calibration], chances: Floats, outcomes: Ints, cuts: Sequence[int]
) -> Floats:
    return np.concatenate(
        [
            log_losses(
                kind.fit(chances[:start], outcomes[:start]).apply(chances[start:end]),
                outcomes[start:end],
            )
            for start, end in pairwise(cuts)
        ]
    )
