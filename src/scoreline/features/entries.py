"""Clubs in the competitions and seasons they play in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Every club in every competition and season, numbered by competition, season and club.

    State kept by entry needs no reset when a season begins. The entries of one competition and
    season stand next to each other and are called a block.

    Attributes:
        of_match: Entries of the home and the away club, shape (matches, 2).
        club: Club of each entry.
        previous: The club's entry in the same competition a season earlier, or -1.
        block: Block of each entry.
        start: First entry of each block; one more element closes the last block.
        league: Competition of each block.
        season: Season of each block.
    """

    of_match: Ints
    club: Ints
    previous: Ints
    block: Ints
    start: Ints
    league: Ints
    season: Ints

    @property
    def newcomers(self) -> NDArray[np.bool_]:
        """Tell which clubs were not in their competition a season earlier, when it was played."""
        before = np.stack([self.league, self.season - 1], axis=1)
        played = (before[:, None] == np.stack([self.league, self.season], axis=1)).all(axis=2)
        new: NDArray[np.bool_] = (self.previous < 0) & played.any(axis=1)[self.block]
        return new

    def __len__(self) -> int:
        return len(self.club)


def enter(club: Ints, league: Ints, season: Ints) -> Entries:
    """Number the entries of matches; ``club`` has shape (matches, 2), home then away."""
    first = season.min(initial=0)
    clubs = club.max(initial=0) + 1
    # One season of room before the first, so that a season less never is another league's.
    seasons = season.max(initial=0) - first + 2
    block_code = league * seasons + (season - first + 1)
    code, of_match = np.unique(block_code[:, None] * clubs + club, return_inverse=True)
    blocks, start, block = np.unique(code // clubs, return_index=True, return_inverse=True)
    return Entries(
        of_match=of_match.reshape(club.shape),
        club=code % clubs,
        previous=_find(code, code - clubs),
        block=block,
        start=np.append(start, len(code)),
        league=blocks // seasons,
        season=blocks % seasons + first - 1,
    )


def _find(ordered: Ints, wanted: Ints) -> Ints:
    place = np.searchsorted(ordered, wanted)
    return np.where(ordered[place % max(len(ordered), 1)] == wanted, place, -1)
