"""How members' forecasts become one score grid a match, and how that is learnt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, Self

import numpy as np

from scoreline.domain import ScoreGrid
from scoreline.models import pooling
from scoreline.models._base import Bools, Floats, Ints, outcomes_of
from scoreline.models.calibration import calibrate, walked_forward
from scoreline.models.calibrations import KINDS, Calibration, Uncalibrated
from scoreline.models.decision import LARGEST, DecisionRule, balanced
from scoreline.models.members import Member
from scoreline.models.parts import edges
from scoreline.models.recipe import Recipe
from scoreline.models.sample import Sample
from scoreline.models.score_shape import PLAIN, learn_shape, shaped

BLOCKS: Final = 5
"""Blocks of days by which weights walk forward under a calibration."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """What each member forecasts of the same matches, NaN where it has no answer.

    Attributes:
        outcomes: Probabilities of shape (n, 3), one array per outcome member.
        goals: Expected goals of shape (n, 2), one array per goals member.
    """

    outcomes: tuple[Floats, ...]
    goals: tuple[Floats, ...]

    @classmethod
    def of(
        cls, outcome_members: Sequence[Member], goals_members: Sequence[Member], x: Floats
    ) -> Self:
        """Ask members about rows given as a matrix of the model's features."""
        return cls(
            tuple(member.forecast(x) for member in outcome_members),
            tuple(member.forecast(x) for member in goals_members),
        )

    def __getitem__(self, rows: slice | Bools) -> "Forecasts":
        return Forecasts(
            tuple(each[rows] for each in self.outcomes), tuple(each[rows] for each in self.goals)
        )

    def answered(self) -> Bools:
        """Tell of which matches there can be a grid: those that any goals member answered."""
        answered: Bools = np.asarray(pooling.answered(self.goals).any(axis=0))
        return answered


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """How members' forecasts become one.

    Attributes:
        outcomes: Weights of the outcome members and, last, of the grid that the goals members
            imply; they sum to one.
        goals: Weights of the goals members; they sum to one.
        rho: Dixon and Coles' dependence of low scores.
        calibration: Applied to the pooled probabilities.
        balanced: The rule that finds each outcome as often as the calibrated ones allow.
        shape: Factors of low scores, shape (4, 4).
    """

    outcomes: Floats
    goals: Floats
    rho: float
    calibration: Calibration = field(default_factory=Uncalibrated)
    balanced: DecisionRule = LARGEST
    shape: Floats = field(default_factory=PLAIN.copy)

    def expected_goals(self, forecasts: Forecasts) -> Floats:
        """Return the pooled expected goals, shape (n, 2)."""
        return pooling.pool_means(forecasts.goals, self.goals)

    def grid(self, forecasts: Forecasts) -> ScoreGrid:
        """Return grids whose 1X2 margins are the calibrated, pooled ones.

        Every match needs the answer of a goals member; other members may be silent.
        """
        implied = _implied(self.expected_goals(forecasts), self.rho)
        pooled = pooling.log_pool([*forecasts.outcomes, implied.outcomes()], self.outcomes)
        return shaped(implied, self.shape).reweight(self.calibration.apply(pooled))

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
            "balanced": list(self.balanced.weights),
            "shape": self.shape.tolist(),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what :meth:`to_plain` wrote."""
        values = dict(plain["calibration"])
        kind = KINDS[values.pop("kind")]
        return cls(
            outcomes=np.asarray(plain["outcomes"]),
            goals=np.asarray(plain["goals"]),
            rho=plain["rho"],
            calibration=kind(**values),
            balanced=DecisionRule(plain["balanced"]),
            shape=np.asarray(plain["shape"]),
        )


@dataclass(frozen=True, slots=True)
class Prior:
    """Where the weights start from: a recipe's shares, each sort summing to one.

    Attributes:
        final: Whether they also stay there.
    """

    outcomes: tuple[float, ...]
    goals: tuple[float, ...]
    final: bool = False

    @classmethod
    def of(
        cls, outcome_members: Sequence[Member], goals_members: Sequence[Member], recipe: Recipe
    ) -> Self:
        """Read the shares of members and of the grid."""
        outcomes = [*(member.spec.share for member in outcome_members), recipe.grid_share]
        return cls(
            _normalised(outcomes),
            _normalised([m.spec.share for m in goals_members]),
            final=recipe.weights == "believed",
        )


def fit_pool(forecasts: Forecasts, prior: Prior, calibration: str, sample: Sample) -> Pool:
    """Learn weights, dependence and calibration from matches that no member was fitted on.

    The calibration is chosen and fitted on forecasts of later days than the weights under it were
    learnt on: block by block, each pooled with the weights that all blocks before it teach. The
    weights that are kept come from all blocks. The balanced rule is learnt in the same manner, on
    forecasts whose calibration came from the blocks before theirs. The factors of low scores come
    last, from how often each came beside what the finished grids expected.

    Args:
        forecasts: Of the matches of ``sample``.
        prior: Where the weights start from.
        calibration: Its name, or ``auto``.
        sample: In order of time.
    """
    there = forecasts.answered()
    forecasts, sample = forecasts[there], sample.where(there)
    pool = _calibrated(
        _weigh(forecasts, prior, sample.goals), forecasts, prior, calibration, sample
    )
    return replace(pool, shape=learn_shape(pool.grid(forecasts), sample.goals))


def _calibrated(
    pool: Pool, forecasts: Forecasts, prior: Prior, calibration: str, sample: Sample
) -> Pool:
    """Return the pool with its calibration and its balanced rule."""
    blocks = min(BLOCKS, len(np.unique(sample.days)))
    if blocks < 2:  # noqa: PLR2004
        return pool
    cuts = edges(sample.days, [1] * blocks)[1:]
    chances = np.concatenate(
        [
            _weigh(forecasts[:start], prior, sample.goals[:start])
            .grid(forecasts[start:end])
            .outcomes()
            for start, end in pairwise(cuts)
        ]
    )
    outcomes, days = sample.outcomes[cuts[0] :], sample.days[cuts[0] :]
    chosen = calibrate(calibration, chances, outcomes, days)
    ahead = walked_forward(type(chosen), chances, outcomes, days)
    seen = slice(len(days) - len(ahead), None)
    return replace(pool, calibration=chosen, balanced=balanced(ahead, outcomes[seen], days[seen]))


def _weigh(forecasts: Forecasts, prior: Prior, goals: Ints) -> Pool:
    if prior.final:
        weights = np.asarray(prior.goals)
    else:
        weights = pooling.goals_weights(forecasts.goals, goals, prior.goals)
    expected = pooling.pool_means(forecasts.goals, weights)
    rho = pooling.dependence(expected, goals)
    if prior.final:
        return Pool(np.asarray(prior.outcomes), weights, rho, Uncalibrated())
    chances = [*forecasts.outcomes, _implied(expected, rho).outcomes()]
    outcomes = pooling.outcome_weights(chances, outcomes_of(goals), prior.outcomes)
    return Pool(outcomes, weights, rho)


def _implied(expected: Floats, rho: float) -> ScoreGrid:
    return ScoreGrid.from_poisson(expected[:, 0], expected[:, 1], rho)


def _normalised(shares: Sequence[float]) -> tuple[float, ...]:
    return tuple(share / sum(shares) for share in shares)
