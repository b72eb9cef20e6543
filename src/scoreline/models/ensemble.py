"""Members pooled, calibrated and reconciled into one score grid."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final, Self

import numpy as np
import polars as pl

from scoreline.domain import ScoreGrid
from scoreline.errors import IntegrityError
from scoreline.models import pooling
from scoreline.models._base import Artefact, Floats, matrix, part_of, read_json, to_json
from scoreline.models.calibration import KINDS, Calibration, calibrate
from scoreline.models.members import Seat
from scoreline.models.recipe import MemberSpec, Recipe
from scoreline.models.sample import Sample

FILE: Final = "ensemble.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """How members' opinions become one.

    Attributes:
        outcomes: Weights of the outcome members and, last, of the grid that the goals members
            imply; they sum to one.
        goals: Weights of the goals members; they sum to one.
        rho: Dixon and Coles' dependence of low scores.
        calibration: Applied to the pooled probabilities.
    """

    outcomes: Floats
    goals: Floats
    rho: float
    calibration: Calibration

    @property
    def calibrated_by(self) -> str:
        """Return the name of the calibration."""
        return next(name for name, kind in KINDS.items() if isinstance(self.calibration, kind))

    def to_plain(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "outcomes": self.outcomes.tolist(),
            "goals": self.goals.tolist(),
            "rho": self.rho,
            "calibration": {"kind": self.calibrated_by, **self.calibration.to_plain()},
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what :meth:`to_plain` wrote."""
        values = dict(plain["calibration"])
        kind = KINDS[values.pop("kind")]
        return cls(
            np.asarray(plain["outcomes"]), np.asarray(plain["goals"]), plain["rho"], kind(**values)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Several members that speak as one score grid; a :class:`ScoreModel`.

    Attributes:
        features: The columns it reads, in order.
        voters: The members that forecast outcomes.
        scorers: The members that forecast goals, at least one.
    """

    features: tuple[str, ...]
    voters: tuple[Seat, ...]
    scorers: tuple[Seat, ...]
    pool: Pool

    def predict(self, frame: pl.DataFrame) -> ScoreGrid:
        """Forecast every row: a grid whose 1X2 margins are the calibrated, pooled ones.

        Raises:
            ScorelineError: The frame lacks one of ``features``.
        """
        return self.predict_matrix(matrix(frame, self.features))

    def predict_matrix(self, x: Floats) -> ScoreGrid:
        """Forecast rows given as a matrix of ``features``, shape (n, features)."""
        if not len(x):
            return ScoreGrid.concat([])
        expected = self._expected(x)
        grid = ScoreGrid.from_poisson(expected[:, 0], expected[:, 1], self.pool.rho)
        votes = [*(seat.opinion(x) for seat in self.voters), grid.outcomes()]
        pooled = pooling.log_pool(votes, self.pool.outcomes)
        return grid.reweight(self.pool.calibration.apply(pooled))

    def contributions(self, frame: pl.DataFrame) -> Floats:
        """Return each feature's part of the pooled log-odds, shape (n, 3, features).

        A logarithmic pool adds its members' log-odds, so their SHAP values (trees) and weighted
        columns (logit) add up too. Parts of expected goals count by the slope of the grid's
        log-odds at the forecast: the only step that is not exact.
        """
        return self.contributions_matrix(matrix(frame, self.features))

    def contributions_matrix(self, x: Floats) -> Floats:
        """Explain rows given as a matrix of ``features``, shape (n, features)."""
        total = np.zeros((len(x), 3, len(self.features)))
        for weight, seat in zip(self.pool.outcomes, self.voters, strict=False):
            total += weight * seat.contributions(x)
        goals = np.zeros((len(x), 2, len(self.features)))
        for weight, seat in zip(self.pool.goals, self.scorers, strict=True):
            goals += weight * seat.contributions(x)
        slopes = pooling.outcome_slopes(self._expected(x), self.pool.rho)
        total += self.pool.outcomes[-1] * np.einsum("nos,nsk->nok", slopes, goals)
        centred: Floats = total - total.mean(axis=1, keepdims=True)
        return centred

    def _expected(self, x: Floats) -> Floats:
        return pooling.pool_means([seat.opinion(x) for seat in self.scorers], self.pool.goals)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Return all members."""
        return (*self.voters, *self.scorers)

    def dump(self) -> dict[str, bytes]:
        """Return the members' files and one JSON that says how they are put together.

        Raises:
            ScorelineError: A member cannot be stored.
        """
        files = {name: content for seat in self.seats for name, content in seat.dump().items()}
        plan = {
            "format": FORMAT,
            "features": self.features,
            "members": [asdict(seat.spec) for seat in self.seats],
            "pool": self.pool.to_plain(),
            "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
        }
        return {FILE: to_json(plan), **files}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the ensemble that :meth:`dump` described.

        Raises:
            IntegrityError: A file is missing, damaged or of another format.
        """
        plan = read_json(files, FILE)
        if plan.get("format") != FORMAT:
            raise IntegrityError(
                f"the model is of format {plan.get('format')}; this release reads {FORMAT}"
            )
        _check(files, plan["sha256"])
        features = tuple(plan["features"])
        specs = [MemberSpec.from_plain(member) for member in plan["members"]]
        seats = [Seat.restore(spec, features, files) for spec in specs]
        return cls(features, *by_target(seats), Pool.from_plain(plan["pool"]))


def by_target(seats: Sequence[Seat]) -> tuple[tuple[Seat, ...], tuple[Seat, ...]]:
    """Part the forecasters of outcomes from those of goals."""
    return (
        tuple(seat for seat in seats if seat.votes),
        tuple(seat for seat in seats if not seat.votes),
    )


def settle(voters: Sequence[Seat], scorers: Sequence[Seat], recipe: Recipe, sample: Sample) -> Pool:
    """Learn weights, dependence and calibration from matches that no member was fitted on.

    Raises:
        ConfigurationError: The recipe names no known calibration.
    """
    means = [seat.opinion(sample.x) for seat in scorers]
    goals = pooling.goals_weights(means, sample.goals, _shares(scorers))
    expected = pooling.pool_means(means, goals)
    rho = pooling.dependence(expected, sample.goals)
    implied = ScoreGrid.from_poisson(expected[:, 0], expected[:, 1], rho).outcomes()
    votes = [*(seat.opinion(sample.x) for seat in voters), implied]
    outcomes = pooling.outcome_weights(votes, sample.outcomes, _shares(voters, recipe.grid_share))
    pooled = pooling.log_pool(votes, outcomes)
    calibration = calibrate(recipe.calibration, pooled, sample.outcomes, sample.days)
    return Pool(outcomes, goals, rho, calibration)


def _check(files: Artefact, digests: Mapping[str, str]) -> None:
    # XGBoost may end the whole process over damaged bytes: it must never get to see them.
    for name, digest in digests.items():
        if sha256(part_of(files, name)).hexdigest() != digest:
            raise IntegrityError(f"the model's {name} is damaged")


def _shares(seats: Sequence[Seat], *more: float) -> list[float]:
    shares = [*(seat.spec.share for seat in seats), *more]
    return [share / sum(shares) for share in shares]
