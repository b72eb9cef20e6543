"""The chances a club makes and allows."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Columns, Floats, Group, Walk, by_side, sides
from scoreline.features.timeline import Ints, Timeline
from scoreline.ratings import Stretch

_NAMES: Final = (
    "{side}_team_xg_avg",
    "{side}_team_xga_avg",
    "{side}_xg_overperformance",
    "{side}_team_shots_avg",
    "{side}_team_sot_avg",
    "{side}_sot_ratio",
    "{side}_recent_xg_per_match",
    "{side}_team_xg_diff",
)
"""In the order of the kernel's columns."""

_RECENT: Final = 5


@jit
def _add(sums: Floats, above: float, below: float) -> None:
    """Add what a match has above and below the fraction line, nothing where either is missing."""
    if not np.isnan(above + below):
        sums[0] += above
        sums[1] += below


@jit
def _walk(
    events: Ints,
    rows: Ints,
    clubs: Ints,
    entries: Ints,
    counts: Floats,
    sums: Floats,
    recent: Floats,
    played: Ints,
) -> Floats:
    """Return this season's ratios of sums and xG over the last five, shape (rows, 2, 7).

    ``counts`` has shape (matches, 2, 4): xG, goals, shots, shots on target. The state is ``sums``
    above and below the fraction line of each of the first six columns by entry, and by club
    ``recent`` xG and how many matches it ``played``.
    """
    out = np.full((len(rows), 2, 7), np.nan)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        for side in range(2):
            club, entry = clubs[match, side], entries[match, side]
            if event & 1:
                row = out[event >> 1, side]
                for i in range(6):
                    if sums[entry, i, 1] > 0:
                        row[i] = sums[entry, i, 0] / sums[entry, i, 1]
                row[6] = np.nanmean(recent[club])
            else:
                xg, goals, shots, on_target = counts[match, side]
                recent[club, played[club] % _RECENT] = xg
                played[club] += 1
                _add(sums[entry, 0], xg, 1)
                _add(sums[entry, 1], counts[match, 1 - side, 0], 1)
                _add(sums[entry, 2], goals - xg, 1)
                _add(sums[entry, 3], shots, 1)
                _add(sums[entry, 4], on_target, 1)
                _add(sums[entry, 5], on_target, shots)
    return out


def _begin(timeline: Timeline) -> Walk:
    xg, shots, on_target = (timeline.both(name) for name in ("xg", "shots", "shots_on_target"))
    counts = np.stack([xg, timeline.goals, shots, on_target], axis=2)
    matches = timeline.clubs, timeline.entries.of_match, counts
    sums = np.zeros((len(timeline.entries), 6, 2))
    teams = len(timeline.teams)
    recent, played = np.full((teams, _RECENT), np.nan), np.zeros(teams, dtype=np.int64)

    def walk(stretch: Stretch) -> Columns:
        values = _walk(stretch.events, stretch.rows, *matches, sums, recent, played)
        difference = values[:, :, 0] - values[:, :, 1]
        return by_side(_NAMES, np.concatenate([values, difference[:, :, None]], axis=2))

    return walk


# Each average is over the matches that have the statistic; xG over the last five matches is over
# those of the five that have it.
CHANCES: Final = Group(
    "chances",
    (
        *sides("{side}_team_xg_avg", "expected goals per match this season", "goals/match"),
        *sides(
            "{side}_team_xga_avg", "expected goals against per match this season", "goals/match"
        ),
        *sides("{side}_team_xg_diff", "xG minus xGA per match", "goals/match"),
        *sides("{side}_xg_overperformance", "goals minus xG per match this season", "goals/match"),
        *sides(
            "{side}_recent_xg_per_match",
            "xG per match over the last 5",
            "goals/match",
            missing="none of the club's last 5 known matches has expected goals",
        ),
        *sides("{side}_team_shots_avg", "shots per match this season", "shots/match"),
        *sides("{side}_team_sot_avg", "shots on target per match this season", "shots/match"),
        *sides("{side}_sot_ratio", "shots on target over shots this season"),
    ),
    (_begin,),
    missing="no known match of the club this season has the statistic",
)
