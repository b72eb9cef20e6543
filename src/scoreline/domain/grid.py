"""The joint distribution of home and away goals, from which every market and tip is read."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoreline.domain.scoring import ScoringRule

MAX_GOALS: Final = 10
SIZE: Final = MAX_GOALS + 1

# A grid read back from the store must be the very one that was written, to the last bit, so a
# mass that is one but for rounding is not divided out again.
_ROUNDING: Final = 1e-12

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GOALS: Final = np.arange(SIZE)
_DIFFERENCE: Final = _GOALS[:, None] - _GOALS[None, :]
_TOTAL: Final = _GOALS[:, None] + _GOALS[None, :]
_OUTCOME: Final = 1 - np.sign(_DIFFERENCE)
_REGIONS: Final = np.stack([outcome == _OUTCOME for outcome in range(3)])
_SCORED: Final = np.indices((SIZE, SIZE))
_BOTH: Final = _SCORED.min(axis=0) > 0
_LOG_FACTORIALS: Final = np.array([math.log(math.factorial(goals)) for goals in range(SIZE)])


@dataclass(frozen=True, slots=True, eq=False)
class ScoreGrid:
    """Score probabilities of n matches.

    Attributes:
        values: Shape (n, 11, 11), home goals by away goals 0..10; each match sums to one.
            Read-only. What lies beyond ten goals is folded back in by normalisation.
    """

    values: Floats

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64, order="C")
        if values.ndim != 3 or values.shape[1:] != (SIZE, SIZE):  # noqa: PLR2004
            raise ValueError(f"a score grid has shape (n, {SIZE}, {SIZE}), not {values.shape}")
        if not np.all(np.isfinite(values)) or np.any(values < 0):
            raise ValueError("score probabilities are finite and not negative")
        mass = values.sum(axis=(1, 2), keepdims=True)
        if np.any(mass <= 0):
            raise ValueError("a match without any probability has no distribution")
        values /= np.where(np.abs(mass - 1) <= _ROUNDING, 1.0, mass)
        values.setflags(write=False)
        object.__setattr__(self, "values", values)

    @classmethod
    def from_poisson(cls, home: ArrayLike, away: ArrayLike, rho: ArrayLike = 0.0) -> "ScoreGrid":
        """Build grids from two Poisson means with Dixon and Coles' low-score dependence.

        Args:
            home: Expected home goals, shape (n,), positive.
            away: Expected away goals, shape (n,), positive.
            rho: Dependence, scalar or shape (n,); 0 is independence, negative favours draws.
                Clipped to where all four corrected cells stay non-negative.

        Source: Dixon & Coles (1997), Modelling association football scores, eq. 4.1-4.2.
        """
        mu_home = np.atleast_1d(np.asarray(home, dtype=np.float64))
        mu_away = np.atleast_1d(np.asarray(away, dtype=np.float64))
        for means in (mu_home, mu_away):
            if not np.all(np.isfinite(means) & (means > 0)):
                raise ValueError("expected goals are positive and finite")
        values = _poisson(mu_home)[:, :, None] * _poisson(mu_away)[:, None, :]
        lowest = -1 / np.maximum(mu_home, mu_away)
        highest = np.minimum(1 / (mu_home * mu_away), 1.0)
        rho_n = np.clip(
            np.broadcast_to(np.asarray(rho, dtype=np.float64), mu_home.shape), lowest, highest
        )
        values[:, 0, 0] *= 1 - mu_home * mu_away * rho_n
        values[:, 0, 1] *= 1 + mu_home * rho_n
        values[:, 1, 0] *= 1 + mu_away * rho_n
        values[:, 1, 1] *= 1 - rho_n
        return cls(np.maximum(values, 0.0))

    @classmethod
    def pool(cls, grids: Sequence["ScoreGrid"], weights: ArrayLike) -> "ScoreGrid":
        """Mix grids of the same matches linearly; ``weights`` has shape (len(grids),)."""
        shares = np.asarray(weights, dtype=np.float64)
        # Added one by one: a matrix product rounds a lone match differently from one of many.
        return cls(np.asarray(sum(s * grid.values for s, grid in zip(shares, grids, strict=True))))

    @classmethod
    def concat(cls, grids: Sequence["ScoreGrid"]) -> "ScoreGrid":
        """Put the matches of several grids one after the other."""
        if not grids:
            return cls(np.empty((0, SIZE, SIZE)))
        return cls(np.concatenate([grid.values for grid in grids]))

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int | slice | Ints | NDArray[np.bool_]) -> "ScoreGrid":
        chosen = self.values[index]
        return ScoreGrid(chosen[None] if chosen.ndim == 2 else chosen)  # noqa: PLR2004

    def __iter__(self) -> Iterator["ScoreGrid"]:
        return (self[i] for i in range(len(self)))

    def outcomes(self) -> Floats:
        """Return 1X2 probabilities, shape (n, 3): home, draw, away."""
        return self._weigh(_REGIONS)

    def marginals(self) -> tuple[Floats, Floats]:
        """Return each side's goal distribution, two arrays of shape (n, 11)."""
        return self.values.sum(axis=2), self.values.sum(axis=1)

    def expected_goals(self) -> Floats:
        """Return expected goals, shape (n, 2): home, away."""
        return self._weigh(_SCORED)

    def goal_interval(self, level: float = 0.8) -> Ints:
        """Return each side's central goal interval, shape (n, 2, 2): side, then low and high.

        Goals are whole numbers, so the interval holds at least ``level``, usually more.
        """
        tail = (1 - level) / 2
        bounds = [
            np.stack([_quantile(side, tail), _quantile(side, 1 - tail)], axis=1)
            for side in self.marginals()
        ]
        return np.stack(bounds, axis=1)

    def within_one_goal(self) -> Floats:
        """Return, per side, the probability of ending within one goal of the rounded mean.

        Shape (n, 2). It serves as the confidence in that side's goals.
        """
        centres = self.rounded_means()
        sides = self.marginals()
        near = [np.abs(_GOALS[None, :] - centres[:, [side]]) <= 1 for side in (0, 1)]
        return np.stack([(sides[k] * near[k]).sum(axis=1) for k in (0, 1)], axis=1)

    def over(self, line: float) -> Floats:
        """Return the probability of more than ``line`` goals in all, shape (n,)."""
        return self._weigh(np.where(line < _TOTAL, 1.0, 0.0))[:, 0]

    def both_score(self) -> Floats:
        """Return the probability that both sides score, shape (n,)."""
        return self._weigh(_BOTH)[:, 0]

    def clean_sheets(self) -> Floats:
        """Return the probabilities of a home and an away clean sheet, shape (n, 2)."""
        home, away = self.marginals()
        return np.stack([away[:, 0], home[:, 0]], axis=1)

    def handicap(self, line: float) -> Floats:
        """Return how a stake on the home side with ``line`` goals added settles.

        Args:
            line: A multiple of a quarter, like -0.75. Quarter lines put half the stake on each
                neighbouring half line.

        Returns:
            Shares of the stake expected to win, be returned and lose, shape (n, 3); they sum to
            one. The fair decimal price is ``1 + lose / win``.
        """
        return self.handicaps((line,))[:, 0]

    def handicaps(self, lines: Sequence[float]) -> Floats:
        """Return what :meth:`handicap` does for several lines, shape (n, lines, 3)."""
        return self._settle(False, lines)

    def total(self, line: float) -> Floats:
        """Return how a stake on more than ``line`` goals settles, as :meth:`handicap` does."""
        return self.totals((line,))[:, 0]

    def totals(self, lines: Sequence[float]) -> Floats:
        """Return what :meth:`total` does for several lines, shape (n, lines, 3)."""
        return self._settle(True, [-line for line in lines])

    def modal_scores(self) -> Ints:
        """Return the most likely score, shape (n, 2)."""
        return _unravel(self._flat().argmax(axis=1))

    def rounded_means(self) -> Ints:
        """Return expected goals rounded to whole goals, shape (n, 2); halves round up."""
        return np.floor(self.expected_goals() + 0.5).astype(np.int64)

    def expected_points(self, rule: ScoringRule) -> Floats:
        """Return what every possible tip earns on average, shape (n, 11, 11)."""
        points = rule.matrix(SIZE).reshape(SIZE * SIZE, SIZE, SIZE)
        return self._weigh(points).reshape(-1, SIZE, SIZE)

    def best_tips(self, rule: ScoringRule) -> Ints:
        """Return the tip with the highest expected points under ``rule``, shape (n, 2)."""
        points = self.expected_points(rule).reshape(-1, SIZE * SIZE)
        return _unravel(points.argmax(axis=1))

    def reweight(self, outcomes: ArrayLike) -> "ScoreGrid":
        """Return grids whose 1X2 margins are ``outcomes`` and that keep all ratios within them.

        Args:
            outcomes: Shape (n, 3), home, draw, away; each row sums to one.

        Among all grids with these margins it is the closest one in Kullback-Leibler divergence.
        """
        target = np.asarray(outcomes, dtype=np.float64)
        current = self.outcomes()
        if target.shape != current.shape:
            raise ValueError(f"1X2 margins have shape {current.shape}, not {target.shape}")
        if np.any(target < 0) or not np.allclose(target.sum(axis=1), 1.0, atol=1e-6):
            raise ValueError("1X2 margins are probabilities that sum to one")
        if np.any((current == 0) & (target > 0)):
            raise ValueError("a grid without any mass on an outcome cannot be given some")
        ratio = np.divide(target, current, out=np.zeros_like(target), where=current > 0)
        return ScoreGrid(self.values * np.take(ratio, _OUTCOME, axis=1))

    def _flat(self) -> Floats:
        # Not reshape(n, -1): of no match at all NumPy cannot tell what -1 stands for.
        return self.values.reshape(-1, SIZE * SIZE)

    def _weigh(self, weights: NDArray[np.generic]) -> Floats:
        """Return sums over the cells, shape (n, k), with weights of shape (..., 11, 11).

        Not a matrix product: that rounds a lone match differently from one of many.
        """
        cells = weights.reshape(-1, SIZE * SIZE).astype(np.float64)
        weighed: Floats = np.einsum("nc,kc->nk", self._flat(), cells)
        return weighed

    def _settle(self, added: bool, lines: Sequence[float]) -> Floats:
        weights = np.array([_settling(added, line) for line in lines])
        return self._weigh(weights).reshape(len(self), len(lines), 3)


@lru_cache(maxsize=512)
def _settling(added: bool, line: float) -> Floats:
    """Return which share of a stake wins, comes back and loses by each score, shape (3, 11, 11).

    Args:
        added: Whether the goals are added up, or the away side's taken from the home side's.
        line: A multiple of a quarter, added to that.
    """
    quarters = round(line * 4)
    if abs(quarters - line * 4) > 1e-9:  # noqa: PLR2004
        raise ValueError(f"an Asian line is a multiple of 0.25, not {line}")
    halves = [quarters] if quarters % 2 == 0 else [quarters - 1, quarters + 1]
    margin = 4 * (_TOTAL if added else _DIFFERENCE)
    signs = [np.sign(margin + half) for half in halves]
    shares: Floats = np.mean([[sign > 0, sign == 0, sign < 0] for sign in signs], axis=0)
    return shares


def _poisson(mean: Floats) -> Floats:
    log_density = _GOALS[None, :] * np.log(mean)[:, None] - mean[:, None] - _LOG_FACTORIALS
    density: Floats = np.exp(log_density)
    return density


def _quantile(distribution: Floats, level: float) -> Ints:
    reached = distribution.cumsum(axis=1) >= level - 1e-12
    return np.where(reached.any(axis=1), reached.argmax(axis=1), MAX_GOALS).astype(np.int64)


def _unravel(flat: NDArray[np.intp]) -> Ints:
    return np.stack(np.unravel_index(flat, (SIZE, SIZE)), axis=1).astype(np.int64)
