"""Elo ratings with margin of victory, a moving home advantage and a pull to the league's level."""

from typing import Final, NamedTuple

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Flags, Floats, Ints, Results, Stretch, Walk

_TOP: Final = 1500.0
_TENFOLD: Final = float(np.log(10) / 400)
"""400 points make a win ten times as likely as a loss."""


class EloSettings(NamedTuple):
    """Constants, in Elo points.

    Attributes:
        step: What a wholly unexpected win by one goal moves.
        margin: What each further goal, by its logarithm, adds to that step, as a share of it.
        home: Home advantage, until a competition shows its own.
        home_step: What a wholly unexpected result moves of that.
        tier: How far an average club of a tier stands below one of the tier above.
        newcomer: How far a club that is new in a league stands below its level.
        stayed: Share kept over the summer of the distance to the league's level.
        moved: Share kept when changing league.
    """

    step: float = 12.0
    margin: float = 1.0
    home: float = 65.0
    home_step: float = 0.75
    tier: float = 180.0
    newcomer: float = 80.0
    stayed: float = 0.97
    moved: float = 0.65


ELO: Final = EloSettings()
PLAIN_ELO: Final = EloSettings(20.0, 0.0, 100.0, 0.0, 0.0, 0.0, 1.0, 1.0)
"""Elo as many have it: a fixed step, a fixed home advantage, and nothing happens in summer."""


def elo_ratings(results: Results, settings: EloSettings = ELO) -> Floats:
    """Return the ratings before each match, home then away, shape (matches, 2).

    A result moves both clubs by ``12 (1 + ln(max(1, |goal difference|))) (s - E)``, with ``s`` 1,
    0.5 or 0 and ``E = 1 / (1 + 10^(-(home - away + advantage) / 400))``; the competition's home
    advantage, 65 at first, moves by ``0.75 (s - E)``. First tiers average 1500 and each further
    tier 180 less. Over the summer a club keeps 97 % of its distance to that level, 65 % when it
    changes league, where it is drawn to 80 below the new level after promotion and to 80 above
    after relegation. A club that is new in a known league starts 80 below its level.
    Awarded results teach nothing.

    Source: Elo (1978); margin of victory as in Hvattum & Arntzen (2010), with a logarithm.
    Constants chosen on the top-5 leagues up to 2011/12.

    Args:
        results: The matches in their order.
        settings: Constants, those above where not given.
    """
    return elo_walk(results, settings)(results.whole)


def elo_walk(results: Results, settings: EloSettings = ELO) -> Walk:
    """Begin to rate; the walk goes on from stretch to stretch as :func:`elo_ratings` says."""
    matches = (
        results.clubs,
        results.goals_played,
        results.league,
        results.season,
        results.neutral,
        results.tiers,
    )
    teams, leagues = len(results.teams), len(results.tiers)
    state = (
        np.zeros(teams),
        np.full((teams, 2), -1),
        np.full(leagues, -1),
        np.full(leagues, settings.home),
    )

    def walk(stretch: Stretch) -> Floats:
        return _walk(stretch.events, stretch.rows, *matches, settings, *state)

    return walk


@jit
def _carried(
    rating: float,
    before: int,
    since: int,
    league: int,
    season: int,
    began: int,
    tiers: Ints,
    settings: EloSettings,
) -> float:
    """Return a club's rating at the beginning of a season in a league.

    ``before`` and ``since`` are its last known league and season, -1 where there is none.
    """
    level = _TOP - settings.tier * float(tiers[league] - 1)
    if before == league and season == since + 1:
        return level + settings.stayed * (rating - level)
    if before >= 0 and before != league:
        target = level - settings.newcomer * float(tiers[before] - tiers[league])
        return target + settings.moved * (rating - target)
    return level if began < 0 or began == season else level - settings.newcomer


@jit
def _step(margin: float, settings: EloSettings) -> float:
    """Return what a wholly unexpected result by so many goals moves."""
    return settings.step * (1 + settings.margin * np.log(margin) if margin > 1 else 1.0)


@jit
def _walk(
    events: Ints,
    rows: Ints,
    clubs: Ints,
    goals: Floats,
    leagues: Ints,
    seasons: Ints,
    neutral: Flags,
    tiers: Ints,
    settings: EloSettings,
    ratings: Floats,
    last: Ints,
    began: Ints,
    advantage: Floats,
) -> Floats:
    """Walk on from the state: a club's rating, league and season, a league's begin and edge."""
    out = np.empty((len(rows), 2))
    now = np.empty(2)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        if event & 1 == 0 and np.isnan(goals[match, 0]):
            continue
        league, season = leagues[match], seasons[match]
        for side in range(2):
            club = clubs[match, side]
            before, since = last[club, 0], last[club, 1]
            now[side] = ratings[club]
            if before < 0 or season > since:
                now[side] = _carried(
                    now[side], before, since, league, season, began[league], tiers, settings
                )
        if event & 1:
            out[event >> 1, 0], out[event >> 1, 1] = now[0], now[1]
            continue
        margin = goals[match, 0] - goals[match, 1]
        ground = 0.0 if neutral[match] else advantage[league]
        expected = 1 / (1 + np.exp(-_TENFOLD * (now[0] - now[1] + ground)))
        surprise = 0.5 * (1 + np.sign(margin)) - expected
        step = _step(abs(margin), settings) * surprise
        if not neutral[match]:
            advantage[league] += settings.home_step * surprise
        if began[league] < 0:
            began[league] = season
        for side in range(2):
            club = clubs[match, side]
            ratings[club] = now[side] + (1 - 2 * side) * step
            if season >= last[club, 1]:  # not a match made up after the next season began
                last[club, 0], last[club, 1] = league, season
    return out
