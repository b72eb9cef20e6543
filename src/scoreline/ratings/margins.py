"""What clubs bring to the margins or totals of their matches: level, form and home lean."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Flags, Floats, Ints, Results, Stretch, conditions
from scoreline.ratings.margin_settings import MarginSettings

_CAUTION: Final = 20
"""A competition's first match counts in its usual as if there had been so many before."""


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """What is expected before each match, NaN while nothing is known of a club.

    Attributes:
        clubs: Level and form of both clubs, summed, shape (matches, 2).
        expected: What is expected of the match, home lean and usual in it, shape (matches,).
    """

    clubs: Floats
    expected: Floats


class MarginWalk:
    """Filters observations of matches; walks on from stretch to stretch.

    A club has a level, a form that comes and goes, and a home lean. An observation is read as the
    sum of the home club's level, form and lean, ``away`` times the away club's level and form, the
    away club's lean and the competition's usual, and of noise; on neutral ground no lean counts,
    and of a margin no usual. Mean and covariance of each club are filtered match by match.

    Source: a linear Gaussian state space model with a local level and an autoregressive part
    (Harvey 1989, Forecasting, structural time series models and the Kalman filter), for paired
    comparisons. No covariance between clubs is kept.
    """

    def __init__(
        self,
        results: Results,
        observed: Floats,
        settings: MarginSettings,
        news: Floats | None = None,
    ) -> None:
        """Begin.

        Args:
            results: The matches in their order.
            observed: Known when the result is, shape (matches,); a match with NaN teaches nothing.
            settings: Constants.
            news: What else the result adds to the home club's level and form, shape (matches, 2);
                to the away club's ``away`` times as much. None by default.
        """
        clubs, leagues = len(results.teams), len(results.tiers)
        capped = np.clip(observed, -settings.most, settings.most)
        told = np.zeros((len(observed), 2)) if news is None else news
        matches = (*conditions(results), capped, told)
        state = (
            np.zeros((clubs, 9)),
            np.full((clubs, 3), -1.0),
            np.tile([settings.usual, 0.0, -1.0], (leagues, 1)),
        )
        self._walked = (*matches, settings, *state)

    def __call__(self, stretch: Stretch) -> Margins:
        """Walk a stretch."""
        out = _walk(stretch.events, stretch.rows, *self._walked)
        return Margins(out[:, :2], out[:, 2])


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
    settings: MarginSettings,
) -> bool:
    """Carry a club's state to a match; tell whether anything is known of the club.

    A state is the means of level, form and lean, their variances, then the covariances of level
    and form, level and lean, form and lean. ``last`` is the competition, season and day of the
    club's last known match, ``began`` the first known season of the competition, -1 before.
    """
    before = int(last[0])
    if before < 0 or (before == league and season > last[1] + 1):
        fresh = before < 0 and (began < 0 or began == season)
        now[:] = 0.0
        now[0] = 0.0 if fresh else settings.newcomer
        now[3] = settings.spread if fresh else settings.newcomer_spread
        now[4], now[5] = settings.form, settings.lean
        return not fresh
    level, lean, risen, later = 1.0, 1.0, 0, season > last[1]
    form = 0.0 if later else np.exp(-max(day - last[2], 0.0) / settings.form_days)
    if later:
        lean = settings.kept_lean
        level = settings.kept_summer if before == league else settings.kept_move
        risen = tiers[before] - tiers[league]
    now[0] = level * state[0] - settings.tier * risen
    now[1] = form * state[1]
    now[2] = lean * state[2]
    now[3] = level**2 * state[3] + (settings.summer if later and before == league else 0.0)
    now[4] = form**2 * state[4] + (1 - form**2) * settings.form
    now[5] = lean**2 * state[5] + (settings.lean_summer if later else 0.0)
    now[6] = level * form * state[6]
    now[7] = level * lean * state[7]
    now[8] = form * lean * state[8]
    return True


@jit
def _speak(row: Floats, now: Floats, known: Flags, expected: float) -> None:
    """Write what is expected of a match's clubs, and of it."""
    for side in range(2):
        if known[side]:
            row[side] = now[side, 0] + now[side, 1]
    if known[0] and known[1]:
        row[2] = expected


@jit
def _gain(gain: Floats, now: Floats, counts: float, ground: float) -> float:
    """Write what a club's state and an observation share; return what it scatters that.

    ``counts`` is what level and form count in the observation, ``ground`` what the lean does.
    """
    gain[0] = counts * (now[3] + now[6]) + ground * now[7]
    gain[1] = counts * (now[6] + now[4]) + ground * now[8]
    gain[2] = counts * (now[7] + now[8]) + ground * now[5]
    return float(counts * (gain[0] + gain[1]) + ground * gain[2])


@jit
def _learn(now: Floats, gain: Floats, surprise: float, scatter: float) -> None:
    """Take the step of a Kalman filter."""
    for i in range(3):
        now[i] += gain[i] * surprise / scatter
        now[3 + i] -= gain[i] ** 2 / scatter
    now[6] -= gain[0] * gain[1] / scatter
    now[7] -= gain[0] * gain[2] / scatter
    now[8] -= gain[1] * gain[2] / scatter


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
    observed: Floats,
    news: Floats,
    settings: MarginSettings,
    state: Floats,
    last: Floats,
    usual: Floats,
) -> Floats:
    """Walk on from the state: clubs as :func:`_current` has them.

    Of each competition ``usual`` holds the usual, the matches it knows, and the first season.

    Returns:
        Level and form of both clubs and what is expected, shape (rows, 3).
    """
    out = np.full((len(rows), 3), np.nan)
    now, gain, known = np.empty((2, 9)), np.empty((2, 3)), np.empty(2, np.bool_)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        if event & 1 == 0 and np.isnan(observed[match]):
            continue
        league, season, day = leagues[match], seasons[match], days[match]
        here, ground = usual[league], 0.0 if neutral[match] else 1.0
        by_usual = ground if settings.away < 0 else 1.0
        expected = by_usual * here[0]
        for side in range(2):
            club = clubs[match, side]
            known[side] = _current(
                now[side], state[club], last[club], league, season, day, here[2], tiers, settings
            )
            counts = settings.away if side else 1.0
            expected += counts * (now[side, 0] + now[side, 1]) + ground * now[side, 2]
        if event & 1:
            _speak(out[event >> 1], now, known, expected)
            continue
        surprise, scatter = observed[match] - expected, settings.noise
        for side in range(2):
            scatter += _gain(gain[side], now[side], settings.away if side else 1.0, ground)
        for side in range(2):
            club, counts = clubs[match, side], settings.away if side else 1.0
            _learn(now[side], gain[side], surprise, scatter)
            now[side, 0] += counts * news[match, 0]
            now[side, 1] += counts * news[match, 1]
            state[club] = now[side]
            if season >= last[club, 1]:  # not a match made up after the next season began
                last[club, 0], last[club, 1], last[club, 2] = league, season, day
        here[0] += max(settings.league, 1 / (here[1] + _CAUTION)) * by_usual * surprise
        here[1] += 1
        if here[2] < 0:
            here[2] = season
    return out
