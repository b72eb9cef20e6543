"""The kernel of league tables: totals by entry, and the order that tie-breaks make of them."""

import numpy as np

from scoreline._jit import jit
from scoreline.domain.competition import TIE_BREAKS
from scoreline.features._base import Floats
from scoreline.features.timeline import Ints

# Columns of totals: those of the first tie-breaks stand where the tie-break's number says.
DIFFERENCE, SCORED, WINS, AWAY_GOALS, POINTS, PLAYED, DRAWS = range(7)
_COLUMNS = 7
_MUTUAL = TIE_BREAKS.index("head_to_head_points")
"""From this number on tie-breaks are about the matches of level clubs against each other."""

_LATE = 0.75
_SECOND_HALF = 0.5
_TOP = 2
_WITHIN = 3
_HIGHER = 1 << 40
"""More than any points: what the upper part of a split table has on the lower one."""


@jit
def _add(row: Ints, scored: int, conceded: int, away: bool, win: int) -> None:
    row[0] += scored - conceded
    row[1] += scored
    row[2] += scored > conceded
    row[3] += scored * away
    row[4] += win * (scored > conceded) + (scored == conceded)
    row[5] += 1
    row[6] += scored == conceded


@jit
def _meet(row: Ints, home: int, away: int, win: int) -> None:
    """Add a match to a row of two clubs at one ground: matches, points of both, goals of both."""
    row[0] += 1
    row[1] += win * (home > away) + (home == away)
    row[2] += win * (away > home) + (home == away)
    row[3] += home
    row[4] += away


@jit
def _part(above: Ints, keys: Ints) -> bool:
    """Let clubs drop behind level ones with a greater key; tell whether some remain level."""
    before = above.copy()
    level = False
    for i in range(len(above)):
        for j in range(len(above)):
            if i != j and before[i] == before[j] >= 0:
                above[i] += keys[j] > keys[i]
                level = level or keys[j] == keys[i]
    return level


@jit
def _mutual(keys: Ints, which: int, level: Ints, meetings: Ints, rounds: int) -> None:
    """Write what clubs achieved against those of the same ``level``, 0 until all is played.

    ``which`` counts points, goal difference, away goals; ``meetings`` has shape (clubs, clubs, 5).
    """
    clubs = len(level)
    unfinished = np.zeros(clubs, dtype=np.bool_)
    keys[:] = 0
    for i in range(clubs):
        for j in range(clubs):
            if i != j and level[i] == level[j] >= 0:
                here, there = meetings[i, j], meetings[j, i]
                if here[0] + there[0] < rounds:
                    unfinished[level[i]] = True
                if which == 0:
                    keys[i] += here[1] + there[2]
                elif which == 1:
                    keys[i] += here[3] - here[4] + there[4] - there[3]
                else:
                    keys[i] += there[4]
    for i in range(clubs):
        if level[i] >= 0 and unfinished[level[i]]:
            keys[i] = 0


@jit
def rank(totals: Ints, upper: Ints, meetings: Ints, breaks: Ints, rounds: int) -> Ints:
    """Return how many clubs stand above each, -1 for clubs that have not played.

    Args:
        totals: Shape (clubs, 7), columns as named above.
        upper: 1 for the clubs of the upper part of a split table.
        meetings: Of a club (first axis) receiving another (second): matches, points of both, goals
            of both, shape (clubs, clubs, 5).
        breaks: Numbers of the tie-breaks in their order, -1 for none.
        rounds: How often any two clubs meet.
    """
    above = np.where(totals[:, 5] > 0, 0, -1)
    keys = totals[:, 4] + _HIGHER * upper
    remain = _part(above, keys)
    mutual = False
    level = above
    for number in breaks:
        if not remain or number < 0:
            break
        if number >= _MUTUAL:
            # Successive mutual keys are those of one small table of all the clubs level before.
            level = level if mutual else above.copy()
            _mutual(keys, number - _MUTUAL, level, meetings, rounds)
        else:
            keys[:] = totals[:, number]
        mutual = number >= _MUTUAL
        remain = _part(above, keys)
    return above


@jit
def _stand(out: Floats, row: Ints, above: int) -> None:
    """Write a club's place, points, difference and matches, the first three once it has played."""
    out[3] = row[5]
    if row[5] > 0:
        out[0], out[1], out[2] = above + 1, row[4], row[0]


@jit
def _decides_title(
    pair: Ints, above: Ints, totals: Ints, upper: Ints, matches: int, win: int
) -> bool:
    """Tell whether one of two clubs is at the top and both can still draw level with the leader."""
    leader = -_HIGHER
    for club in range(len(above)):
        if above[club] == 0:
            leader = totals[club, 4]
    split = upper.any()
    at_the_top = False
    for club in pair:
        at_the_top = at_the_top or 0 <= above[club] < _TOP
        most = totals[club, 4] + win * max(matches - totals[club, 5], 0)
        if most < leader or (split and upper[club] == 0):
            return False
    return at_the_top


@jit
def _decides_relegation(pair: Ints, above: Ints, totals: Ints, upper: Ints, last_safe: int) -> bool:
    """Tell whether both clubs are in or within three points of the relegation places."""
    line = -_HIGHER
    for club in range(len(above)):
        if above[club] >= last_safe:
            line = max(line, totals[club, 4])
    for club in pair:
        if above[club] < 0 or upper[club] == 1 or totals[club, 4] > line + _WITHIN:
            return False
    return True


@jit
def walk(
    events: Ints,
    entries: Ints,
    goals: Floats,
    block: Ints,
    start: Ints,
    rules: Ints,
    breaks: Ints,
    fines: Ints,
) -> tuple[Floats, Floats, Ints, Ints]:
    """Walk a timeline's events, of which ``-1 - i`` is the i-th fine.

    Args:
        events: Of a timeline, with fines put in where they are due.
        entries: Of the home and the away club, shape (matches, 2).
        goals: Shape (matches, 2).
        block: Of each entry.
        start: First entry of each block and of one more.
        rules: Of each block: teams, relegation places, points per win, matches of a club, rounds,
            matches of a club before the split (-1 for none), places of the upper part, how often a
            club receives another.
        breaks: Of each block, as :func:`rank` takes them.
        fines: Entry and points.

    Returns:
        Before each match place, points, difference and matches of both clubs, (matches, 2, 4), and
        progress and what the match decides, (matches, 3); in the end totals and places.
    """
    clubs = np.full((len(entries), 2, 4), np.nan)
    blocks = np.zeros((len(entries), 3))
    totals = np.zeros((len(block), _COLUMNS), dtype=np.int64)
    upper = np.zeros(len(block), dtype=np.int64)
    known = np.zeros(len(rules), dtype=np.int64)
    sizes = start[1:] - start[:-1]
    cells = np.append(0, np.cumsum(sizes**2))
    meetings = np.zeros((cells[-1], 5), dtype=np.int64)
    # A table stays as it was last ranked until something is added to it.
    ranked = np.full(len(block), -1)
    stale = np.zeros(len(rules), dtype=np.bool_)
    for event in events:
        if event < 0:
            totals[fines[-1 - event, 0], 4] -= fines[-1 - event, 1]
            stale[block[fines[-1 - event, 0]]] = True
            continue
        match = event >> 1
        here = block[entries[match, 0]]
        teams, relegated, win, matches, rounds, until_split, places, at_home = rules[here]
        first, stop, size = start[here], start[here + 1], sizes[here]
        pair, table = entries[match] - first, totals[first:stop]
        part = upper[first:stop]
        met = meetings[cells[here] : cells[here + 1]].reshape(size, size, 5)
        if event & 1 == 0:
            if met[pair[0], pair[1], 0] >= at_home:
                continue
            home, away = int(goals[match, 0]), int(goals[match, 1])
            _meet(met[pair[0], pair[1]], home, away, win)
            _add(table[pair[0]], home, away, False, win)
            _add(table[pair[1]], away, home, True, win)
            known[here] += 1
            stale[here] = True
            if 2 * known[here] == teams * until_split:
                above = rank(table, part, met, breaks[here], rounds)
                part[:] = (above >= 0) & (above < places)
            continue
        if stale[here]:
            ranked[first:stop] = rank(table, part, met, breaks[here], rounds)
            stale[here] = False
        above = ranked[first:stop]
        for side in range(2):
            _stand(clubs[match, side], table[pair[side]], above[pair[side]])
        progress = min(2 * known[here] / (teams * matches), 1.0)
        blocks[match, 0] = progress
        blocks[match, 1] = progress >= _LATE and _decides_title(
            pair, above, table, part, matches, win
        )
        blocks[match, 2] = progress >= _SECOND_HALF and _decides_relegation(
            pair, above, table, part, teams - relegated
        )
    for here in range(len(rules)):
        if stale[here]:
            first, stop, size = start[here], start[here + 1], sizes[here]
            met = meetings[cells[here] : cells[here + 1]].reshape(size, size, 5)
            table, part = totals[first:stop], upper[first:stop]
            ranked[first:stop] = rank(table, part, met, breaks[here], rules[here, 4])
    return clubs, blocks, totals, ranked + 1
