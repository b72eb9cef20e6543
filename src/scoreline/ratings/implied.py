"""Goals that fair odds imply, by Poisson means that give the same chances."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Floats

_COUNTS: Final = 11
"""Numbers of goals of a side, 0 to 10."""

_FEWEST: Final = 0.3
_MOST: Final = 9.0
"""Bounds of the expected goals of a match."""

_USUAL: Final = (1.8, 3.6)
"""Between these they mostly are, so the search begins there."""

_WIDEST: Final = 5.0
"""Bound of the log ratio of both sides' expected goals, either way."""

_STEPS: Final = 60
"""Of a bracket that narrows by the values at its ends, at most; some six are usual."""

_EXACT: Final = 1e-13
"""Logarithms and chances this close are the same."""


def implied_total(over: Floats) -> Floats:
    """Return the goals at which a Poisson number has this chance to be over 2.5, shape (n,).

    Between 0.3 and 9; NaN stays NaN.
    """
    return _totals(np.ascontiguousarray(over))


def implied_goals(chances: Floats, over: Floats, rho: float = 0.0) -> Floats:
    """Return both sides' expected goals, shape (n, 2).

    They are the means of two independent Poisson numbers, given that neither is above 10, that
    have the expected score of ``chances``: the home win's and half the draw's. Their sum is that
    of :func:`implied_total` or, where ``over`` is NaN, the one from 0.3 to 9 that gives the draw
    its chance; the logarithm of their ratio is at most 5.

    Args:
        chances: Fair chances of home, draw and away, shape (n, 3); NaN where not all are known,
            and so are the goals.
        over: Fair chance of over 2.5 goals, shape (n,), NaN where it is not known.
        rho: Dixon and Coles' dependence of low scores. It moves the draw's chance, and of the
            expected score nothing.
    """
    return _goals(np.ascontiguousarray(chances), implied_total(over), rho)


@jit
def _score(home: float, away: float, rho: float) -> tuple[float, float]:
    """Return the expected score and the chance of a draw of two Poisson means."""
    ours, theirs = np.exp(-home), np.exp(-away)
    win = draw = up_to_ours = up_to_theirs = 0.0
    for goals in range(_COUNTS):
        win += ours * up_to_theirs
        draw += ours * theirs
        up_to_ours += ours
        up_to_theirs += theirs
        ours *= home / (goals + 1)
        theirs *= away / (goals + 1)
    # Dixon and Coles take from 0-0 and 1-1 what they give to 1-0 and 0-1.
    shift = np.exp(-home - away) * home * away * rho
    win, draw = win + shift, draw - 2 * shift
    covered = up_to_ours * up_to_theirs
    return (win + draw / 2) / covered, draw / covered


@jit
def _towards(
    low: float, below: float, high: float, above: float, at: float, now: float, last: float
) -> tuple[float, float, float, float]:
    """Narrow a bracket, whose ends have the values ``below`` 0 and ``above``, to a point in it.

    Source: the Illinois rule (Dowell & Jarratt 1971): an end that stays for the second time, so
    that the value ``last`` found has the sign of the one ``now``, counts half.
    """
    again = 0.5 if now * last > 0 else 1.0
    if now < 0:
        return at, now, high, above * again
    return low, below * again, at, now


@jit
def _over(total: float, chance: float) -> float:
    """Return by how much the chance that a Poisson number is over 2.5 exceeds the one wanted."""
    return float(1 - np.exp(-total) * (1 + total + total**2 / 2) - chance)


@jit
def _total(chance: float) -> float:
    """Return the Poisson mean that is over 2.5 with this chance."""
    low, high = _FEWEST, _MOST
    below, above = _over(low, chance), _over(high, chance)
    if below >= 0 or above <= 0:
        return low if below >= 0 else high
    now, total = 0.0, low
    for _ in range(_STEPS):
        total = (low * above - high * below) / (above - below)
        last, now = now, _over(total, chance)
        if abs(now) < _EXACT:
            break
        low, below, high, above = _towards(low, below, high, above, total, now, last)
    return total


@jit
def _totals(over: Floats) -> Floats:
    """Return as :func:`implied_total` does."""
    out = np.full(len(over), np.nan)
    for row in range(len(over)):
        if not np.isnan(over[row]):
            out[row] = _total(over[row])
    return out


@jit
def _lean(ratio: float, total: float, score: float) -> float:
    """Return how far the log-odds of the expected score at a log ratio exceed those wanted."""
    home = total / (1 + np.exp(-ratio))
    found = _score(home, total - home, 0.0)[0]
    return float(np.log(found / (1 - found) * (1 - score) / score))


@jit
def _ratio(total: float, score: float) -> float:
    """Return the log ratio of the means that add up to ``total`` and have an expected score."""
    better = min(max(score, 1 - score), 1 - _EXACT)
    # Even means have an even score; a ratio a bit above the log-odds mostly has a better one.
    low, below = 0.0, float(-np.log(better / (1 - better)))
    high = min(_WIDEST, 0.01 - 1.5 * below)
    above = _lean(high, total, better)
    if above < 0:
        low, below, high, above = high, above, _WIDEST, _lean(_WIDEST, total, better)
    now, ratio = 0.0, high
    for _ in range(_STEPS if above > 0 else 0):
        # Log-odds are all but straight in the ratio, so few steps do.
        ratio = (low * above - high * below) / (above - below)
        last, now = now, _lean(ratio, total, better)
        if abs(now) < _EXACT:
            break
        low, below, high, above = _towards(low, below, high, above, ratio, now, last)
    return ratio if score > 1 - score else -ratio


@jit
def _missing_draws(size: float, score: float, draw: float, rho: float) -> float:
    """Return by what factor, in logarithms, draws are rarer than wanted with so many goals.

    ``size`` is the logarithm of both sides' goals.
    """
    total = np.exp(size)
    home = total / (1 + np.exp(-_ratio(total, score)))
    return float(np.log(draw / _score(home, total - home, rho)[1]))


@jit
def _drawn(score: float, draw: float, rho: float) -> float:
    """Return the sum of the means that have an expected score and draw with this chance."""
    low, high = np.log(_USUAL[0]), np.log(_USUAL[1])
    below = _missing_draws(low, score, draw, rho)
    above = _missing_draws(high, score, draw, rho)
    if below >= 0:
        low, high, above = np.log(_FEWEST), low, below
        below = _missing_draws(low, score, draw, rho)
    elif above <= 0:
        low, below, high = high, above, np.log(_MOST)
        above = _missing_draws(high, score, draw, rho)
    if below >= 0 or above <= 0:
        return _FEWEST if below >= 0 else _MOST
    now, size = 0.0, low
    for _ in range(_STEPS):
        size = (low * above - high * below) / (above - below)
        last, now = now, _missing_draws(size, score, draw, rho)
        if abs(now) < 10 * _EXACT:
            break
        low, below, high, above = _towards(low, below, high, above, size, now, last)
    return float(np.exp(size))


@jit
def _goals(chances: Floats, totals: Floats, rho: float) -> Floats:
    """Return both sides' means; ``totals`` are their sums, NaN where the draw has to tell."""
    out = np.full((len(chances), 2), np.nan)
    for row in range(len(chances)):
        if np.isnan(chances[row]).any():
            continue
        score = chances[row, 0] + chances[row, 1] / 2
        total = totals[row]
        if np.isnan(total):
            total = _drawn(score, chances[row, 1], rho)
        home = total / (1 + np.exp(-_ratio(total, score)))
        out[row, 0], out[row, 1] = home, total - home
    return out
