"""What became of bots' bankrolls: drawn anew beside the requests when anything was written."""

from dataclasses import dataclass
from typing import Any

from scoreline.bots.wagers import MARKET
from scoreline.domain import League
from scoreline.home import Home
from scoreline.jobs import bankrolls, bet_rows, count_bets, curve_rows
from scoreline.store import odds
from scoreline.web.background import Background, Kept


@dataclass(frozen=True, slots=True)
class Purse:
    """A bot's money: what its bets came to, all of it plain.

    Attributes:
        row: The figures.
        curve: The bankroll day by day.
        bets: Every bet, the latest kick-off first.
        bookmakers: Whose prices were known by now where there is no bet: why there is none.
    """

    row: dict[str, Any]
    curve: list[dict[str, Any]]
    bets: list[dict[str, Any]]
    bookmakers: frozenset[str]


class Purses:
    """The bankrolls of the bots that bet."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: Background[Purse] = Background(patience=0.3)

    def of(self, bot: str, league: League) -> Kept[Purse]:
        """Return what became of a bot's bankroll in the book that a league of its is in."""
        stamp = self._home.database.stamp()
        return self._kept.get((bot, league), stamp, lambda: self._purse(bot, league))

    def _purse(self, bot: str, league: League) -> Purse:
        home = self._home.at(self._home.clock, book=league.book)
        [found] = bankrolls(home, bot=bot)
        seed, many = home.settings.seed, count_bets(home, bot)
        return Purse(
            row=found.row(seed=seed),
            curve=curve_rows(found.curve(seed=seed)) if found.settled else [],
            bets=bet_rows(home, bot=bot, limit=many) if many else [],
            bookmakers=frozenset() if many else self._bookmakers(league),
        )

    def _bookmakers(self, league: League) -> frozenset[str]:
        now = self._home.clock.now()
        with self._home.database.read() as connection:
            found = odds.bookmakers(connection, league.seasons, market=MARKET, as_of=now)
        return frozenset(found)
