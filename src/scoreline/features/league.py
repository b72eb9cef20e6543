"""What is usual in the competition."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Columns, Feature, Floats, Group, Walk
from scoreline.features.timeline import Ints, Timeline
from scoreline.ratings import Stretch

_WINDOW: Final = 380
"""About one season."""


@jit
def _walk(
    events: Ints,
    rows: Ints,
    league: Ints,
    goals: Floats,
    window: Floats,
    sums: Floats,
    seen: Ints,
) -> Floats:
    """Return home and away goals, home and away points per match, shape (rows, 4).

    The state is, by competition, what each match of the ``window`` adds, its ``sums`` and how many
    matches were ``seen``.
    """
    out = np.full((len(rows), 4), np.nan)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        code = league[match]
        if event & 1:
            if seen[code] > 0:
                for i in range(4):
                    out[event >> 1, i] = sums[code, i] / min(seen[code], _WINDOW)
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


def _begin(timeline: Timeline) -> Walk:
    matches, leagues = (timeline.league, timeline.goals_played), len(timeline.leagues)
    window, sums = np.zeros((leagues, _WINDOW, 4)), np.zeros((leagues, 4))
    seen = np.zeros(leagues, dtype=np.int64)

    def walk(stretch: Stretch) -> Columns:
        values = _walk(stretch.events, stretch.rows, *matches, window, sums, seen)
        return {
            "league_avg_home_goals": values[:, 0],
            "league_avg_away_goals": values[:, 1],
            "league_home_advantage": values[:, 2] - values[:, 3],
        }

    return walk


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
    (_begin,),
    missing="no match of the competition is known",
)
