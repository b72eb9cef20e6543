"""What bookmakers saw in clubs, read off the odds of matches that are over."""

from typing import Final

import numpy as np

from scoreline.ratings._base import Floats, Results
from scoreline.ratings.margin_settings import MarginSettings
from scoreline.ratings.margins import MarginWalk

MARKET: Final = MarginSettings(
    usual=0.5,
    away=-1.0,
    noise=0.0065,
    most=9.0,
    spread=0.5,
    summer=0.084,
    kept_summer=1.06,
    kept_move=0.7,
    tier=1.21,
    newcomer=-0.49,
    newcomer_spread=0.22,
    form=0.035,
    form_days=77.0,
    lean=0.001,
    lean_summer=0.0008,
    kept_lean=0.535,
    league=0.009,
)
"""Of the log-odds of the expected score."""

MARKET_TOTAL: Final = MarginSettings(
    usual=0.95,
    away=1.0,
    noise=0.0041,
    most=9.0,
    spread=0.02,
    summer=0.0002,
    kept_summer=0.757,
    kept_move=0.59,
    tier=0.0,
    newcomer=-0.006,
    newcomer_spread=0.0005,
    form=0.0,
    form_days=77.0,
    lean=0.0,
    lean_summer=0.0,
    kept_lean=1.0,
    league=0.105,
)
"""Of the logarithm of the goals that both sides are expected to score."""

_GOALS: Final = 1.15
_SHOTS: Final = 2.53
"""Margins in goals and in shots on target that a log-odds of 1 stands for."""

_SHOTS_A_GOAL: Final = 3.3
"""Shots on target of a match for each goal that is expected of it."""

_MOST: Final = 2.58
_MOST_IN_ALL: Final = 6.0
"""Goals, of the margin and of both sides, by which a result surprises at most."""

_BY_GOAL: Final = (0.013, 0.0148)
_BY_SHOT: Final = (0.00045, 0.0009)
"""What a goal and a shot on target more than the odds expected add to level and form."""

_TOTAL_BY_GOAL: Final = (0.0024, 0.0)
_TOTAL_BY_SHOT: Final = (0.00009, 0.0)
"""Likewise, in totals."""


def market_walk(results: Results, chances: Floats, shots_on_target: Floats) -> MarginWalk:
    """Begin to filter the strengths that odds imply.

    Fair chances give the home side's expected score ``E``, half a point for a draw; its log-odds
    ``ln(E / (1 - E))`` are what is observed. A match's odds are told when its result is, and the
    result itself is news that these odds did not have: each goal more than the 1.15 that a log-odds
    of 1 stands for, up to 2.58 goals, adds 0.013 to the home club's level and 0.0148 to its form,
    each shot on target more than 2.53 adds 0.00045 and 0.0009, and the away club loses as much. So
    an average club has 0, and a difference of 1 between two clubs on neutral ground means an
    expected score of 0.73.

    Source: ratings that learn from odds in place of results, Wunderlich & Memmert (2018), The
    betting odds rating system. Constants chosen on the odds of the top-5 leagues from 2005/06 to
    2011/12.

    Args:
        results: The matches in their order.
        chances: Home, draw and away without a margin, as known when the result is, shape
            (matches, 3); matches with NaN teach nothing.
        shots_on_target: Of both sides, shape (matches, 2), NaN where nobody counted them.
    """
    score = chances[:, 0] + 0.5 * chances[:, 1]
    observed = np.log(score / (1 - score))
    goals = np.clip(_margin(results.goals_played) - _GOALS * observed, -_MOST, _MOST)
    shots = _margin(shots_on_target) - _SHOTS * observed
    return MarginWalk(results, observed, MARKET, _news(goals, shots, _BY_GOAL, _BY_SHOT))


def market_total_walk(results: Results, totals: Floats, shots_on_target: Floats) -> MarginWalk:
    """Begin to filter how many goals the odds expect of clubs' matches, on a logarithmic scale.

    As :func:`market_walk`. Each goal of the match more than expected, up to 6, adds 0.0024 to both
    clubs' levels, each shot on target more than 3.3 for every goal expected 0.00009.

    Args:
        results: The matches in their order.
        totals: Goals that the odds expected, as known when the result is, shape (matches,); matches
            with NaN teach nothing.
        shots_on_target: As there.
    """
    surprise = results.goals_played.sum(axis=1) - totals
    goals = np.clip(surprise, -_MOST_IN_ALL, _MOST_IN_ALL)
    shots = shots_on_target.sum(axis=1) - _SHOTS_A_GOAL * totals
    news = _news(goals, shots, _TOTAL_BY_GOAL, _TOTAL_BY_SHOT)
    return MarginWalk(results, np.log(totals), MARKET_TOTAL, news)


def _margin(counts: Floats) -> Floats:
    margin: Floats = counts[:, 0] - counts[:, 1]
    return margin


def _news(
    goals: Floats, shots: Floats, by_goal: tuple[float, float], by_shot: tuple[float, float]
) -> Floats:
    """Return what surprises add to level and form, shape (matches, 2); an unknown one nothing."""
    of_goals, of_shots = np.outer(goals, by_goal), np.outer(shots, by_shot)
    news: Floats = np.nan_to_num(of_goals) + np.nan_to_num(of_shots)
    return news
