"""How the home team does at home and the away team away."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Columns, Feature, Floats, Group, Walk
from scoreline.features.timeline import Flags, Ints, Timeline
from scoreline.ratings import Stretch

_NAMES: Final = (
    "{side}_team_{side}_win_rate",
    "{side}_team_{side}_goals_avg",
    "{side}_team_{side}_conceded_avg",
    "{side}_team_{side}_points_avg",
)
"""In the order of the kernel's columns."""

_OF: Final = (4, 5, 5, 4)
"""Which count each is an average over: goals are of matches that were played."""

_ENOUGH: Final = 3
"""From so many matches on, this season speaks for itself."""


@jit
def _average(row: Floats, now: Floats, last: Floats) -> None:
    """Average sums over the matches they count, filled up to three from last season."""
    for i in range(4):
        of = _OF[i]
        borrowed = max(_ENOUGH - now[of], 0.0) if last[of] > 0 else 0.0
        carried = borrowed * last[i] / last[of] if borrowed > 0 else 0.0
        if now[of] + borrowed > 0:
            row[i] = (now[i] + carried) / (now[of] + borrowed)


@jit
def _walk(
    events: Ints,
    rows: Ints,
    entries: Ints,
    previous: Ints,
    goals: Floats,
    played: Flags,
    neutral: Flags,
    sums: Floats,
) -> Floats:
    """Return averages of shape (rows, 2, 4): home side at home, away side away.

    ``sums`` is the state: wins, goals scored and conceded, points, matches, those that were played,
    by entry and ground, shape (entries + 1, 2, 6). The extra entry stands, always empty, for a
    season before that is not known.
    """
    out = np.full((len(rows), 2, 4), np.nan)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        if event & 1 == 0 and neutral[match]:
            continue
        for side in range(2):
            entry = entries[match, side]
            if event & 1:
                _average(out[event >> 1, side], sums[entry, side], sums[previous[entry], side])
            else:
                scored, conceded = goals[match, side], goals[match, 1 - side]
                state = sums[entry, side]
                state[0] += scored > conceded
                if played[match]:
                    state[1] += scored
                    state[2] += conceded
                    state[5] += 1
                state[3] += 3 * (scored > conceded) + (scored == conceded)
                state[4] += 1
    return out


def _begin(timeline: Timeline) -> Walk:
    entries = timeline.entries
    matches = (
        entries.of_match,
        entries.previous,
        timeline.goals,
        timeline.played,
        timeline.neutral,
    )
    sums = np.zeros((len(entries) + 1, 2, 6))

    def walk(stretch: Stretch) -> Columns:
        return _named(_walk(stretch.events, stretch.rows, *matches, sums))

    return walk


def _named(values: Floats) -> Columns:
    columns = {
        name.format(side=side): values[:, i, column]
        for column, name in enumerate(_NAMES)
        for i, side in enumerate(("home", "away"))
    }
    points = values[:, :, 3]
    return columns | {"home_advantage_diff": points[:, 0] - points[:, 1]}


def _features() -> tuple[Feature, ...]:
    kinds = (
        ("win_rate", "share of wins", ""),
        ("goals_avg", "goals scored per match", "goals/match"),
        ("conceded_avg", "goals conceded per match", "goals/match"),
        ("points_avg", "points per match", "points/match"),
    )
    return tuple(
        Feature(
            f"{side}_team_{side}_{name}",
            f"{what} of the {side} team in its {side} matches this season (last season's "
            "carried over, shrunk, while fewer than 3 this season)",
            unit,
        )
        for name, what, unit in kinds
        for side in ("home", "away")
    )


VENUE: Final = Group(
    "venue",
    (
        *_features(),
        Feature(
            "home_advantage_diff",
            "home team's home points average minus away team's away points average",
            "points/match",
        ),
    ),
    (_begin,),
    missing="neither this nor the last season of the competition has a known match of the club at "
    "such a ground",
)
