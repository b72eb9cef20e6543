"""The chances a club makes and allows."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Floats, Group, by_side, sides
from scoreline.features.timeline import Ints, Timeline

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
def _walk(
    events: Ints, clubs: Ints, entries: Ints, parts: Floats, teams: int, seasons: int
) -> Floats:
    """Return this season's ratios of sums and xG over the last five, shape (matches, 2, 7).

    ``parts`` has shape (matches, 2, 6, 2): what a match adds above and below the fraction line of
    each of the first six columns, NaN where it has no say.
    """
    out = np.full((len(clubs), 2, 7), np.nan)
    sums = np.zeros((seasons, 6, 2))
    recent = np.full((teams, _RECENT), np.nan)
    played = np.zeros(teams, dtype=np.int64)
    for event in events:
        match = event >> 1
        for side in range(2):
            club, entry = clubs[match, side], entries[match, side]
            if event & 1:
                for i in range(6):
                    if sums[entry, i, 1] > 0:
                        out[match, side, i] = sums[entry, i, 0] / sums[entry, i, 1]
                out[match, side, 6] = np.nanmean(recent[club])
            else:
                recent[club, played[club] % _RECENT] = parts[match, side, 0, 0]
                played[club] += 1
                for i in range(6):
                    part = parts[match, side, i]
                    if not np.isnan(part[0] + part[1]):
                        sums[entry, i] += part
    return out


def _compute(timeline: Timeline) -> dict[str, Floats]:
    values = _walk(
        timeline.events,
        timeline.clubs,
        timeline.entries.of_match,
        _parts(timeline),
        len(timeline.teams),
        len(timeline.entries),
    )
    difference = values[:, :, 0] - values[:, :, 1]
    return by_side(_NAMES, np.concatenate([values, difference[:, :, None]], axis=2))


def _parts(timeline: Timeline) -> Floats:
    xg, shots = timeline.both("xg"), timeline.both("shots")
    on_target = timeline.both("shots_on_target")
    one = np.ones_like(xg)
    fractions = (
        (xg, one),
        (xg[:, ::-1], one),
        (timeline.goals - xg, one),
        (shots, one),
        (on_target, one),
        (on_target, shots),
    )
    return np.stack([np.stack(fraction, axis=2) for fraction in fractions], axis=2)


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
    _compute,
    missing="no known match of the club this season has the statistic",
)
