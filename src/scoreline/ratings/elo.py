"""Elo ratings with margin of victory, a moving home advantage and a pull to the league's level."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Flags, Floats, Ints, Results

_TOP: Final = 1500.0
_TIER: Final = 180.0
"""An average club of the second tier stands so far below one of the first."""

_NEWCOMER: Final = 80.0
"""A promoted club of which nothing is known stands so far below its new league's average."""

_STEP: Final = 12.0
_HOME: Final = 65.0
_HOME_STEP: Final = 0.75
_STAYED: Final = 0.97
_MOVED: Final = 0.65
"""What is kept of the distance to the league's level from one season to the next."""


def elo_ratings(results: Results) -> Floats:
    """Return the ratings before each match, home then away, shape (matches, 2).

    A result moves both clubs by ``12 (1 + ln(max(1, |goal difference|))) (s - E)``, with ``s`` 1,
    0.5 or 0 and ``E = 1 / (1 + 10^(-(home - away + advantage) / 400))``; the competition's home
    advantage, 65 at first, moves by ``0.75 (s - E)``. First tiers average 1500 and each further
    tier 180 less. Over the summer a club keeps 97 % of its distance to that level, 65 % when it
    changes league, where it is drawn to 80 below the new level after promotion and to 80 above
    after relegation. A club that is new in a known league starts 80 below its level.

    Source: Elo (1978); margin of victory as in Hvattum & Arntzen (2010), with a logarithm.
    Constants chosen on the top-5 leagues up to 2011/12.
    """
    return _walk(
        results.events,
        results.clubs,
        results.goals,
        results.league,
        results.season,
        results.neutral,
        results.tiers,
        len(results.teams),
    )


@jit
def _current(rating: float, last: Ints, league: int, season: int, began: int, tiers: Ints) -> float:
    """Return a club's rating in a league and season; ``last`` is its last known ones."""
    level = _TOP - _TIER * float(tiers[league] - 1)
    before = int(last[0])
    if before >= 0 and season <= last[1]:
        return rating
    if before == league and season == last[1] + 1:
        return level + _STAYED * (rating - level)
    if before >= 0 and before != league:
        target = level - _NEWCOMER * float(tiers[before] - tiers[league])
        return target + _MOVED * (rating - target)
    return level if began < 0 or began == season else level - _NEWCOMER


@jit
def _walk(
    events: Ints,
    clubs: Ints,
    goals: Floats,
    leagues: Ints,
    seasons: Ints,
    neutral: Flags,
    tiers: Ints,
    teams: int,
) -> Floats:
    out = np.empty((len(clubs), 2))
    ratings = np.zeros(teams)
    last = np.full((teams, 2), -1)
    began = np.full(len(tiers), -1)
    advantage = np.full(len(tiers), _HOME)
    for event in events:
        match = event >> 1
        league, season = leagues[match], seasons[match]
        home, away = clubs[match]
        ours = _current(ratings[home], last[home], league, season, began[league], tiers)
        theirs = _current(ratings[away], last[away], league, season, began[league], tiers)
        if event & 1:
            out[match, 0], out[match, 1] = ours, theirs
            continue
        margin = goals[match, 0] - goals[match, 1]
        ground = 0.0 if neutral[match] else advantage[league]
        expected = 1 / (1 + 10 ** (-(ours - theirs + ground) / 400))
        surprise = 0.5 * (1 + np.sign(margin)) - expected
        step = _STEP * (1 + np.log(max(abs(margin), 1.0))) * surprise
        ratings[home], ratings[away] = ours + step, theirs - step
        if not neutral[match]:
            advantage[league] += _HOME_STEP * surprise
        if began[league] < 0:
            began[league] = season
        for club in (home, away):
            if season >= last[club, 1]:  # not a match made up after the next season began
                last[club, 0], last[club, 1] = league, season
    return out
