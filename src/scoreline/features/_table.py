"""The kernel of league tables: what holds before each match."""

import numpy as np

from scoreline._jit import jit
from scoreline.features._base import Floats
from scoreline.features.ranking import HIGHER, play, rank
from scoreline.features.timeline import Flags, Ints

_LATE = 0.75
_SECOND_HALF = 0.5
_TOP = 2
_WITHIN = 3


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
    leader = -HIGHER
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
    line = -HIGHER
    for club in range(len(above)):
        if above[club] >= last_safe:
            line = max(line, totals[club, 4])
    for club in pair:
        if above[club] < 0 or upper[club] == 1 or totals[club, 4] > line + _WITHIN:
            return False
    return True


@jit
def _in_order(points: Ints, totals: Ints) -> None:
    """Write the points of the clubs that have played, most first, then what stands for no club."""
    # NumPy's sort takes seconds to compile and is no quicker on so few.
    for club in range(len(totals)):
        own = totals[club, 4] if totals[club, 5] > 0 else -HIGHER
        place = club
        while place > 0 and points[place - 1] < own:
            points[place] = points[place - 1]
            place -= 1
        points[place] = own


@jit
def _open(club: Ints, points: Ints, lines: Ints, matches: int, win: int) -> tuple[float, float]:
    """Return how near the nearest line is, 0 to 1, and how many matches a club has left.

    ``points`` are those of all clubs in order, ``lines`` places that part the table, 0 for none.
    """
    left = max(matches - club[5], 0)
    nearest = HIGHER
    for line in lines:
        if 0 < line < len(points) and points[line] > -HIGHER:
            if club[4] >= points[line - 1]:
                nearest = min(nearest, club[4] - points[line])
            else:
                nearest = min(nearest, points[line - 1] - club[4])
    if nearest == HIGHER:
        return 1.0, left
    return max(1 - nearest / (win * max(left, 1)), 0.0), left


@jit
def _split(
    due: bool, upper: Ints, totals: Ints, meetings: Ints, breaks: Ints, rounds: int, places: int
) -> None:
    """Part a table, where that is due and has not been done, into upper places and the others.

    It is due before the first match of a part, which may be played before the last one of the
    rounds, and at the latest once those are over.
    """
    if due and not upper.any():
        above = rank(totals, upper, meetings, breaks, rounds)
        upper[:] = (above >= 0) & (above < places)


@jit
def walk(
    events: Ints,
    rows: Ints,
    entries: Ints,
    goals: Floats,
    block: Ints,
    fines: Ints,
    start: Ints,
    cells: Ints,
    rules: Ints,
    breaks: Ints,
    lines: Ints,
    totals: Ints,
    upper: Ints,
    meetings: Ints,
    ranked: Ints,
    points: Ints,
    stale: Flags,
    known: Ints,
    of_rounds: Ints,
) -> tuple[Floats, Floats]:
    """Walk a stretch's events, of which ``-1 - i`` is the i-th fine, on from the state.

    Args:
        events: Of a stretch, with fines put in where they are due.
        rows: The matches that speak.
        entries: Of the home and the away club, shape (matches, 2).
        goals: Shape (matches, 2).
        block: Of each entry.
        fines: Entry and points.
        start: First entry of each block and of one more.
        cells: First row in ``meetings`` of each block and of one more.
        rules: Of each block: teams, relegation places, points per win, matches of a club, rounds,
            matches of a club before the split (-1 for none), places of the upper part, how often a
            club receives another.
        breaks: Of each block, as :func:`rank` takes them.
        lines: Of each block, the places after which something else begins, 0 for none.
        totals: State, by entry, as :func:`rank` takes them.
        upper: State, by entry: 1 in the upper part of a split table.
        meetings: State, block after block, as :func:`rank` takes them.
        ranked: State, by entry: how many stood above when its table was last ranked.
        points: State, by entry: a block's points when it was last ranked, most first.
        stale: State, by block: whether anything was added since.
        known: State, by block: how many results count.
        of_rounds: State, by block: how many of them before a split.

    Returns:
        Before each row place, points, difference, matches, stake and matches left of both clubs,
        shape (rows, 2, 6), and progress and what the match decides, shape (rows, 3).
    """
    clubs = np.full((len(rows), 2, 6), np.nan)
    blocks = np.zeros((len(rows), 3))
    for event in events:
        if event < 0:
            totals[fines[-1 - event, 0], 4] -= fines[-1 - event, 1]
            stale[block[fines[-1 - event, 0]]] = True
            continue
        match = rows[event >> 1] if event & 1 else event >> 1
        here = block[entries[match, 0]]
        teams, relegated, win, matches, rounds, until_split, places, at_home = rules[here]
        first, stop = start[here], start[here + 1]
        size = stop - first
        pair, table = entries[match] - first, totals[first:stop]
        part = upper[first:stop]
        met = meetings[cells[here] : cells[here + 1]].reshape(size, size, 5)
        if event & 1 == 0:
            if met[pair[0], pair[1], 0] >= at_home:
                continue
            before = met[pair[0], pair[1], 0] + met[pair[1], pair[0], 0]
            due = until_split >= 0 and before >= rounds
            _split(due, part, table, met, breaks[here], rounds, places)
            play(pair, int(goals[match, 0]), int(goals[match, 1]), table, met, win)
            known[here] += 1
            of_rounds[here] += before < rounds
            stale[here] = True
            due = 2 * of_rounds[here] == teams * until_split
            _split(due, part, table, met, breaks[here], rounds, places)
            continue
        if stale[here]:
            ranked[first:stop] = rank(table, part, met, breaks[here], rounds)
            _in_order(points[first:stop], table)
            stale[here] = False
        above, row = ranked[first:stop], event >> 1
        for side in range(2):
            out, club = clubs[row, side], table[pair[side]]
            _stand(out, club, above[pair[side]])
            if club[5] > 0:
                out[4], out[5] = _open(club, points[first:stop], lines[here], matches, win)
        progress = min(2 * known[here] / (teams * matches), 1.0)
        blocks[row, 0] = progress
        blocks[row, 1] = progress >= _LATE and _decides_title(
            pair, above, table, part, matches, win
        )
        blocks[row, 2] = progress >= _SECOND_HALF and _decides_relegation(
            pair, above, table, part, teams - relegated
        )
    return clubs, blocks
