"""What a table adds up, and the order that a competition's rules make of it: compiled.

Played seasons and simulated ones are ranked here, so they cannot differ.
"""

import numpy as np

from scoreline._jit import jit
from scoreline.domain import SeasonRules
from scoreline.domain.competition import TIE_BREAKS
from scoreline.features.timeline import Ints

# Columns of totals: those of the first tie-breaks stand where the tie-break's number says.
DIFFERENCE, SCORED, WINS, AWAY_GOALS, POINTS, PLAYED, DRAWS = range(7)
COLUMNS = 7
_MUTUAL = TIE_BREAKS.index("head_to_head_points")
"""From this number on tie-breaks are about the matches of level clubs against each other."""

HIGHER = 1 << 40
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
def play(pair: Ints, home: int, away: int, totals: Ints, meetings: Ints, win: int) -> None:
    """Add a result to the totals and meetings of a table, as :func:`rank` takes them.

    Args:
        pair: The club that received and its guest.
        home: Goals of the first.
        away: Goals of the second.
        totals: Changed, as ``meetings``.
        meetings: See :func:`rank`.
        win: Points for a win.
    """
    _meet(meetings[pair[0], pair[1]], home, away, win)
    _add(totals[pair[0]], home, away, False, win)
    _add(totals[pair[1]], away, home, True, win)


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
    keys = totals[:, 4] + HIGHER * upper
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


def breaks_of(rules: SeasonRules) -> list[int]:
    """Return the numbers of tie-breaks, filled up with -1, as :func:`rank` takes them."""
    numbers = [TIE_BREAKS.index(name) for name in rules.tie_breaks]
    return numbers + [-1] * (len(TIE_BREAKS) - len(numbers))
