"""Attack and defence strengths that move: a Poisson state space model, filtered match by match."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Flags, Floats, Ints, Results, Stretch, conditions

_EDGE: Final = 0.3
"""Home advantage, in logarithms, until a competition shows its own."""

_CAUTION: Final = 20
"""A competition's first match counts in its level as if there had been so many before."""


class PoissonSettings(NamedTuple):
    """Constants of the filter; strengths are logarithms of goals (or shots) ratios.

    Attributes:
        usual: What a side usually scores in a match, until a competition shows its own level.
        information: Share of a Poisson count's information that a count carries; below 1 where
            counts scatter more than Poisson.
        spread: Variance of strengths among clubs of which nothing is known.
        correlation: Of a club's attack and defence, at first and in all that moves them.
        drift: Variance that a day adds to what is known of a strength.
        summer: Variance that the break between two seasons adds.
        move: Variance that changing league adds.
        kept_summer: Share of a strength kept over the summer.
        kept_move: Share kept when changing league.
        tier: What each tier risen takes from attack and from defence.
        newcomer: Both strengths of a club that is new in a known league.
        newcomer_spread: Variance of that.
        league: Learning rate of a competition's level and home advantage.
    """

    usual: float = 1.3
    information: float = 1.0
    spread: float = 0.1
    correlation: float = 0.85
    drift: float = 5e-6
    summer: float = 0.006
    move: float = 0.008
    kept_summer: float = 0.98
    kept_move: float = 0.6
    tier: float = 0.26
    newcomer: float = -0.15
    newcomer_spread: float = 0.016
    league: float = 0.0015


GOALS: Final = PoissonSettings()
SHOTS_ON_TARGET: Final = PoissonSettings(
    usual=4.5, information=0.6, spread=0.05, summer=0.003, newcomer_spread=0.008, league=0.003
)


@dataclass(frozen=True, slots=True, eq=False)
class DynamicPoisson:
    """Strengths before each match, home then away; all arrays have shape (matches, 2).

    ``mu[:, 0] = exp(level + home_advantage + attack[:, 0] - defence[:, 1])`` and
    ``mu[:, 1] = exp(level + attack[:, 1] - defence[:, 0])``; on neutral ground each side has half
    of the home advantage. A strength of 0 is an average club of the competition, 0.1 is about a
    tenth more scored or less conceded.

    Attributes:
        mu: Expected goals (or shots on target).
        level: Of the competition, shape (matches,), as ``home_advantage``.
    """

    attack: Floats
    defence: Floats
    mu: Floats
    level: Floats
    home_advantage: Floats


def dynamic_poisson(
    results: Results, counts: Floats, settings: PoissonSettings = GOALS
) -> DynamicPoisson:
    """Filter a timeline's counts.

    Each club's attack and defence have a mean and a 2 x 2 covariance ``P``. A count ``x`` with
    mean ``mu`` moves the scoring club by ``P h (x - mu) / (1 + mu (v + w))``, where ``h`` picks
    the attack, ``v`` is its variance and ``w`` that of the other club's defence, and shrinks ``P``
    by ``P h h' P mu / (1 + mu (v + w))``, with ``mu`` times ``information`` in both fractions; the
    conceding club likewise through its defence. So clubs of which little is known learn fast.
    Between seasons means shrink and variances grow.

    Source: the extended Kalman filter of a dynamic generalised linear model (Fahrmeir 1992) with
    the log-linear means of Maher (1982). Constants chosen on the top-5 leagues up to 2011/12.

    Args:
        results: The matches in their order.
        counts: Goals or another count of both sides, shape (matches, 2); matches with NaN teach
            nothing.
        settings: Constants, ``GOALS`` or ``SHOTS_ON_TARGET``.
    """
    return poisson_walk(results, counts, settings)(results.whole)


def poisson_walk(
    results: Results, counts: Floats, settings: PoissonSettings = GOALS
) -> Callable[[Stretch], DynamicPoisson]:
    """Begin to filter; the walk goes on from stretch to stretch as :func:`dynamic_poisson` says.

    ``counts`` are those of all matches.
    """
    matches = *conditions(results), counts
    teams, leagues = len(results.teams), len(results.tiers)
    usual = np.log(settings.usual)
    state = (
        np.zeros((teams, 5)),
        np.full((teams, 3), -1.0),
        np.tile([usual - _EDGE / 2, usual + _EDGE / 2, 0.0], (leagues, 1)),
        np.full(leagues, -1),
    )

    def walk(stretch: Stretch) -> DynamicPoisson:
        columns = _walk(stretch.events, stretch.rows, *matches, settings, *state)
        attack, defence, mu, league = (columns[:, :, i] for i in range(4))
        return DynamicPoisson(attack, defence, mu, league[:, 0], league[:, 1])

    return walk


@jit
def _current(
    now: Floats,
    state: Floats,
    last: Floats,
    league: int,
    season: int,
    day: float,
    began: int,
    tiers: Ints,
    settings: PoissonSettings,
) -> None:
    """Carry a club's state (attack, defence, variances, covariance) to a match.

    ``last`` is the competition, season and day of the club's last known match.
    """
    before = int(last[0])
    if before < 0 or (before == league and season > last[1] + 1):
        fresh = before < 0 and (began < 0 or began == season)
        now[0] = now[1] = 0.0 if fresh else settings.newcomer
        now[2] = now[3] = settings.spread if fresh else settings.newcomer_spread
        now[4] = settings.correlation * now[2]
        return
    kept, added, shift = 1.0, settings.drift * max(day - last[2], 0.0), 0.0
    if season > last[1] and before == league:
        kept, added = settings.kept_summer, settings.summer
    elif season > last[1]:
        kept, added = settings.kept_move, settings.move
        shift = settings.tier * (tiers[league] - tiers[before])
    for i in range(2):
        now[i] = kept * state[i] + shift
        now[2 + i] = kept**2 * state[2 + i] + added
    now[4] = kept**2 * state[4] + settings.correlation * added


@jit
def _expect(mean: Floats, now: Floats, usual: Floats, neutral: bool) -> None:
    """Write both sides' expected counts; ``usual`` holds the league's away and home level."""
    edge = usual[1] - usual[0]
    for side in range(2):
        ground = 0.5 * edge if neutral else (1 - side) * edge
        mean[side] = np.exp(usual[0] + ground + now[side, 0] - now[1 - side, 1])


@jit
def _learn(state: Floats, scored: Floats, conceded: Floats) -> None:
    """Update a state by two counts, each as (surprise / (1 + s), mu / (1 + s)) of the filter."""
    attack, defence, both = state[2], state[3], state[4]
    state[0] += attack * scored[0] - both * conceded[0]
    state[1] += both * scored[0] - defence * conceded[0]
    state[2] -= attack**2 * scored[1] + both**2 * conceded[1]
    state[3] -= both**2 * scored[1] + defence**2 * conceded[1]
    state[4] -= both * (attack * scored[1] + defence * conceded[1])


@jit
def _teach(
    now: Floats,
    usual: Floats,
    count: Floats,
    mean: Floats,
    neutral: bool,
    settings: PoissonSettings,
) -> None:
    """Tell both clubs and their league a match's counts; ``usual[2]`` is the matches it knows."""
    rate = max(settings.league, 1 / (usual[2] + _CAUTION)) / settings.usual
    gain = np.empty((2, 2))
    for side in range(2):
        surprise = count[side] - mean[side]
        information = settings.information * mean[side]
        scatter = information * (now[side, 2] + now[1 - side, 3])
        gain[side, 0] = surprise / (1 + scatter)
        gain[side, 1] = information / (1 + scatter)
        if not neutral:
            usual[1 - side] += rate * surprise
    usual[2] += 1
    for side in range(2):
        _learn(now[side], gain[side], gain[1 - side])


@jit
def _walk(
    events: Ints,
    rows: Ints,
    clubs: Ints,
    leagues: Ints,
    seasons: Ints,
    days: Floats,
    neutral: Flags,
    tiers: Ints,
    counts: Floats,
    settings: PoissonSettings,
    state: Floats,
    last: Floats,
    levels: Floats,
    began: Ints,
) -> Floats:
    """Walk on from the state: clubs as :func:`_current` has them, leagues as :func:`_teach` has.

    Returns:
        Columns of :class:`DynamicPoisson`, shape (rows, 2, 4): attack, defence and mu of each side,
        then the level and the home advantage.
    """
    out = np.empty((len(rows), 2, 4))
    now, mean = np.empty((2, 5)), np.empty(2)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        count = counts[match]
        if event & 1 == 0 and np.isnan(count[0] + count[1]):
            continue
        league, season, day = leagues[match], seasons[match], days[match]
        start, usual = began[league], levels[league]
        for side in range(2):
            club = clubs[match, side]
            _current(
                now[side], state[club], last[club], league, season, day, start, tiers, settings
            )
        _expect(mean, now, usual, neutral[match])
        if event & 1:
            for side in range(2):
                row = out[event >> 1, side]
                row[0], row[1], row[2] = now[side, 0], now[side, 1], mean[side]
            here = out[event >> 1]
            here[0, 3], here[1, 3] = usual[0], usual[1] - usual[0]
            continue
        began[league] = season if start < 0 else start
        _teach(now, usual, count, mean, neutral[match], settings)
        for side in range(2):
            club = clubs[match, side]
            if season >= last[club, 1]:  # not a match made up after the next season began
                last[club, 0], last[club, 1], last[club, 2] = league, season, day
            for i in range(5):
                state[club, i] = now[side, i]
    return out
