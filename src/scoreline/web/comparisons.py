"""Versions compared on the same matches beside the requests, kept for an hour."""

from scoreline.home import Home
from scoreline.jobs.comparing import Compared, compare_versions
from scoreline.web.background import Background, Kept
from scoreline.web.records import KEEP


class Comparisons:
    """Pairs of versions, side by side."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: Background[Compared] = Background(patience=0.3)

    def of(self, first: str, other: str) -> Kept[Compared]:
        """Return how two versions do on the finished matches that neither has learnt from."""
        hour = int(self._home.wall.now().timestamp()) // KEEP
        names = (first, other)
        return self._kept.get(names, hour, lambda: compare_versions(self._home, names))
