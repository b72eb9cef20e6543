"""What a forecaster is, what a member of one is, and how both are kept as plain bytes."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, Self, cast, runtime_checkable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain import ScoreGrid
from scoreline.errors import IntegrityError, ScorelineError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Artefact = Mapping[str, bytes]
"""File name to content: XGBoost's UBJ and JSON, nothing that runs code when it is read."""

Progress = Callable[[str, int, int], None]
"""Told the stage, the steps done and the steps in all."""

RESULT = ("home_goals", "away_goals")


class Storable(Protocol):
    """Anything whose fitted state is a few files."""

    def dump(self) -> dict[str, bytes]:
        """Return the fitted state, file name to content."""

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the object that :meth:`dump` described."""


class ScoreModel(Storable, Protocol):
    """A whole forecaster: feature frame in, one score grid a match out.

    A row's forecast must not depend on the other rows of the frame, not even in its last bit.

    Attributes:
        kind: The name by which artefacts and entry points know the class.
    """

    kind: ClassVar[str]

    @property
    def features(self) -> tuple[str, ...]:
        """Return the columns it reads, in order; no other column changes a forecast."""

    def answers(self, frame: pl.DataFrame) -> Bools:
        """Tell which rows it can forecast, shape (n,).

        Raises:
            ScorelineError: The frame lacks one of ``features``.
        """

    def predict(self, frame: pl.DataFrame) -> ScoreGrid:
        """Forecast every row.

        Raises:
            ScorelineError: The frame lacks one of ``features``, or has a row that the model does
                not answer.
        """

    def contributions(self, frame: pl.DataFrame) -> Floats:
        """Return each feature's part of the log-odds of each outcome, shape (n, 3, features)."""


@runtime_checkable
class Estimator(Protocol):
    """What members have in common with any scikit-learn estimator."""

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> object:
        """Learn from ``x`` (n, k), NaN where missing, and ``y``."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters that make an unfitted copy."""


@runtime_checkable
class OutcomeEstimator(Estimator, Protocol):
    """A classifier of outcomes; any scikit-learn classifier is one. ``y`` is (n,), 0 1 2."""

    def predict_proba(self, x: Floats) -> Floats:
        """Return probabilities, shape (n, 3), NaN in rows that it cannot answer."""


@runtime_checkable
class GoalsEstimator(Estimator, Protocol):
    """A regressor of both sides' goals. ``y`` is (n, 2): home, away."""

    def predict(self, x: Floats) -> Floats:
        """Return expected goals, shape (n, 2), positive, NaN in rows that it cannot answer."""


@runtime_checkable
class LearnsChances(Protocol):
    """A classifier of outcomes that is taught by chances of them, not by what happened."""

    def fit_chances(
        self, x: Floats, chances: Floats, sample_weight: Floats | None = None
    ) -> object:
        """Learn from ``x`` (n, k), NaN where missing, and ``chances`` (n, 3)."""


@runtime_checkable
class StopsEarly(Protocol):
    """An estimator that learns on later matches when to stop."""

    def fit_until(self, x: Floats, y: Ints, weight: Floats, later: tuple[Floats, Ints]) -> object:
        """Learn from ``x``, ``y`` until ``later`` no longer improves."""

    def unfitted(self) -> Self:
        """Return an unfitted copy that takes as many rounds as this one did."""


@runtime_checkable
class Explains(Protocol):
    """An estimator that can say what each column added to its forecast."""

    def contributions(self, x: Floats) -> Floats:
        """Return each column's part of the forecast, against an average match.

        Of the log-odds, shape (n, 3, k), or of the logarithms of both expected goals, (n, 2, k).
        """


@runtime_checkable
class Gains(Protocol):
    """An estimator made of trees, which knows what its splits gained."""

    def gains(self) -> Floats:
        """Return the average gain of the splits on each column, shape (k,)."""


def matrix(frame: pl.DataFrame, columns: tuple[str, ...]) -> Floats:
    """Return columns as an array of shape (rows, columns), NaN where missing.

    Raises:
        ScorelineError: A column is not there.
    """
    names = frame.columns
    there = set(names)
    missing = [name for name in columns if name not in there]
    if missing:
        raise ScorelineError(
            f"the feature frame lacks {len(missing)} columns of this model: "
            f"{', '.join(missing[:5])}{', …' if len(missing) > 5 else ''}"  # noqa: PLR2004
        )
    # Not by a query: waking its threads takes longer than a forecast. Nor does it pay to open a
    # hundred columns for one row.
    if frame.height == 1:
        row = dict(zip(names, frame.row(0), strict=True))
        values = (row[name] for name in columns)
        return np.array([[np.nan if value is None else float(value) for value in values]])
    series = dict(zip(names, frame.get_columns(), strict=True))
    chosen = np.empty((len(columns), frame.height))
    for place, name in enumerate(columns):
        chosen[place] = _numbers(series[name])
    return np.ascontiguousarray(chosen.T)


def _numbers(column: pl.Series) -> Floats:
    numbers = column.to_numpy()
    return numbers if numbers.dtype == np.float64 else column.cast(pl.Float64).to_numpy()


def goals_of(frame: pl.DataFrame) -> Ints:
    """Return the goals of finished matches, shape (n, 2)."""
    return frame.select(pl.col(RESULT).cast(pl.Int64)).to_numpy()


def outcomes_of(goals: Ints) -> Ints:
    """Return the outcome index of each score, shape (n,)."""
    outcomes: Ints = 1 - np.sign(goals[:, 0] - goals[:, 1])
    return outcomes


def softmax(logs: NDArray[np.floating[Any]]) -> Floats:
    """Return probabilities whose logarithms are ``logs`` but for a constant, shape (n, k)."""
    wide = logs.astype(np.float64)
    powers = np.exp(wide - wide.max(axis=1, keepdims=True))
    chances: Floats = powers / powers.sum(axis=1, keepdims=True)
    return chances


def to_json(value: object) -> bytes:
    """Write plain values; floats come back bit for bit."""
    return json.dumps(value, indent=1, sort_keys=True, allow_nan=False).encode()


def read_json(files: Artefact, name: str) -> dict[str, Any]:
    """Read one JSON file of an artefact.

    Raises:
        IntegrityError: It is missing or is no JSON object.
    """
    try:
        value = json.loads(part_of(files, name))
    except ValueError as error:
        raise IntegrityError(f"the model's {name} is damaged: {error}") from error
    if not isinstance(value, dict):
        raise IntegrityError(f"the model's {name} is no JSON object")
    return cast("dict[str, Any]", value)


def part_of(files: Artefact, name: str) -> bytes:
    """Return one file of an artefact.

    Raises:
        IntegrityError: It is missing.
    """
    if name not in files:
        raise IntegrityError(f"the model lacks its file {name}")
    return files[name]
