"""The condition of a home, looked over beside the requests, once a minute at most."""

from typing import Final

from scoreline.checkup import Checkup, check_up
from scoreline.home import Home
from scoreline.web.background import Background, Kept

KEEP: Final = 60
"""Seconds."""


class Checkups:
    """The last look at a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: Background[Checkup] = Background()

    def now(self) -> Kept[Checkup]:
        """Return the last look; one that is older than a minute is taken anew."""
        minute = int(self._home.wall.now().timestamp()) // KEEP
        return self._kept.get("home", minute, lambda: check_up(self._home))
