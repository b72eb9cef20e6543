"""League tables as they stood when each match spoke."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from scoreline._jit import jit
from scoreline.domain import SeasonRules
from scoreline.domain.match import DAY
from scoreline.features._base import Floats
from scoreline.features.timeline import Ints, Timeline, microseconds

_LATE: Final = 0.75
_SECOND_HALF: Final = 0.5
_TOP: Final = 2
_WITHIN: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """Where two clubs stand; all but the last three have shape (matches, 2), home then away.

    Attributes:
        place: NaN before a club's first match of the season, as ``points`` and ``difference``.
        points: Less what was deducted.
        difference: Goal difference.
        played: Matches this season.
        progress: Share of the season's matches played, shape (matches,), at most 1.
        title: 1 where the match may decide the title, shape (matches,).
        relegation: 1 where both fight relegation, shape (matches,).
        rules: The season's rules by block of the timeline's entries.
    """

    place: Floats
    points: Floats
    difference: Floats
    played: Floats
    progress: Floats
    title: Floats
    relegation: Floats
    rules: tuple[SeasonRules, ...]


def standings(timeline: Timeline) -> Standings:
    """Return the table as it stood before every match of a timeline.

    Clubs rank by points, goal difference and goals scored, among those that have played this
    season; equal on all, they share a place. Competitions that break ties by other means, like
    head-to-head results, are ranked the same way.
    """
    entries = timeline.entries
    rules = tuple(
        timeline.competitions[league].rules_in(int(season))
        for league, season in zip(entries.league, entries.season, strict=True)
    )
    clubs, blocks = _walk(
        timeline.events,
        entries.of_match,
        timeline.goals,
        timeline.speaks,
        entries.block,
        entries.start,
        np.array([rule.teams for rule in rules], dtype=np.int64),
        np.array([rule.relegation for rule in rules], dtype=np.int64),
        np.array([rule.points_per_win for rule in rules], dtype=np.int64),
        *_deductions(timeline),
    )
    place, points, difference, played = (clubs[:, :, column] for column in range(4))
    progress, title, relegation = (blocks[:, column] for column in range(3))
    return Standings(place, points, difference, played, progress, title, relegation, rules)


@jit
def _add(row: Ints, scored: float, conceded: float, win: int) -> None:
    """Add a result to a club's row of points, difference, goals scored, matches."""
    row[0] += win * (scored > conceded) + (scored == conceded)
    row[1] += int(scored - conceded)
    row[2] += int(scored)
    row[3] += 1


@jit
def _place(entry: int, first: int, stop: int, state: Ints) -> int:
    """Return 1 + the clubs of a block, ``first`` to before ``stop``, that rank above."""
    above = 0
    for other in range(first, stop):
        if state[other, 3] == 0:
            continue
        for key in range(3):
            if state[other, key] != state[entry, key]:
                above += state[other, key] > state[entry, key]
                break
    return above + 1


@jit
def _in_reach(entry: int, first: int, stop: int, state: Ints, matches: int, win: int) -> bool:
    """Tell whether a club can still draw level with the leader."""
    most = state[entry, 0] + win * max(matches - state[entry, 3], 0)
    reach = True
    for other in range(first, stop):
        reach = reach and (state[other, 3] == 0 or state[other, 0] <= most)
    return reach


@jit
def _near_the_drop(pair: Ints, first: int, stop: int, state: Ints, last_safe: int) -> bool:
    """Tell whether both clubs are in or within three points of the relegation places."""
    line = -1
    for other in range(first, stop):
        if state[other, 3] > 0 and _place(other, first, stop, state) > last_safe:
            line = other if line < 0 or state[other, 0] > state[line, 0] else line
    return (
        line >= 0
        and min(state[pair[0], 3], state[pair[1], 3]) > 0
        and max(state[pair[0], 0], state[pair[1], 0]) <= state[line, 0] + _WITHIN
    )


@jit
def _walk(
    events: Ints,
    entries: Ints,
    goals: Floats,
    speaks: Ints,
    block: Ints,
    start: Ints,
    teams: Ints,
    relegated: Ints,
    win: Ints,
    fined: Ints,
    fined_from: Ints,
    fine: Ints,
) -> tuple[Floats, Floats]:
    """Return place, points, difference and matches of both clubs, and the last three of above."""
    clubs = np.full((len(entries), 2, 4), np.nan)
    blocks = np.zeros((len(entries), 3))
    state = np.zeros((len(block), 4), dtype=np.int64)
    known = np.zeros(len(teams))
    fines = 0
    for event in events:
        match, pair = event >> 1, entries[event >> 1]
        season = block[pair[0]]
        if event & 1 == 0:
            known[season] += 1
            _add(state[pair[0]], goals[match, 0], goals[match, 1], win[season])
            _add(state[pair[1]], goals[match, 1], goals[match, 0], win[season])
            continue
        # Events come in order of time, so a fine is due once and for all.
        while fines < len(fined) and fined_from[fines] <= speaks[match]:
            state[fined[fines], 0] -= fine[fines]
            fines += 1
        first, stop = start[season], start[season + 1]
        for side in range(2):
            clubs[match, side, 3] = state[pair[side], 3]
            if state[pair[side], 3] > 0:
                clubs[match, side, 0] = _place(pair[side], first, stop, state)
                clubs[match, side, 1] = state[pair[side], 0]
                clubs[match, side, 2] = state[pair[side], 1]
        matches = 2 * (teams[season] - 1)
        progress = min(known[season] / (teams[season] * (teams[season] - 1)), 1.0)
        blocks[match, 0] = progress
        blocks[match, 1] = (
            progress >= _LATE
            and (clubs[match, 0, 0] <= _TOP or clubs[match, 1, 0] <= _TOP)
            and _in_reach(pair[0], first, stop, state, matches, win[season])
            and _in_reach(pair[1], first, stop, state, matches, win[season])
        )
        blocks[match, 2] = progress >= _SECOND_HALF and _near_the_drop(
            pair, first, stop, state, teams[season] - relegated[season]
        )
    return clubs, blocks


def _deductions(timeline: Timeline) -> tuple[Ints, Ints, Ints]:
    """Return entries that lost points, the instants from which they had, and how many."""
    entries = timeline.entries
    number = {
        (timeline.leagues[entries.league[block]], entries.season[block], timeline.teams[club]): i
        for i, (club, block) in enumerate(zip(entries.club, entries.block, strict=True))
    }
    found = [
        (_due(deduction.date), number[key], deduction.points)
        for competition in timeline.competitions
        for deduction in competition.deductions
        if (key := (competition.code, deduction.season, deduction.club)) in number
    ]
    columns = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    due, entry, points = np.ascontiguousarray(columns.T)
    return entry, due, points


def _due(day: date | None) -> int:
    """Return the end of the day, as the hour is not known; without a day, the beginning of time."""
    if day is None:
        return int(np.iinfo(np.int64).min)
    return microseconds(datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY)
