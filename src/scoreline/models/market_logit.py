"""A logit that learns what the market thought of past matches instead of how they ended."""

from dataclasses import dataclass
from typing import ClassVar, Final, Self

import numpy as np

from scoreline.models._base import Bools, Floats, Ints, softmax
from scoreline.models._linear import Linear, LinearMember, Scaling
from scoreline.models.metrics import TINY, happened

_STEPS: Final = 25
_ENOUGH: Final = 1e-8
"""Newton steps at most, and how small the last one must be."""

_FEWEST: Final = 100
"""Matches that it can read below which it has nothing to say."""

_HOME, _DRAW, _AWAY = 0, 1, 2


@dataclass(slots=True)
class MarketLogit(LinearMember):
    """Log-odds of the outcomes against a draw, linear in standardised columns, ridge penalty.

    It is taught by fair chances, the closing line's where there is one, and by what happened
    where there are none. A chance says far more than an outcome: the error of a coefficient is
    several times smaller, so columns pay off that outcomes alone could not support.

    With an ``anchor`` the first three columns are chances of the outcomes, and what is learnt is
    only how far the log-odds move from theirs; the penalty draws that to nothing. A match without
    the anchor's chances, or without the first column where some are ``curved``, has no answer; and
    where fewer than 100 such matches can be learnt from, no match has one.

    Attributes:
        penalty: Weight of half the squared coefficients against the summed log loss.
        anchor: Whether the first three columns are chances to start from.
        curved: How many of the columns that follow count squared and cubed besides.
    """

    FILE: ClassVar[str] = "market_logit.json"

    penalty: float = 1.0
    anchor: bool = False
    curved: int = 0

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from what happened, ``y`` of shape (n,), as where there are no chances."""
        return self.fit_chances(x, happened(y), sample_weight)

    def fit_chances(self, x: Floats, chances: Floats, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows that can be answered.

        Args:
            x: Columns, shape (n, k), NaN where missing.
            chances: Of the outcomes, shape (n, 3): from odds, or certainty about what happened.
            sample_weight: Shape (n,).
        """
        rows = self._readable(x)
        if rows.sum() < _FEWEST:
            self._linear = Linear.of(Scaling.of(self._columns(x)), [], [])
            return self
        weight = np.ones(len(x)) if sample_weight is None else sample_weight
        scaling = Scaling.of(self._columns(x[rows]))
        design = np.column_stack([np.ones(rows.sum()), scaling.apply(self._columns(x[rows]))])
        found = _newton(design, self._start(x[rows]), chances[rows], weight[rows], self.penalty)
        self._linear = Linear.of(scaling, found[:, 1:], found[:, 0])
        return self

    def predict_proba(self, x: Floats) -> Floats:
        """Return probabilities, shape (n, 3), NaN in rows that it cannot answer."""
        if self._silent:
            return np.full((len(x), 3), np.nan)
        logs = self._start(x) + self.linear.predict(self._columns(x))
        return np.where(self._readable(x)[:, None], softmax(np.nan_to_num(logs)), np.nan)

    def contributions(self, x: Floats) -> Floats:
        """Return each column's part of the log-odds, shape (n, 3, k).

        What is curved counts for its column; the anchor's own log-odds count for its columns.
        """
        if self._silent:
            return np.zeros((len(x), 3, x.shape[1]))
        given = 3 if self.anchor else 0
        parts = self.linear.contributions(self._columns(x))
        own = parts[:, :, : x.shape[1] - given].copy()
        for power in range(2):
            first = x.shape[1] - given + power * self.curved
            own[:, :, : self.curved] += parts[:, :, first : first + self.curved]
        if not self.anchor:
            return own
        start = np.nan_to_num(self._start(x))
        anchored = start[:, :, None] * np.eye(3)[None]
        return np.concatenate([anchored, own], axis=2)

    @property
    def _silent(self) -> bool:
        return not len(self.linear.intercepts)

    def _readable(self, x: Floats) -> Bools:
        needed = x[:, : (3 if self.anchor else 0) + (1 if self.curved else 0)]
        return np.asarray(~np.isnan(needed).any(axis=1))

    def _start(self, x: Floats) -> Floats:
        if not self.anchor:
            return np.zeros((len(x), 3))
        logs: Floats = np.log(np.maximum(x[:, :3], TINY))
        return logs - logs[:, [_DRAW]]

    def _columns(self, x: Floats) -> Floats:
        own = x[:, 3:] if self.anchor else x
        curved = own[:, : self.curved]
        return np.column_stack([own, curved**2, curved**3])


def _newton(
    design: Floats, start: Floats, chances: Floats, weight: Floats, penalty: float
) -> Floats:
    """Return coefficients of the three outcomes, shape (3, k); those of a draw are 0."""
    columns = design.shape[1]
    found = np.zeros((3, columns))
    ridge = penalty * np.eye(columns)
    for _ in range(_STEPS):
        thought = softmax(start + design @ found.T)
        home, away = (weight * thought[:, side] for side in (_HOME, _AWAY))
        slope = [
            design.T @ (weight * (chances[:, side] - thought[:, side])) - penalty * found[side]
            for side in (_HOME, _AWAY)
        ]
        across = -(design * (home * thought[:, _AWAY])[:, None]).T @ design
        curvature = np.block(
            [
                [(design * (home * (1 - thought[:, _HOME]))[:, None]).T @ design + ridge, across],
                [across, (design * (away * (1 - thought[:, _AWAY]))[:, None]).T @ design + ridge],
            ]
        )
        step = np.linalg.solve(curvature, np.concatenate(slope)).reshape(2, columns)
        found[_HOME] += step[0]
        found[_AWAY] += step[1]
        if np.abs(step).max() < _ENOUGH:
            break
    return found
