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
    """Return home and away goals, home and away points per match, shape (matches, 4)."""
    out = np.full((len(league), 4), np.nan)
    window = np.zeros((leagues, _WINDOW, 4))
    sums = np.zeros((leagues, 4))
    seen = np.zeros(leagues, dtype=np.int64)
    for event in events:
        match, code = event >> 1, league[event >> 1]
        if event & 1:
            if seen[code] > 0:
                for i in range(4):
                    out[match, i] = sums[code, i] / min(seen[code], _WINDOW)
            continue
        home, away = goals[match]
        if np.isnan(home):
            continue  # awarded
        counts = (
            home,
            away,
            3.0 * (home > away) + (home == away),
            3.0 * (away > home) + (home == away),
        )
        oldest = window[code, seen[code] % _WINDOW]
        for i in range(4):
            sums[code, i] += counts[i] - oldest[i]
            oldest[i] = counts[i]
        seen[code] += 1
    return out


def _compute(timeline: Timeline) -> dict[str, Floats]:
    values = _walk(timeline.events, timeline.league, timeline.goals_played, len(timeline.leagues))
    return {
        "league_avg_home_goals": values[:, 0],
        "league_avg_away_goals": values[:, 1],
        "league_home_advantage": values[:, 2] - values[:, 3],
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
    missing="no match of the competition is known",
)
