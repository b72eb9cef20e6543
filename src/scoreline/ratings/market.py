"""Strengths that bookmakers saw in clubs, read off the odds of matches that are over."""

from typing import Final, NamedTuple

import numpy as np

from scoreline._jit import jit
from scoreline.ratings._base import Flags, Floats, Ints, Results

_DAY: Final = 86_400_000_000
_EDGE: Final = 0.5
"""Home advantage, in log-odds, until a competition shows its own."""

_CAUTION: Final = 20
"""A competition's first match counts in that as if there had been so many before."""


class MarketSettings(NamedTuple):
    """Constants of the filter; strengths are log-odds of the expected score.

    Attributes:
        noise: Variance of a match's odds around what the strengths say: line-ups, motives.
        spread: Variance of strengths among clubs of which nothing is known.
        drift: Variance that a day adds to what is known of a strength.
        summer: Variance that the break between two seasons adds.
        move: Variance that changing league adds.
        kept_summer: Share of a strength kept over the summer.
        kept_move: Share kept when changing league.
        tier: What each tier risen takes from a strength.
        newcomer: Strength of a club that is new in a known league.
        newcomer_spread: Variance of that.
        league: Learning rate of a competition's home advantage.
    """

    noise: float = 0.0075
    spread: float = 0.5
    drift: float = 1e-4
    summer: float = 0.12
    move: float = 0.01
    kept_summer: float = 0.84
    kept_move: float = 0.6
    tier: float = 1.3
    newcomer: float = -0.5
    newcomer_spread: float = 0.06
    league: float = 0.008


MARKET: Final = MarketSettings()


def market_strengths(
    results: Results, chances: Floats, settings: MarketSettings = MARKET
) -> Floats:
    """Return the strengths before each match, home then away, shape (matches, 2).

    Fair chances give the home side's expected score ``E``, half a point for a draw. Its log-odds
    ``ln(E / (1 - E))`` are read as home strength less away strength plus the competition's home
    advantage, with noise; each club's strength and variance are filtered match by match. So an
    average club has 0, and a difference of 1 between two clubs on neutral ground means an expected
    score of 0.73. A match's odds are told when its result is. NaN while no odds are known of a
    club, unless it is new in a league that had odds before: that says something of it.

    Source: ratings that learn from odds in place of results, Wunderlich & Memmert (2018), The
    betting odds rating system; here with a Kalman filter. Constants chosen on the top-5 leagues up
    to 2011/12.

    Args:
        results: The matches in their order.
        chances: Home, draw and away without a margin, as known when the result is, shape
            (matches, 3); matches with NaN teach nothing.
        settings: Constants.
    """
    score = chances[:, 0] + 0.5 * chances[:, 1]
    return _walk(
        results.events,
        results.clubs,
        np.log(score / (1 - score)),
        results.league,
        results.season,
        results.kickoff / _DAY,
        results.neutral,
        results.tiers,
        len(results.teams),
        settings,
    )


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
    settings: MarketSettings,
) -> bool:
    """Carry a club's strength and variance to a match; tell whether anything is known of it.

    ``last`` is the competition, season and day of the club's last match with odds.
    """
    before = int(last[0])
    if before < 0 or (before == league and season > last[1] + 1):
        fresh = before < 0 and (began < 0 or began == season)
        now[0] = 0.0 if fresh else settings.newcomer
        now[1] = settings.spread if fresh else settings.newcomer_spread
        return not fresh
    kept, added, shift = 1.0, settings.drift * max(day - last[2], 0.0), 0.0
    if season > last[1] and before == league:
        kept, added = settings.kept_summer, settings.summer
    elif season > last[1]:
        kept, added = settings.kept_move, settings.move
        shift = settings.tier * (tiers[before] - tiers[league])
    now[0] = kept * state[0] - shift
    now[1] = kept**2 * state[1] + added
    return True


@jit
def _walk(
    events: Ints,
    clubs: Ints,
    score: Floats,
    leagues: Ints,
    seasons: Ints,
    days: Floats,
    neutral: Flags,
    tiers: Ints,
    teams: int,
    settings: MarketSettings,
) -> Floats:
    out = np.full((len(clubs), 2), np.nan)
    state, last = np.zeros((teams, 2)), np.full((teams, 3), -1.0)
    edge, seen = np.full(len(tiers), _EDGE), np.zeros(len(tiers))
    began = np.full(len(tiers), -1)
    now = np.empty((2, 2))
    for event in events:
        match = event >> 1
        if event & 1 == 0 and np.isnan(score[match]):
            continue
        league, season, day = leagues[match], seasons[match], days[match]
        for side in range(2):
            club = clubs[match, side]
            known = _current(
                now[side],
                state[club],
                last[club],
                league,
                season,
                day,
                began[league],
                tiers,
                settings,
            )
            if event & 1 and known:
                out[match, side] = now[side, 0]
        if event & 1:
            continue
        ground = 0.0 if neutral[match] else edge[league]
        surprise = score[match] - (now[0, 0] - now[1, 0] + ground)
        scatter = now[0, 1] + now[1, 1] + settings.noise
        for side in range(2):
            gain = now[side, 1] / scatter
            club = clubs[match, side]
            state[club, 0] = now[side, 0] + (1 - 2 * side) * gain * surprise
            state[club, 1] = now[side, 1] * (1 - gain)
            if season >= last[club, 1]:  # not a match made up after the next season began
                last[club, 0], last[club, 1], last[club, 2] = league, season, day
        if not neutral[match]:
            edge[league] += max(settings.league, 1 / (seen[league] + _CAUTION)) * surprise
        seen[league] += 1
        began[league] = season if began[league] < 0 else began[league]
    return out
