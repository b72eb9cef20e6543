"""Members pooled, calibrated and reconciled into one score grid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Final, Self

import numpy as np
import polars as pl

from scoreline.domain import ScoreGrid
from scoreline.errors import IntegrityError, ScorelineError
from scoreline.models import pooling
from scoreline.models._base import Artefact, Bools, Floats, matrix, part_of, read_json, to_json
from scoreline.models.decision import LARGEST, DecisionRule
from scoreline.models.members import Member
from scoreline.models.pool import Forecasts, Pool
from scoreline.models.recipe import MemberSpec

FILE: Final = "ensemble.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Several members that forecast one score grid together; a :class:`ScoreModel`.

    A member that has no answer for a match (NaN) is left out of the pool for that match. A match
    that no goals member answers has no grid, so the ensemble does not answer it either.

    Attributes:
        features: The columns it reads, in order.
        outcome_members: The members that forecast outcomes.
        goals_members: The members that forecast goals, at least one.
        rule: ``largest`` or ``balanced``, by which an outcome is recommended.
    """

    kind: ClassVar[str] = "ensemble"

    features: tuple[str, ...]
    outcome_members: tuple[Member, ...]
    goals_members: tuple[Member, ...]
    pool: Pool
    rule: str = "largest"

    @property
    def decision(self) -> DecisionRule:
        """Return the rule by which an outcome is recommended."""
        return self.rules[self.rule]

    @property
    def rules(self) -> dict[str, DecisionRule]:
        """Return every rule that it could recommend by, by name."""
        return {"largest": LARGEST, "balanced": self.pool.balanced}

    @property
    def members(self) -> tuple[Member, ...]:
        """Return all members."""
        return (*self.outcome_members, *self.goals_members)

    def answers(self, frame: pl.DataFrame) -> Bools:
        """Tell which rows it can forecast, shape (n,): those that any goals member answers."""
        return self.answers_matrix(matrix(frame, self.features))

    def answers_matrix(self, x: Floats) -> Bools:
        """Do the same for rows given as a matrix of ``features``, shape (n, features)."""
        answered = np.zeros(len(x), dtype=bool)
        for member in self.goals_members:
            # Nearly always the first one answers everything.
            if answered.all():
                break
            answered |= pooling.answered([member.forecast(x)])[0]
        return answered

    def predict(self, frame: pl.DataFrame) -> ScoreGrid:
        """Forecast every row: a grid whose 1X2 margins are the calibrated, pooled ones.

        Raises:
            ScorelineError: The frame lacks one of ``features``, or no goals member answers a row.
        """
        return self.predict_matrix(matrix(frame, self.features))

    def predict_matrix(self, x: Floats) -> ScoreGrid:
        """Forecast rows given as a matrix of ``features``, shape (n, features)."""
        if not len(x):
            return ScoreGrid.concat([])
        return self.pool.grid(self._forecasts(x))

    def expected_goals(self, x: Floats) -> Floats:
        """Return the goals members' pooled expected goals, shape (n, 2)."""
        return self.pool.expected_goals(Forecasts.of((), self.goals_members, x))

    def contributions(self, frame: pl.DataFrame) -> Floats:
        """Return each feature's part of the pooled log-odds, shape (n, 3, features).

        A logarithmic pool adds its members' log-odds, so their SHAP values (trees) and weighted
        columns (logit) add up too. Parts of expected goals count by the slope of the grid's
        log-odds at the forecast: the only step that is not exact.
        """
        return self.contributions_matrix(matrix(frame, self.features))

    def contributions_matrix(self, x: Floats) -> Floats:
        """Explain rows given as a matrix of ``features``, shape (n, features)."""
        forecasts = self._forecasts(x)
        # The grid always answers.
        there = [*forecasts.outcomes, np.zeros((len(x), 1))]
        *outcomes, grid = pooling.shares(pooling.answered(there), self.pool.outcomes)
        steps = self._goal_steps(x, forecasts)
        slopes = pooling.outcome_slopes(self.pool.expected_goals(forecasts), self.pool.rho)
        # Written out over the sides, so that a lone row rounds like one of many.
        moved = sum(slopes[:, :, [side]] * steps[:, [side], :] for side in (0, 1))
        total = _weighted(self.outcome_members, outcomes, x, (len(x), 3, len(self.features)))
        total += grid[:, None, None] * moved
        centred: Floats = total - total.mean(axis=1, keepdims=True)
        return centred

    def goal_contributions_matrix(self, x: Floats) -> Floats:
        """Return each feature's part of the log of both sides' goals, shape (n, 2, features)."""
        return self._goal_steps(x, self._forecasts(x))

    def _goal_steps(self, x: Floats, forecasts: Forecasts) -> Floats:
        goals = pooling.shares(pooling.answered(forecasts.goals), self.pool.goals)
        return _weighted(self.goals_members, goals, x, (len(x), 2, len(self.features)))

    def dump(self) -> dict[str, bytes]:
        """Return the members' files and one JSON that says how they are put together.

        Raises:
            ScorelineError: A member cannot be stored.
        """
        files = {
            name: content for member in self.members for name, content in member.dump().items()
        }
        plan = {
            "format": FORMAT,
            "features": self.features,
            "members": [member.spec.to_plain() for member in self.members],
            "pool": self.pool.to_plain(),
            "rule": self.rule,
            "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
        }
        return {FILE: to_json(plan), **files}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the ensemble that :meth:`dump` described.

        Raises:
            ConfigurationError: A member's kind is not installed here.
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
        members = [Member.restore(spec, features, files) for spec in specs]
        return cls(features, *by_target(members), Pool.from_plain(plan["pool"]), plan["rule"])

    def _forecasts(self, x: Floats) -> Forecasts:
        forecasts = Forecasts.of(self.outcome_members, self.goals_members, x)
        silent = int((~forecasts.answered()).sum())
        if silent:
            raise ScorelineError(
                f"no goals member answers {silent} of {len(x)} rows; ask the model which it answers"
            )
        return forecasts


def by_target(members: Sequence[Member]) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Part the forecasters of outcomes from those of goals."""
    return (
        tuple(member for member in members if member.forecasts_outcomes),
        tuple(member for member in members if not member.forecasts_outcomes),
    )


def _weighted(
    members: Sequence[Member], weights: Iterable[Floats], x: Floats, shape: tuple[int, int, int]
) -> Floats:
    """Return the sum of members' contributions, each row weighted; silent members count 0."""
    total = np.zeros(shape)
    for member, weight in zip(members, weights, strict=True):
        total += weight[:, None, None] * np.nan_to_num(member.contributions(x))
    return total


def _check(files: Artefact, digests: Mapping[str, str]) -> None:
    # What still reads well may have changed all the same.
    for name, digest in digests.items():
        if sha256(part_of(files, name)).hexdigest() != digest:
            raise IntegrityError(f"the model's {name} is damaged")
