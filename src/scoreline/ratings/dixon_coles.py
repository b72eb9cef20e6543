"""Dixon and Coles' model of scores: every club's strengths at once, by weighted likelihood."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.special import gammaln

from scoreline._jit import jit
from scoreline.ratings._base import Flags, Floats, Ints
from scoreline.ratings.pairings import Pairings

_LEVEL: Final = 0.15
_EDGE: Final = 0.3
"""What away sides score, and home advantage, in logarithms, of a competition without matches."""

_TRACE: Final = 1e-6
"""Weight of the prior where there is none: it settles what no match does."""

_INDEPENDENT: Final = 1.0
"""Weight of rho's own prior, about that of two matches: a few scores alone may send it anywhere."""

_TERMS: Final = 6
"""What both sides' expected goals depend on: two attacks, two defences, level, home advantage."""

_SUMS: Final = 7
"""What is summed over a pairing's matches: weights, home and away goals, the four low scores."""

_ENOUGH: Final = 1e-14
"""A step that promises to gain less than half of this in log-likelihood is the last one."""

_SLACK: Final = 1e-9
"""Share of the objective by which a step may seem to worsen it: rounding."""

_STEPS: Final = 100


class DixonColesSettings(NamedTuple):
    """Constants of the fit; strengths are logarithms of goals ratios.

    Attributes:
        decay: Rate at which matches lose weight with age, ``weight = exp(-decay * days)``.
        ridge: Weight of the prior. The log-likelihood loses half of it times the squared distance
            of the parameters from where they are expected. 0 leaves the likelihood alone.
        newcomer: Where both strengths are expected of a club that is new in a known competition;
            those of other clubs are expected at 0.
    """

    decay: float = 0.0018
    ridge: float = 7.0
    newcomer: float = -0.2


DIXON_COLES: Final = DixonColesSettings()


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Results in the order in which they became known.

    Attributes:
        pairings: Every one that there is.
        pairing: Which of them each result is of, shape (n,).
        goals: Shape (n, 2).
        days: Each result's day, as a number of days, shape (n,).
        newcomers: Which clubs are new in a known competition, shape (teams,).
        leagues: How many competitions there are.
    """

    pairings: Pairings
    pairing: Ints
    goals: Floats
    days: Floats
    newcomers: Flags
    leagues: int

    def log_likelihood(self, parameters: Floats) -> float:
        """Return the log-likelihood of all scores, none of them weighted."""
        sums = np.zeros((len(self.pairings.terms), _SUMS))
        _add_up(sums, self.pairing, self.goals, self.days, len(self.goals), 0.0, 0.0)
        size = len(parameters)
        slope, bend, no_prior = np.empty(size), np.empty((size, size)), np.zeros(size)
        objective = _objective(slope, bend, parameters, *self.pairings, sums, no_prior, no_prior)
        return -objective - float(gammaln(self.goals + 1).sum())


def fit_dixon_coles(
    scores: Scores, known: Ints, today: Floats, settings: DixonColesSettings = DIXON_COLES
) -> Floats:
    """Fit again and again, each time beginning where the last fit ended.

    Each fit maximises the log-likelihood of the scores known to it, weighted by age, less the
    prior, in all parameters at once, by Newton's steps over sums of each pairing's matches.

    Source: Dixon & Coles (1997), Modelling association football scores and inefficiencies in the
    football betting market, eq. 4.2 to 5.5. The prior is ours. Constants chosen on the top-5
    leagues 2003/04 to 2011/12.

    Args:
        scores: What there is to learn from.
        known: How many of the results each fit may learn from, shape (fits,).
        today: The day from which each fit counts the results' ages, shape (fits,).
        settings: Constants.

    Returns:
        Parameters as in :class:`Pairings`, shape (fits, 2 teams + 2 leagues + 1).
    """
    strengths = np.where(scores.newcomers, settings.newcomer, 0.0)
    competitions = np.repeat([_LEVEL, _EDGE], scores.leagues)
    centre = np.concatenate([strengths, strengths, competitions, [0.0]])
    prior = np.full(len(centre), settings.ridge + _TRACE)
    prior[-1] += _INDEPENDENT
    return _fits(
        *scores.pairings,
        scores.pairing,
        scores.goals,
        scores.days,
        # Copies of one type: for another, or for read-only memory, the kernel would compile anew.
        known.astype(np.int64),
        today.astype(np.float64),
        centre,
        prior,
        settings.decay,
    )


@jit
def _add_up(
    sums: Floats, pairing: Ints, goals: Floats, days: Floats, known: int, today: float, decay: float
) -> None:
    """Sum weights, goals and low scores (0-0, 0-1, 1-0, 1-1) over each pairing's matches."""
    sums[:] = 0
    for match in range(known):
        weight = np.exp(-decay * (today - days[match]))
        home, away = goals[match]
        total = sums[pairing[match]]
        total[0] += weight
        total[1] += weight * home
        total[2] += weight * away
        if home <= 1 and away <= 1:
            total[3 + int(2 * home + away)] += weight


@jit
def _low_scores(own: Floats, total: Floats, mu: Floats, rho: float) -> float:
    """Add a pairing's low scores to its slopes and bends; return what they add to the objective.

    A score of ``x`` to ``y``, both 0 or 1, has the factor ``tau = 1 + s z rho`` on its
    probability, with ``z = mu_home^(1 - x) mu_away^(1 - y)`` and ``s`` -1 for draws, else 1.
    """
    added = 0.0
    for x in range(2):
        for y in range(2):
            count = total[3 + 2 * x + y]
            if count == 0:
                continue
            z = (1.0 if x else mu[0]) * (1.0 if y else mu[1]) * (-1.0 if x == y else 1.0)
            tau = 1 + z * rho
            if tau <= 0:
                return np.inf
            added -= count * np.log(tau)
            by_rho = z / tau
            by_log_mu = by_rho * rho
            own[2] -= count * by_rho
            own[8] += count * by_rho**2
            bend = count * (by_log_mu**2 - by_log_mu)
            both = count * (by_rho * by_log_mu - by_rho)
            if not x:
                own[0] -= count * by_log_mu
                own[3] += bend
                own[6] += both
            if not y:
                own[1] -= count * by_log_mu
                own[5] += bend
                own[7] += both
            if not x and not y:
                own[4] += bend
    return added


@jit
def _spread(
    slope: Floats, bend: Floats, own: Floats, terms: Ints, home: Floats, away: Floats
) -> None:
    """Add a pairing's slopes and bends, by log expected goals and rho, to those by parameters."""
    last = len(slope) - 1
    slope[last] += own[2]
    bend[last, last] += own[8]
    for i in range(_TERMS):
        row = terms[i]
        slope[row] += own[0] * home[i] + own[1] * away[i]
        bend[row, last] += own[6] * home[i] + own[7] * away[i]
        by_home = own[3] * home[i] + own[4] * away[i]
        by_away = own[4] * home[i] + own[5] * away[i]
        for j in range(_TERMS):
            if terms[j] >= row:
                bend[row, terms[j]] += by_home * home[j] + by_away * away[j]


@jit
def _objective(
    slope: Floats,
    bend: Floats,
    at: Floats,
    terms: Ints,
    home: Floats,
    away: Floats,
    sums: Floats,
    centre: Floats,
    prior: Floats,
) -> float:
    """Return what a fit minimises, and write its slope and the upper half of its Hessian.

    It is infinite where a score that happened would have no probability, or beyond numbers.
    """
    value = 0.0
    bend[:] = 0
    for i in range(len(at)):
        off = at[i] - centre[i]
        value += 0.5 * prior[i] * off**2
        slope[i] = prior[i] * off
        bend[i, i] = prior[i]
    # Of a pairing: slopes by log mu_home, log mu_away, rho, then the six bends.
    own, logs, mu = np.empty(9), np.empty(2), np.empty(2)
    for pairing in range(len(terms)):
        total = sums[pairing]
        if total[0] == 0:
            continue
        logs[:] = 0
        for i in range(_TERMS):
            logs[0] += home[pairing, i] * at[terms[pairing, i]]
            logs[1] += away[pairing, i] * at[terms[pairing, i]]
        own[:] = 0
        for side in range(2):
            mu[side] = np.exp(logs[side])
            value += total[0] * mu[side] - total[1 + side] * logs[side]
            own[side] = total[0] * mu[side] - total[1 + side]
            own[3 + 2 * side] = total[0] * mu[side]
        value += _low_scores(own, total, mu, at[-1])
        _spread(slope, bend, own, terms[pairing], home[pairing], away[pairing])
    return value if np.isfinite(value) else np.inf


@jit
def _solve(bend: Floats, step: Floats) -> None:
    """Turn a slope into Newton's step by Cholesky's factors of the Hessian, in place.

    Where the Hessian is not positive it is made so: the step still leads downhill.
    """
    size = len(step)
    for k in range(size):
        # Kept upside down: a loop that multiplies is faster than one that divides.
        bend[k, k] = 1 / np.sqrt(bend[k, k] if bend[k, k] > 0 else 1.0)
        for j in range(k + 1, size):
            bend[k, j] *= bend[k, k]
        for i in range(k + 1, size):
            factor = bend[k, i]
            if factor != 0:
                for j in range(i, size):
                    bend[i, j] -= factor * bend[k, j]
        step[k] *= bend[k, k]
        for j in range(k + 1, size):
            step[j] -= bend[k, j] * step[k]
    for k in range(size - 1, -1, -1):
        for j in range(k + 1, size):
            step[k] -= bend[k, j] * step[j]
        step[k] *= bend[k, k]


@jit
def _descend(
    at: Floats,
    terms: Ints,
    home: Floats,
    away: Floats,
    sums: Floats,
    centre: Floats,
    prior: Floats,
) -> None:
    """Move parameters to the minimum of the objective, a step halved while it overshoots."""
    size = len(at)
    slope, bend, trial = np.empty(size), np.empty((size, size)), np.empty(size)
    value = _objective(slope, bend, at, terms, home, away, sums, centre, prior)
    if value == np.inf:
        # Something happened that the last fit thought impossible.
        at[:] = centre
        value = _objective(slope, bend, at, terms, home, away, sums, centre, prior)
    for _ in range(_STEPS):
        step = slope.copy()
        _solve(bend, step)
        promised = (slope * step).sum()
        most, share, new = value + _SLACK * (1 + abs(value)), 2.0, np.inf
        while new > most:
            share /= 2
            trial[:] = at - share * step
            new = _objective(slope, bend, trial, terms, home, away, sums, centre, prior)
        at[:] = trial
        value = new
        if promised < _ENOUGH:
            return


@jit
def _fits(
    terms: Ints,
    home: Floats,
    away: Floats,
    pairing: Ints,
    goals: Floats,
    days: Floats,
    known: Ints,
    today: Floats,
    centre: Floats,
    prior: Floats,
    decay: float,
) -> Floats:
    out = np.empty((len(known), len(centre)))
    at, sums = centre.copy(), np.empty((len(terms), _SUMS))
    for fit in range(len(known)):
        _add_up(sums, pairing, goals, days, known[fit], today[fit], decay)
        _descend(at, terms, home, away, sums, centre, prior)
        out[fit] = at
    return out
