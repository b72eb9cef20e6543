"""The kernel of season simulation: draw what is left, add it up, rank it, many times."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoreline._jit import jit
from scoreline.domain.grid import SIZE
from scoreline.features.ranking import POINTS, play, rank
from scoreline.models import Floats, Ints

_HOME, _AWAY = np.divmod(np.arange(SIZE * SIZE), SIZE)
_BY_DIFFERENCE: Final = np.lexsort((_HOME + _AWAY, _HOME - _AWAY))
SCORES: Final = np.stack([_HOME, _AWAY], axis=1)[_BY_DIFFERENCE]
"""The cells of a score grid from the highest away win to the highest home win, shape (121, 2)."""

_SLOTS: Final = 128
_WIDTH: Final = 1 / 16
_LOWEST: Final = -_SLOTS * _WIDTH / 2

Slots = NDArray[np.uint8]


class Start(NamedTuple):
    """Where every run starts from; the first four as :func:`rank` takes them.

    Attributes:
        win: Points for a win.
        rounds: How often any two clubs meet.
        split: Clubs of the upper part of a table that has yet to split, otherwise 0.
    """

    totals: Ints
    upper: Ints
    meetings: Ints
    breaks: Ints
    win: int
    rounds: int
    split: int


class Rest(NamedTuple):
    """What is left to play.

    Attributes:
        pairs: Home and away club, shape (matches, 2).
        bounds: Of each match the upper ends of ``SCORES`` on the scale of a standard normal
            variable, shape (matches, 121).
        scores: ``SCORES``.
        certain: So many are played in any case, the others once the table has split.
        uncertainty: Standard deviation of how much better a club is than its grids say, where
            what surprises in one match has 1.
    """

    pairs: Ints
    bounds: Floats
    scores: Ints
    certain: int
    uncertainty: float


@jit
def _guide(bounds: Floats) -> Slots:
    """Return for slots of the normal scale the first score each may bring, (matches, slots)."""
    first = np.zeros((len(bounds), _SLOTS), dtype=np.uint8)
    for match in range(len(bounds)):
        for slot in range(1, _SLOTS):
            first[match, slot] = np.searchsorted(bounds[match], _LOWEST + slot * _WIDTH)
    return first


@jit
def _score(surprise: float, bounds: Floats, first: Slots) -> int:
    """Return the number of the first score whose bound a surprise does not pass."""
    slot = int((surprise - _LOWEST) / _WIDTH)
    score = int(first[min(max(slot, 0), _SLOTS - 1)])
    while bounds[score] < surprise:
        score += 1
    return score


@jit
def _ordered(above: Ints, rng: np.random.Generator) -> None:
    """Draw lots among level clubs; those that have not played come last."""
    clubs = len(above)
    played = (above >= 0).sum()
    lots = np.empty(clubs)
    for club in range(clubs):
        lots[club] = rng.random()
        if above[club] < 0:
            above[club] = played
    level = above.copy()
    for club in range(clubs):
        for other in range(clubs):
            above[club] += level[other] == level[club] and lots[other] < lots[club]


@jit
def play_out(start: Start, rest: Rest, runs: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Play the rest of a season; return points and places by run, two (runs, clubs) arrays."""
    clubs = len(start.upper)
    points = np.empty((runs, clubs), dtype=np.int64)
    places = np.empty((runs, clubs), dtype=np.int64)
    totals, meetings = np.empty_like(start.totals), np.empty_like(start.meetings)
    upper, strength = np.empty_like(start.upper), np.empty(clubs)
    first = _guide(rest.bounds)
    noise = np.sqrt(1 - 2 * rest.uncertainty**2)
    for run in range(runs):
        totals[:], meetings[:], upper[:] = start.totals, start.meetings, start.upper
        for club in range(clubs):
            strength[club] = rest.uncertainty * rng.standard_normal()
        for match in range(len(rest.pairs)):
            if match == rest.certain and start.split > 0:
                above = rank(totals, upper, meetings, start.breaks, start.rounds)
                _ordered(above, rng)
                upper[:] = above < start.split
            home, away = rest.pairs[match]
            if match >= rest.certain and upper[home] != upper[away]:
                continue
            surprise = strength[home] - strength[away] + noise * rng.standard_normal()
            score = rest.scores[_score(surprise, rest.bounds[match], first[match])]
            play(rest.pairs[match], score[0], score[1], totals, meetings, start.win)
        above = rank(totals, upper, meetings, start.breaks, start.rounds)
        _ordered(above, rng)
        points[run], places[run] = totals[:, POINTS], above + 1
    return points, places
