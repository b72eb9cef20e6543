"""How a club has played of late and over this season."""

from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Columns, Floats, Group, Walk, by_side, sides
from scoreline.features.timeline import Flags, Ints, Timeline
from scoreline.ratings import Stretch

_NAMES: Final = (
    "{side}_points_last_5",
    "{side}_wins_last_5",
    "{side}_draws_last_5",
    "{side}_losses_last_5",
    "{side}_goals_scored_avg_5",
    "{side}_goals_conceded_avg_5",
    "{side}_clean_sheets_last_5",
    "{side}_failed_to_score_last_5",
    "{side}_points_last_10",
    "{side}_goals_scored_avg_10",
    "{side}_goals_conceded_avg_10",
    "{side}_current_win_streak",
    "{side}_current_unbeaten_streak",
    "{side}_current_winless_streak",
    "{side}_goals_scored_season_avg",
    "{side}_goals_conceded_season_avg",
    "{side}_points_per_game",
    "{side}_matches_played",
)
"""In the order of the kernel's columns."""

_WIN, _DRAW = 3, 1
_SHORT, _LONG = 5, 10


@jit
def _recent(row: Floats, slot: int, before: Ints, goals: Floats, played: Flags) -> None:
    """Write the columns of the last five and ten matches, of which ``slot`` is the latest."""
    for i in range(11):
        row[i] = 0.0
    count = short = long = 0
    while slot >= 0 and count < _LONG:
        match, side = slot >> 1, slot & 1
        scored, conceded = goals[match, side], goals[match, 1 - side]
        points = _WIN * (scored > conceded) + _DRAW * (scored == conceded)
        count += 1
        row[8] += points
        if played[match]:
            long += 1
            row[9] += scored
            row[10] += conceded
        if count <= _SHORT:
            row[0] += points
            row[1] += scored > conceded
            row[2] += scored == conceded
            row[3] += scored < conceded
        if count <= _SHORT and played[match]:
            short += 1
            row[4] += scored
            row[5] += conceded
            row[6] += conceded == 0
            row[7] += scored == 0
        slot = before[slot]
    for i in range(4, 6):
        row[i] = row[i] / short if short else np.nan
        row[i + 5] = row[i + 5] / long if long else np.nan


@jit
def _walk(
    events: Ints,
    rows: Ints,
    clubs: Ints,
    entries: Ints,
    goals: Floats,
    played: Flags,
    latest: Ints,
    before: Ints,
    streaks: Floats,
    season: Floats,
) -> Floats:
    """Return shape (rows, 2, 18), walking on from the state.

    Args:
        events: Of a stretch, as ``rows``.
        rows: The matches that speak.
        clubs: Of each match.
        entries: Of each match.
        goals: Of each match.
        played: Of each match.
        latest: Each club's last slot. A slot, 2 * match + side, is a club's part in a match.
        before: The slot that the club had before, by slot.
        streaks: Of wins, without a loss, without a win, by club.
        season: Goals scored and conceded, matches played, points, matches, by entry.
    """
    out = np.full((len(rows), 2, 18), np.nan)
    for event in events:
        match = rows[event >> 1] if event & 1 else event >> 1
        for side in range(2):
            club, entry = clubs[match, side], entries[match, side]
            if event & 1:
                row = out[event >> 1, side]
                if latest[club] >= 0:
                    _recent(row, latest[club], before, goals, played)
                    for i in range(3):
                        row[11 + i] = streaks[club, i]
                if season[entry, 2] > 0:
                    row[14] = season[entry, 0] / season[entry, 2]
                    row[15] = season[entry, 1] / season[entry, 2]
                if season[entry, 4] > 0:
                    row[16] = season[entry, 3] / season[entry, 4]
                row[17] = season[entry, 4]
            else:
                scored, conceded = goals[match, side], goals[match, 1 - side]
                before[2 * match + side] = latest[club]
                latest[club] = 2 * match + side
                streaks[club, 0] = (streaks[club, 0] + 1) * (scored > conceded)
                streaks[club, 1] = (streaks[club, 1] + 1) * (scored >= conceded)
                streaks[club, 2] = (streaks[club, 2] + 1) * (scored <= conceded)
                if played[match]:
                    season[entry, 0] += scored
                    season[entry, 1] += conceded
                    season[entry, 2] += 1
                season[entry, 3] += _WIN * (scored > conceded) + _DRAW * (scored == conceded)
                season[entry, 4] += 1
    return out


def _begin(timeline: Timeline) -> Walk:
    matches = timeline.clubs, timeline.entries.of_match, timeline.goals, timeline.played
    teams = len(timeline.teams)
    state = (
        np.full(teams, -1),
        np.full(2 * len(timeline), -1),
        np.zeros((teams, 3)),
        np.zeros((len(timeline.entries), 5)),
    )

    def walk(stretch: Stretch) -> Columns:
        values = _walk(stretch.events, stretch.rows, *matches, *state)
        return by_side(_NAMES, values)

    return walk


# Counts and sums use the matches there are, fewer than five or ten at a club's beginning. They and
# the streaks carry over from season to season. Goals count where they were scored: an awarded
# result is a win or a loss, and of the goals of these matches nothing.
_THIS_SEASON: Final = "no match of the club in this competition and season is known"

FORM: Final = Group(
    "form",
    (
        *sides("{side}_points_last_5", "points (3/1/0) in the last 5 matches", "points"),
        *sides("{side}_points_last_10", "points (3/1/0) in the last 10 matches", "points"),
        *sides("{side}_wins_last_5", "wins in the last 5 matches", "count"),
        *sides("{side}_draws_last_5", "draws in the last 5 matches", "count"),
        *sides("{side}_losses_last_5", "losses in the last 5 matches", "count"),
        *sides(
            "{side}_goals_scored_avg_5", "goals scored per match over the last 5", "goals/match"
        ),
        *sides(
            "{side}_goals_conceded_avg_5", "goals conceded per match over the last 5", "goals/match"
        ),
        *sides(
            "{side}_goals_scored_avg_10", "goals scored per match over the last 10", "goals/match"
        ),
        *sides(
            "{side}_goals_conceded_avg_10",
            "goals conceded per match over the last 10",
            "goals/match",
        ),
        *sides("{side}_clean_sheets_last_5", "matches without conceding in the last 5", "count"),
        *sides("{side}_failed_to_score_last_5", "matches without scoring in the last 5", "count"),
        *sides(
            "{side}_current_win_streak",
            "consecutive wins up to now, 0 when the last match broke it",
            "count",
        ),
        *sides(
            "{side}_current_unbeaten_streak",
            "consecutive matches without a loss up to now, 0 when the last match broke it",
            "count",
        ),
        *sides(
            "{side}_current_winless_streak",
            "consecutive matches without a win up to now, 0 when the last match broke it",
            "count",
        ),
        *sides(
            "{side}_goals_scored_season_avg",
            "goals scored per match this season",
            "goals/match",
            missing=_THIS_SEASON,
        ),
        *sides(
            "{side}_goals_conceded_season_avg",
            "goals conceded per match this season",
            "goals/match",
            missing=_THIS_SEASON,
        ),
        *sides(
            "{side}_points_per_game",
            "points per match this season",
            "points/match",
            missing=_THIS_SEASON,
        ),
        *sides(
            "{side}_matches_played", "league matches played this season", "count", missing="never"
        ),
    ),
    (_begin,),
    missing="no match of the club is known",
)
