"""What became of the bots' bankrolls, judged by results and by the closing line."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from scoreline.bots.wagers import MARKET
from scoreline.domain import Bot, Fixture, Moment, Stakes, Staking
from scoreline.domain.bets import HUNDREDTHS
from scoreline.domain.markets import WAYS
from scoreline.domain.odds import PRICES, power, reference_prices
from scoreline.errors import NotFoundError
from scoreline.evaluation.bankroll import Curve, curve, record
from scoreline.evaluation.returns import Bets
from scoreline.home import Home
from scoreline.models import Floats
from scoreline.store import Connection, bets, matches, odds
from scoreline.store import bots as ledger


@dataclass(frozen=True, slots=True, eq=False)
class Bankroll:
    """A bot's money in a book at an instant.

    Attributes:
        staking: How it bets.
        settled: Its settled bets, by kick-off.
        clv: Of each the price taken times the closing chance, less one; NaN without one.
        days: Of each the day of the match.
        open: How many more are open.
        at_risk: Their stakes, in units.
    """

    bot: str
    staking: Staking
    settled: tuple[bets.Placed, ...]
    clv: Floats
    days: tuple[date, ...]
    open: int
    at_risk: float

    def row(self, *, seed: int) -> dict[str, Any]:
        """Return what its bets came to, as plain JSON values."""
        states = Counter(each.state for each in self.settled)
        found = record(self._bets(), start=self.staking.bankroll, compounds=self._grows, seed=seed)
        return {
            "bot": self.bot,
            "stakes": stakes_in_words(self.staking),
            "start": self.staking.bankroll,
            "bankroll": found["bankroll"],
            "bets": found["bets"],
            **{state: states[state] for state in ("won", "lost", "void")},
            "open": self.open,
            "at_risk": self.at_risk,
            **{name: found[name] for name in ("staked", "profit", "roi", "yield", "clv")},
            "clv_bets": int((~np.isnan(self.clv)).sum()),
            "max_drawdown": found["max_drawdown"],
        }

    def curve(self, *, seed: int) -> Curve:
        """Return the bankroll day by day, with intervals."""
        return curve(self._bets(), start=self.staking.bankroll, compounds=self._grows, seed=seed)

    @property
    def _grows(self) -> bool:
        return self.staking.stakes is Stakes.KELLY

    def _bets(self) -> Bets:
        return Bets(
            day=np.array([day.toordinal() for day in self.days], dtype=np.int64),
            match=np.arange(len(self.settled)),
            stake=_units([each.bet.stake if each.result else 0 for each in self.settled]),
            profit=_units([each.profit or 0 for each in self.settled]),
            clv=self.clv,
        )


def bankrolls(
    home: Home, *, bot: str | None = None, competitions: Collection[str] | None = None
) -> list[Bankroll]:
    """Return the bankroll of every bot that bets, or of one, as of the home's clock.

    Args:
        home: Where the bets are; those of its book count.
        bot: Only this one.
        competitions: Only bets on matches of these leagues, as if they were all.

    Raises:
        NotFoundError: There is no such bot, or it does not bet.
    """
    now = home.clock.now()
    with home.database.read() as connection:
        bettors = _bettors(connection, bot)
        placed = bets.listing(connection, home.book, as_of=now, bot=bot)
        entries = [each for each in reversed(placed) if each.profit is not None]
        ids = {each.bet.match_id for each in entries}
        played = matches.fixtures(connection, as_of=now, ids=ids, competitions=competitions)
        closing = _closing(odds.prices(connection, ids, as_of=now))
        standing = bets.positions(connection, home.book, at=now)
    days = {fixture.id: fixture.date for fixture in played}
    inside = [each for each in entries if each.bet.match_id in days]
    return [
        _bankroll(each, [e for e in inside if e.bet.bot == each.name], days, closing, standing)
        for each in bettors
    ]


def bet_rows(
    home: Home, *, bot: str | None = None, limit: int, offset: int = 0
) -> list[dict[str, Any]]:
    """Return bets of a home's book as plain JSON values, the latest kick-off first.

    Raises:
        NotFoundError: There is no such bot, or it does not bet.
    """
    now = home.clock.now()
    with home.database.read() as connection:
        _bettors(connection, bot)
        placed = bets.listing(connection, home.book, as_of=now, bot=bot, limit=limit, offset=offset)
        played = matches.fixtures(connection, as_of=now, ids={each.bet.match_id for each in placed})
    by_id = {fixture.id: fixture for fixture in played}
    return [_bet_row(each, by_id[each.bet.match_id]) for each in placed]


def count_bets(home: Home, bot: str) -> int:
    """Return how many bets a bot has placed in a home's book."""
    with home.database.read() as connection:
        return bets.count(connection, home.book, as_of=home.clock.now(), bot=bot)


def curve_rows(found: Curve) -> list[dict[str, Any]]:
    """Return a bankroll day by day as plain JSON values, in units."""
    return [
        {
            "day": date.fromordinal(day).isoformat(),
            "bankroll": round(bankroll, 2),
            "low": round(low, 2),
            "high": round(high, 2),
        }
        for day, bankroll, low, high in zip(
            found.days.tolist(),
            found.bankroll.tolist(),
            found.low.tolist(),
            found.high.tolist(),
            strict=True,
        )
    ]


def stakes_in_words(staking: Staking) -> str:
    """Return how a bot stakes, as a table has it."""
    if staking.stakes is Stakes.FLAT:
        return "flat"
    return "Kelly" if staking.fraction == 1 else f"{staking.fraction:g} Kelly"


def _bet_row(entry: bets.Placed, fixture: Fixture) -> dict[str, Any]:
    bet, result = entry.bet, entry.result
    return {
        "bot": bet.bot,
        "match_id": fixture.id,
        "day": fixture.date.isoformat(),
        "match": f"{fixture.home} v {fixture.away}",
        "on": WAYS[MARKET][bet.outcome],
        "bookmaker": bet.bookmaker,
        "price": bet.price,
        "chance": bet.chance,
        "edge": bet.edge,
        "stake": bet.stake / HUNDREDTHS,
        "placed_at": bet.placed_at.isoformat(),
        "version": bet.version,
        "state": entry.state,
        "result": None if result is None else str(result),
        "profit": None if entry.profit is None else entry.profit / HUNDREDTHS,
    }


def _bettors(connection: Connection, name: str | None) -> list[Bot]:
    every = ledger.listing(connection)
    if name is not None and name not in {each.name for each in every}:
        raise NotFoundError(f"no bot '{name}'; see: scoreline bots list")
    found = [
        each for each in every if each.personality.staking is not None and name in {None, each.name}
    ]
    if name is not None and not found:
        raise NotFoundError(f"the bot '{name}' does not bet; see: scoreline bots list")
    return found


def _bankroll(
    bot: Bot,
    entries: Sequence[bets.Placed],
    days: dict[int, date],
    closing: dict[tuple[int, str | None], Floats],
    standing: dict[str, bets.Position],
) -> Bankroll:
    staking = bot.personality.staking
    assert staking is not None
    position = standing.get(bot.name, bets.Position())
    return Bankroll(
        bot=bot.name,
        staking=staking,
        settled=tuple(entries),
        clv=np.array([_clv(each, closing) for each in entries], dtype=np.float64),
        days=tuple(days[each.bet.match_id] for each in entries),
        open=position.open,
        at_risk=position.at_risk / HUNDREDTHS,
    )


def _clv(entry: bets.Placed, closing: dict[tuple[int, str | None], Floats]) -> float:
    bet = entry.bet
    own = closing.get((bet.match_id, bet.bookmaker), closing.get((bet.match_id, None)))
    if own is None or entry.result is None:
        return float("nan")
    return float(bet.price * own[bet.outcome] - 1)


def _closing(prices: pl.DataFrame) -> dict[tuple[int, str | None], Floats]:
    """Return closing chances without margin by match and bookmaker; None is the reference one."""
    of_market = prices.filter(
        pl.col("market") == MARKET,
        pl.col("moment") == Moment.CLOSING.value,
        pl.all_horizontal(pl.col(PRICES) > 1),
    )
    reference = reference_prices(of_market, moment=Moment.CLOSING.value)
    found: dict[tuple[int, str | None], Floats] = {}
    for rows, named in ((of_market, True), (reference, False)):
        chances = power(rows.select(PRICES).to_numpy())
        names = rows["bookmaker"].to_list() if named else [None] * len(rows)
        found |= dict(zip(zip(rows["match_id"], names, strict=True), chances, strict=True))
    return found


def _units(hundredths: Sequence[int]) -> Floats:
    return np.array(hundredths, dtype=np.float64) / HUNDREDTHS
