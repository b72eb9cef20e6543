"""How good probabilities and expected goals were: arrays in, numbers out.

``chances`` has shape (n, 3) with home, draw, away; ``outcomes`` shape (n,) with 0, 1, 2. Losses
per match have shape (n,), so that two forecasters can be compared match by match.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scoreline.domain import OUTCOMES
from scoreline.models._base import Floats, Ints

TINY: Final = 1e-15
BINS: Final = 10


def log_losses(chances: Floats, outcomes: Ints) -> Floats:
    """Return minus the log of what each outcome was given, in nats."""
    picked = chances[np.arange(len(outcomes)), outcomes]
    losses: Floats = -np.log(np.maximum(picked, TINY))
    return losses


def brier_scores(chances: Floats, outcomes: Ints) -> Floats:
    """Return squared errors summed over the three outcomes; a third of it is the mean form."""
    scores: Floats = ((chances - happened(outcomes)) ** 2).sum(axis=1)
    return scores


def ranked_probability_scores(chances: Floats, outcomes: Ints) -> Floats:
    """Return squared errors of the cumulated probabilities, divided by 2.

    Source: Constantinou & Fenton (2012), Solving the problem of inadequate scoring rules.
    """
    gaps = (chances - happened(outcomes)).cumsum(axis=1)[:, :2]
    scores: Floats = (gaps**2).sum(axis=1) / 2
    return scores


def hits(chances: Floats, outcomes: Ints) -> Floats:
    """Return 1 where the largest probability was on what happened, else 0; ties are shared."""
    largest = chances == chances.max(axis=1, keepdims=True)
    shares: Floats = largest[np.arange(len(outcomes)), outcomes] / largest.sum(axis=1)
    return shares


def happened(outcomes: Ints) -> Floats:
    """Return outcomes as rows of 0 and 1, shape (n, 3)."""
    rows: Floats = np.eye(len(OUTCOMES))[outcomes]
    return rows


def confusion(chances: Floats, outcomes: Ints) -> Ints:
    """Return counts, shape (3, 3): what happened by what had the largest probability."""
    return tally(chances.argmax(axis=1), outcomes)


def tally(picks: Ints, outcomes: Ints) -> Ints:
    """Return counts, shape (3, 3): what happened by what was picked, both of shape (n,)."""
    shape = (len(OUTCOMES), len(OUTCOMES))
    return np.bincount(outcomes * shape[1] + picks, minlength=9).reshape(shape)


def mean_recall(picks: Ints, outcomes: Ints) -> float:
    """Return how much of each outcome was picked, averaged over those that happened."""
    counts = tally(picks, outcomes)
    there = counts.sum(axis=1) > 0
    return float((counts.diagonal()[there] / counts.sum(axis=1)[there]).mean())


def decision_metrics(picks: Ints, outcomes: Ints) -> dict[str, Any]:
    """Return every measure of picked outcomes as plain values; None where it has no meaning."""
    counts = tally(picks, outcomes)
    return {
        "accuracy": float((picks == outcomes).mean()),
        "recall": _recall(counts),
        "mean_recall": mean_recall(picks, outcomes),
    }


@dataclass(frozen=True, slots=True)
class Reliability:
    """One bin of forecasts: their mean and how often the outcome came."""

    low: float
    high: float
    matches: int
    forecast: float
    observed: float


def reliability(chances: Floats, outcomes: Ints, outcome: int) -> list[Reliability]:
    """Return the non-empty ones of ten equally wide bins of one outcome's probabilities."""
    forecast = chances[:, outcome]
    observed = (outcomes == outcome).astype(np.float64)
    bins = np.minimum((forecast * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    sums = [np.bincount(bins, weights=values, minlength=BINS) for values in (forecast, observed)]
    return [
        Reliability(
            low=k / BINS,
            high=(k + 1) / BINS,
            matches=int(counts[k]),
            forecast=float(sums[0][k] / counts[k]),
            observed=float(sums[1][k] / counts[k]),
        )
        for k in np.flatnonzero(counts).tolist()
    ]


def calibration_error(chances: Floats, outcomes: Ints, outcome: int) -> float:
    """Return the expected calibration error of one outcome over ten equally wide bins."""
    table = reliability(chances, outcomes, outcome)
    return sum(row.matches * abs(row.forecast - row.observed) for row in table) / len(outcomes)


def outcome_metrics(chances: Floats, outcomes: Ints) -> dict[str, Any]:
    """Return every measure of 1X2 forecasts as plain values; None where it has no meaning."""
    counts = confusion(chances, outcomes)
    brier = float(brier_scores(chances, outcomes).mean())
    errors = [calibration_error(chances, outcomes, outcome) for outcome in OUTCOMES]
    return {
        "matches": len(outcomes),
        "log_loss": float(log_losses(chances, outcomes).mean()),
        "brier_mean": brier / len(OUTCOMES),
        "brier_sum": brier,
        "rps": float(ranked_probability_scores(chances, outcomes).mean()),
        "accuracy": float(hits(chances, outcomes).mean()),
        "recall": _recall(counts),
        "calibration_error": float(np.mean(errors)),
        "calibration_error_by_outcome": _by_outcome(errors),
        "confusion": counts.tolist(),
    }


def goal_metrics(expected: Floats, goals: Ints) -> dict[str, Any]:
    """Return every measure of expected goals, for each side and for both together.

    Args:
        expected: Shape (n, 2), home and away.
        goals: Shape (n, 2).
    """
    return {
        "home": _errors(expected[:, 0], goals[:, 0]),
        "away": _errors(expected[:, 1], goals[:, 1]),
        "both": _errors(expected.ravel(), goals.ravel()),
    }


def _errors(expected: Floats, goals: Ints) -> dict[str, float | None]:
    gaps = expected - goals
    spread = float(((goals - goals.mean()) ** 2).sum())
    scored = goals > 0
    return {
        "r2": 1 - float((gaps**2).sum()) / spread if spread else None,
        "mae": float(np.abs(gaps).mean()),
        "rmse": float(np.sqrt((gaps**2).mean())),
        # A percentage of no goals has no meaning: only matches with goals count.
        "mape": float((np.abs(gaps)[scored] / goals[scored]).mean()) if scored.any() else None,
    }


def _recall(counts: Ints) -> dict[str, Any]:
    return _by_outcome([_share(counts[k, k], counts[k].sum()) for k in OUTCOMES])


def _share(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None


def _by_outcome(values: list[Any]) -> dict[str, Any]:
    return {outcome.name.lower(): value for outcome, value in zip(OUTCOMES, values, strict=True)}
