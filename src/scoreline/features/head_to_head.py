"""What happened when the two clubs met before, in any competition."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Columns, Feature, Floats, Group, Walk
from scoreline.features.timeline import Ints, Timeline
from scoreline.ratings import Stretch

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
def _look_back(row: Floats, meetings: Ints, host: int) -> None:
    """Write all columns for ``host`` receiving the other club, the latest meeting being the last.

    A meeting is who received, goals of both, whether it was played, and whether on neutral ground.
    """
    row[:] = 0.0
    at_home = on_the_pitch = 0
    for ago in range(min(len(meetings), _MEETINGS)):
        received, home, away, played, neutral = meetings[len(meetings) - 1 - ago]
        ours, theirs = (home, away) if received == host else (away, home)
        row[0] += 1
        row[1] += ours > theirs
        row[2] += ours < theirs
        row[3] += ours == theirs
        if played:
            on_the_pitch += 1
            row[6] += ours
            row[7] += theirs
            row[10] += ours > 0 and theirs > 0
            row[11] += ours + theirs > _OVER
        row[8] += ours > theirs and ago < _LAST
        if received == host and not neutral:
            at_home += 1
            row[9] += 3 * (ours > theirs) + (ours == theirs)
        row[12] += ours > theirs and ago < _RECENT
        row[13] += ours < theirs and ago < _RECENT
    row[4] = row[1] / row[0] if row[0] else np.nan
    for i in (6, 7, 10, 11):
        row[i] = row[i] / on_the_pitch if on_the_pitch else np.nan
    row[5] = row[6] + row[7]
    row[9] = row[9] / at_home if at_home else np.nan


@jit
def _walk(
    events: Ints,
    rows: Ints,
    pair: Ints,
    clubs: Ints,
    meetings: Ints,
    first: Ints,
    known: Ints,
) -> Floats:
    """Return shape (rows, 14).

    Args:
        events: Of a stretch.
        rows: The matches that speak.
        pair: Of each match, whoever receives.
        clubs: Of each match.
        meetings: Pair after pair, each in the order in which they become known.
        first: The first of each pair.
        known: State, how many of each pair are known.
    """
    out = np.empty((len(rows), 14))
    for event in events:
        if event & 1:
            match = rows[event >> 1]
            start = first[pair[match]]
            seen = meetings[start : start + known[pair[match]]]
            _look_back(out[event >> 1], seen, clubs[match, 0])
        else:
            known[pair[event >> 1]] += 1
    return out


def _begin(timeline: Timeline) -> Walk:
    low, high = timeline.clubs.min(axis=1), timeline.clubs.max(axis=1)
    codes, pair = np.unique(low * len(timeline.teams) + high, return_inverse=True)
    meetings = timeline.told[np.argsort(pair[timeline.told], kind="stable")]
    first = np.searchsorted(pair[meetings], np.arange(len(codes)))
    matches = pair, timeline.clubs, _said(timeline, meetings), first
    known = np.zeros(len(codes), dtype=np.int64)

    def walk(stretch: Stretch) -> Columns:
        values = _walk(stretch.events, stretch.rows, *matches, known)
        return {feature.name: values[:, column] for column, feature in enumerate(_FEATURES)}

    return walk


def _said(timeline: Timeline, meetings: Ints) -> Ints:
    """Return what the kernel looks at of each meeting, next to each other."""
    flags = timeline.played[meetings], timeline.neutral[meetings]
    columns = timeline.clubs[meetings, 0], timeline.goals[meetings], *flags
    return np.column_stack(columns).astype(np.int64)


HEAD_TO_HEAD: Final = Group(
    "head_to_head", _FEATURES, (_begin,), missing="no meeting of the clubs is known"
)
