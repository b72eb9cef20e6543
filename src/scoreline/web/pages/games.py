"""Matches that were played, seen from one club."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from scoreline.domain import Fixture
from scoreline.web.pages.views import score_text


@dataclass(frozen=True, slots=True)
class Game:
    """A played match as printed.

    Attributes:
        letter: W, D or L for the club it is seen from.
    """

    day: date
    home: str
    away: str
    score: str
    letter: str
    href: str

    @classmethod
    def of(cls, fixture: Fixture, club: str) -> Self:
        """Read a match whose score is known."""
        score = fixture.score
        assert score is not None, "only what was played is shown"
        gap = score.home - score.away
        ahead = gap if club == fixture.home else -gap
        return cls(
            day=fixture.date,
            home=fixture.home,
            away=fixture.away,
            score=score_text(score.home, score.away),
            letter="W" if ahead > 0 else "L" if ahead < 0 else "D",
            href=f"/matches/{fixture.id}",
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How a club's matches ended."""

    won: int
    drawn: int
    lost: int

    @classmethod
    def of(cls, games: Sequence[Game]) -> Self:
        """Count."""
        ended = letters(games)
        return cls(ended.count("W"), ended.count("D"), ended.count("L"))

    @property
    def played(self) -> int:
        """Return how many there were."""
        return self.won + self.drawn + self.lost


def letters(games: Iterable[Game]) -> list[str]:
    """Return W, D and L in order."""
    return [game.letter for game in games]
