"""How good what was forecast was: judged beside the requests, kept for an hour."""

from typing import Any, Final

from scoreline.home import Home
from scoreline.jobs.evaluations import evaluate
from scoreline.store import predictions
from scoreline.web.background import Background, Kept

KEEP: Final = 3600
"""Seconds after which results that have come in since count; a new forecast counts at once."""


class Records:
    """What evaluations of a home's books found."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: Background[dict[str, Any]] = Background()

    def of(self, book: str, days: int) -> Kept[dict[str, Any]]:
        """Return how good a book's forecasts of the last days were."""
        with self._home.database.read() as connection:
            last = predictions.last_id(connection)
        state = (last, int(self._home.wall.now().timestamp()) // KEEP)
        there = self._home.at(self._home.clock, book=book)
        return self._kept.get((book, days), state, lambda: evaluate(there, days=days))
