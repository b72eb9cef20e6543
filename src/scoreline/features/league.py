"""What is usual in the competition."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Feature, Floats, Group
from scoreline.features.timeline import Ints, Timeline

_WINDOW: Final = 380
"""About one season."""


@jit
def _walk(events: Ints, league: Ints, goals: Floats, leagues: int) -> Floats:
    """Return goals and points per match over the window, shape (matches, 2, 2), home then away."""
    out = np.full((len(league), 2, 2), np.nan)
    window = np.zeros((leagues, _WINDOW, 2, 2))
    sums = np.zeros((leagues, 2, 2))
    seen = np.zeros(leagues, dtype=np.int64)
    for event in events:
        match, code = event >> 1, league[event >> 1]
        if event & 1:
            if seen[code] > 0:
                out[match] = sums[code] / min(seen[code], _WINDOW)
            continue
        place = window[code, seen[code] % _WINDOW]
        sums[code] -= place
        for side in range(2):
            scored, conceded = goals[match, side], goals[match, 1 - side]
            place[side, 0] = scored
            place[side, 1] = 3 * (scored > conceded) + (scored == conceded)
        sums[code] += place
        seen[code] += 1
    return out


def _compute(timeline: Timeline) -> dict[str, Floats]:
    values = _walk(timeline.events, timeline.league, timeline.goals, len(timeline.leagues))
    return {
        "league_avg_home_goals": values[:, 0, 0],
        "league_avg_away_goals": values[:, 1, 0],
        "league_home_advantage": values[:, 0, 1] - values[:, 1, 1],
    }


LEAGUE: Final = Group(
    "league",
    (
        Feature(
            "league_avg_home_goals",
            "home goals per match in this competition, last 380 matches before now",
            "goals/match",
        ),
        Feature("league_avg_away_goals", "away goals per match, same window", "goals/match"),
        Feature(
            "league_home_advantage",
            "home points average minus away points average, same window",
            "points/match",
        ),
    ),
    _compute,
)
