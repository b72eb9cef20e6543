"""Names that are alike: what a person may decide about, and no program."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from scoreline.store.players import Player

_ALIKE: Final = 85.0
"""Least likeness, of 100, at which two players of a club may be one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names of a club's players that may be one player's; ``likeness`` is of 100."""

    club: str
    name: str
    source: str
    spelling: str
    likeness: float


def bare(word: str) -> str:
    """Return a word without accents, capitals and punctuation."""
    letters = unicodedata.normalize("NFKD", word)
    return default_process("".join(each for each in letters if not unicodedata.combining(each)))


def alike(players: Sequence[Player]) -> list[Pair]:
    """Return pairs of players that may be one, the likest first.

    A source tells its own players apart, so two whom one source names are two.

    Args:
        players: As the store lists them, by club.
    """
    found = [
        pair
        for _, club in groupby(players, key=lambda player: player.club)
        for one, other in combinations(club, 2)
        for pair in _compared(one, other)
    ]
    return sorted(found, key=lambda pair: (-pair.likeness, pair.club, pair.name, pair.spelling))


def _usual(player: Player) -> tuple[int, int, bool]:
    """Return what sorts the likelier name to keep first: used more, longer, with its accents."""
    return -len(player.spellings), -len(player.name), player.name.isascii()


def _compared(one: Player, other: Player) -> Iterator[Pair]:
    if not {source for source, _ in one.spellings}.isdisjoint({by for by, _ in other.spellings}):
        return
    known, strange = sorted((one, other), key=_usual)
    likeness = fuzz.WRatio(known.name, strange.name, processor=bare)
    if likeness >= _ALIKE:
        for source, spelling in strange.spellings:
            yield Pair(known.club, known.name, source, spelling, round(likeness, 1))
