"""What became of bots' bankrolls: drawn anew beside the requests when anything was written."""

from dataclasses import dataclass
from typing import Any

from scoreline.home import Home
from scoreline.jobs import bankrolls, curve_rows
from scoreline.web.background import Background, Kept


@dataclass(frozen=True, slots=True)
class Purse:
    """A bot's money: what its bets came to, and the bankroll day by day, both plain."""

    row: dict[str, Any]
    curve: list[dict[str, Any]]


class Purses:
    """The bankrolls of the bots that bet."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: Background[Purse] = Background(patience=0.3)

    def of(self, bot: str) -> Kept[Purse]:
        """Return what became of a bot's bankroll."""
        return self._kept.get(bot, self._home.database.stamp(), lambda: self._purse(bot))

    def _purse(self, bot: str) -> Purse:
        [found] = bankrolls(self._home, bot=bot)
        seed = self._home.settings.seed
        drawn = curve_rows(found.curve(seed=seed)) if found.settled else []
        return Purse(found.row(seed=seed), drawn)
