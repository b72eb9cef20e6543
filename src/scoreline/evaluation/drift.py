"""Whether forecasts still fit the football that is played.

Forecasts that fit say how much they will be surprised: over matches, their log loss is the entropy
of what they said, goals are as many as they expect and home sides are as much better as they
expect. Each gap is measured in the standard deviations that the forecasts themselves allow it.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from scipy.stats import chi2

from scoreline.domain import ScoreGrid
from scoreline.domain.grid import SIZE
from scoreline.models import Floats, Ints, outcomes_of
from scoreline.models.metrics import log_losses

ALARM: Final = 3.0
"""Standard deviations beyond which a gap is no luck: one look in 740 at forecasts that fit."""

LEAST: Final = 30
"""Fewer matches than these raise no alarm: their losses are too skewed for a normal tail."""

BINS: Final = 10
LARGE: Final = 0.25
"""Population stability from which credit scoring, where the index is from, calls a change large."""

_CERTAIN: Final = 0.999

_HOME, _AWAY = np.divmod(np.arange(SIZE * SIZE), SIZE)


def gaps(grid: ScoreGrid, goals: Ints) -> list[dict[str, Any]]:
    """Return what n forecasts expected of their matches and what came, a row a figure.

    Args:
        grid: The forecasts.
        goals: What happened, shape (n, 2).

    Returns:
        ``figure``, ``expected`` and ``found`` (means a match) and ``deviations``: the gap in
        standard deviations of the mean under the forecasts, None where they allow no other.
    """
    chances = grid.outcomes()
    cells = grid.values.reshape(len(goals), -1)
    surprise = -np.log(np.where(chances > 0, chances, 1.0))
    return [
        _gap("log_loss", chances, surprise, log_losses(chances, outcomes_of(goals))),
        _gap("goals", cells, (_HOME + _AWAY)[None, :], goals.sum(axis=1)),
        _gap("home_goals_less_away_goals", cells, (_HOME - _AWAY)[None, :], goals @ [1, -1]),
    ]


def alarming(found: Sequence[dict[str, Any]], matches: int) -> list[str]:
    """Return the figures whose gap is no luck; a log loss that is smaller than expected is none."""
    if matches < LEAST:
        return []
    return [
        each["figure"]
        for each in found
        if each["deviations"] is not None
        and (each["deviations"] if each["figure"] == "log_loss" else abs(each["deviations"]))
        >= ALARM
    ]


def moved_features(
    names: Sequence[str], before: Floats, now: Floats, *, most: int = 5
) -> list[dict[str, Any]]:
    """Return the features whose distribution has changed, by more than chance, the most first.

    Args:
        names: Of the columns.
        before: Of the matches learnt from, shape (n, features).
        now: Of those forecast, shape (m, features).
        most: How many are told.

    Returns:
        ``feature`` and ``stability``, as :func:`stability` has it: those of ``LARGE`` or more
        that chance exceeds once in a thousand.
    """
    if not (len(before) and len(now)):
        return []
    found = [(stability(before[:, k], now[:, k]), name) for k, name in enumerate(names)]
    large = [(value, name) for (value, chance), name in found if value >= max(LARGE, chance)]
    ordered = sorted(large, key=lambda each: (-each[0], each[1]))
    return [{"feature": name, "stability": value} for value, name in ordered[:most]]


def stability(before: Floats, now: Floats) -> tuple[float, float]:
    """Return the population stability index of two samples, and what chance may make of it.

    The index is the sum over bins of (q - p) ln(q / p), with the deciles of ``before`` as bins and
    one more for what is missing, each count raised by a half. Of samples of one distribution it is
    near chi-squared over bins - 1 degrees of freedom, times 1/n + 1/m.

    Args:
        before: Shape (n,), NaN where missing.
        now: Shape (m,), likewise.
    """
    known = before[~np.isnan(before)]
    deciles = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.unique(np.quantile(known, deciles)) if len(known) else known
    p, q = _shares(before, edges), _shares(now, edges)
    index = float(((q - p) * np.log(q / p)).sum())
    return index, float(chi2.ppf(_CERTAIN, len(p) - 1) * (1 / len(before) + 1 / len(now)))


def _gap(
    figure: str, chances: Floats, values: Floats | Ints, came: Floats | Ints
) -> dict[str, Any]:
    """Compare the expectation of ``values``, one a class, with what came, shape (n,)."""
    expected = (chances * values).sum(axis=1)
    variance = (chances * values**2).sum(axis=1) - expected**2
    spread = float(np.sqrt(variance.clip(0).sum()))
    return {
        "figure": figure,
        "expected": float(expected.mean()),
        "found": float(came.mean()),
        "deviations": float((came - expected).sum()) / spread if spread > 0 else None,
    }


def _shares(values: Floats, edges: Floats) -> Floats:
    missing = np.isnan(values)
    bins = np.where(missing, len(edges) + 1, np.searchsorted(edges, values, side="right"))
    counts = np.bincount(bins, minlength=len(edges) + 2) + 0.5
    shares: Floats = counts / counts.sum()
    return shares
