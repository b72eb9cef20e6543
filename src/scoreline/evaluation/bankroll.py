"""What a bettor's bankroll has become, and how much of that is luck."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scoreline.evaluation.bootstrap import DRAWS, LEVEL, MatchDays
from scoreline.evaluation.returns import Bets, returns
from scoreline.models import Floats, Ints

_TAIL: Final = (1 - LEVEL) / 2
_BOUNDS: Final = (_TAIL, 1 - _TAIL)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A bankroll at the end of each match day with a bet, in units.

    The interval is that of bankrolls which days drawn with replacement would have led to, in the
    order of the draw: what else could have come by then of the same way to bet.

    Attributes:
        days: Numbers of the days, shape (n,), in order.
        bankroll: Shape (n,).
        low: Lower ends of the 95 % intervals, likewise.
        high: Upper ends.
        start: What it began with.
    """

    days: Ints
    bankroll: Floats
    low: Floats
    high: Floats
    start: float


def record(bets: Bets, *, start: float, compounds: bool, seed: int = 42) -> dict[str, Any]:
    """Return what a bettor's bets came to, as plain JSON values.

    Args:
        bets: Settled ones, stakes and profits in units.
        start: The bankroll they began with, in units.
        compounds: Whether stakes grow with the bankroll, as Kelly's do.
        seed: Decides the draws of the bootstrap.

    Returns:
        What :func:`returns` has; ``bankroll`` in units, ``roi`` (what became of the bankroll over
        what it was, less one) and ``max_drawdown`` (the deepest fall as a share of the highest
        bankroll before) with 95 % intervals by match day, None where nothing was bet.
    """
    days = bets.day if len(bets) else np.zeros(1, dtype=np.int64)
    found = returns(bets, MatchDays(days, seed=seed), compounds=False)
    path, drawn = _paths(bets, start, compounds=compounds, seed=seed)
    roi = _valued(path[-1:] / start - 1, drawn[:, -1] / start - 1)
    fallen = _valued(_drawdowns(path[None], start), _drawdowns(drawn, start))
    there = len(bets) > 0
    return found | {
        "bankroll": float(path[-1]),
        "roi": roi if there else None,
        "max_drawdown": fallen if there else None,
    }


def curve(bets: Bets, *, start: float, compounds: bool, seed: int = 42) -> Curve:
    """Return a bankroll day by day, with the arguments of :func:`record`."""
    path, drawn = _paths(bets, start, compounds=compounds, seed=seed)
    low, high = np.quantile(drawn[:, 1:], _BOUNDS, axis=0)
    return Curve(np.unique(bets.day), path[1:], low, high, start)


def _paths(bets: Bets, start: float, *, compounds: bool, seed: int) -> tuple[Floats, Floats]:
    """Return the bankroll before the first and after each day, and ``DRAWS`` redrawn ones."""
    _, at = np.unique(bets.day, return_inverse=True)
    daily = np.bincount(at, weights=bets.profit) if len(bets) else np.zeros(0)
    path = start + np.concatenate([[0.0], np.cumsum(daily)])
    draws = np.random.default_rng(seed).integers(len(daily) or 1, size=(DRAWS, len(daily)))
    if compounds:
        before = path[:-1]
        growth = np.divide(daily, before, out=np.zeros_like(daily), where=before > 0)
        drawn = start * np.cumprod(1 + np.maximum(growth, -1.0)[draws], axis=1)
    else:
        # Who has nothing left cannot bet on.
        drawn = np.maximum(start + np.cumsum(daily[draws], axis=1), 0.0)
    return path, np.concatenate([np.full((DRAWS, 1), start), drawn], axis=1)


def _drawdowns(paths: Floats, start: float) -> Floats:
    """Return the deepest relative fall of each path, shape (paths,)."""
    highest = np.maximum(np.maximum.accumulate(paths, axis=1), start)
    deepest: Floats = ((highest - paths) / highest).max(axis=1)
    return deepest


def _valued(value: Floats, drawn: Floats) -> dict[str, float]:
    low, high = np.quantile(drawn, _BOUNDS)
    return {"value": float(value[0]), "low": float(low), "high": float(high)}
