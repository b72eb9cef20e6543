"""What happened when the two clubs met before, in any competition."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Feature, Floats, Group
from scoreline.features.timeline import Flags, Ints, Timeline

_MEETINGS: Final = 20
_LAST, _RECENT = 5, 3
_OVER: Final = 2.5

_FEATURES: Final = (
    Feature(
        "h2h_total_matches", "previous meetings (at most the last 20)", "count", missing="never"
    ),
    Feature(
        "h2h_home_team_wins",
        "meetings won by today's home team, at either ground",
        "count",
        missing="never",
    ),
    Feature("h2h_away_team_wins", "meetings won by today's away team", "count", missing="never"),
    Feature("h2h_draws", "drawn meetings", "count", missing="never"),
    Feature("h2h_home_team_win_rate", "share won by today's home team; missing without meetings"),
    Feature("h2h_avg_goals", "total goals per meeting; missing without meetings", "goals/match"),
    Feature("h2h_home_goals_avg", "goals of today's home team per meeting", "goals/match"),
    Feature("h2h_away_goals_avg", "goals of today's away team per meeting", "goals/match"),
    Feature(
        "h2h_last_5_home_wins",
        "wins of today's home team in the last 5 meetings",
        "count",
        missing="never",
    ),
    Feature(
        "h2h_home_venue_record",
        "points per match of today's home team in meetings at its own ground",
        "points/match",
        missing="no meeting at today's home team's ground is known",
    ),
    Feature("h2h_btts_rate", "share of meetings in which both scored"),
    Feature("h2h_over_2_5_rate", "share of meetings with 3 goals or more"),
    Feature(
        "h2h_recent_home_wins",
        "wins of today's home team in the last 3 meetings",
        "count",
        missing="never",
    ),
    Feature(
        "h2h_recent_away_wins",
        "wins of today's away team in the last 3 meetings",
        "count",
        missing="never",
    ),
)
"""In the order of the kernel's columns."""


@jit
def _look_back(
    row: Floats,
    latest: int,
    before: Ints,
    home: Ints,
    host: int,
    goals: Floats,
    played: Flags,
    neutral: Flags,
) -> None:
    """Write all columns for ``host`` receiving the other club, ``latest`` being their last."""
    row[:] = 0.0
    at_home = on_the_pitch = 0
    meeting = latest
    while meeting >= 0 and row[0] < _MEETINGS:
        side = 0 if home[meeting] == host else 1
        ours, theirs = goals[meeting, side], goals[meeting, 1 - side]
        row[0] += 1
        row[1] += ours > theirs
        row[2] += ours < theirs
        row[3] += ours == theirs
        if played[meeting]:
            on_the_pitch += 1
            row[6] += ours
            row[7] += theirs
            row[10] += ours > 0 and theirs > 0
            row[11] += ours + theirs > _OVER
        row[8] += ours > theirs and row[0] <= _LAST
        if side == 0 and not neutral[meeting]:
            at_home += 1
            row[9] += 3 * (ours > theirs) + (ours == theirs)
        row[12] += ours > theirs and row[0] <= _RECENT
        row[13] += ours < theirs and row[0] <= _RECENT
        meeting = before[meeting]
    row[4] = row[1] / row[0] if row[0] else np.nan
    for i in (6, 7, 10, 11):
        row[i] = row[i] / on_the_pitch if on_the_pitch else np.nan
    row[5] = row[6] + row[7]
    row[9] = row[9] / at_home if at_home else np.nan


@jit
def _walk(
    events: Ints,
    pair: Ints,
    pairs: int,
    home: Ints,
    goals: Floats,
    played: Flags,
    neutral: Flags,
) -> Floats:
    """Return shape (matches, 14)."""
    out = np.empty((len(pair), 14))
    latest = np.full(pairs, -1)
    before = np.full(len(pair), -1)
    for event in events:
        match = event >> 1
        known = latest[pair[match]]
        if event & 1:
            _look_back(out[match], known, before, home, home[match], goals, played, neutral)
        else:
            before[match] = known
            latest[pair[match]] = match
    return out


def _compute(timeline: Timeline) -> dict[str, Floats]:
    low = np.minimum(timeline.home, timeline.away)
    high = np.maximum(timeline.home, timeline.away)
    codes, pair = np.unique(low * len(timeline.teams) + high, return_inverse=True)
    values = _walk(
        timeline.events,
        pair,
        len(codes),
        timeline.home,
        timeline.goals,
        timeline.played,
        timeline.neutral,
    )
    return {feature.name: values[:, column] for column, feature in enumerate(_FEATURES)}


HEAD_TO_HEAD: Final = Group(
    "head_to_head", _FEATURES, _compute, missing="no meeting of the clubs is known"
)
