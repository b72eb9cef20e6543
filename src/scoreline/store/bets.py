"""The ledger of bets: appended to, never edited; what they came to can be derived again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select

from scoreline.domain import LIVE, Bet, Outcome, Score
from scoreline.errors import NotFoundError, TooLateError
from scoreline.store._ids import among
from scoreline.store.tables import bet_settlements, bets, bots, matches

Settled = tuple[int, Score | None, int]
"""A bet's id, the result it was settled on, None where it is void, and its profit in hundredths."""


@dataclass(frozen=True, slots=True)
class Position:
    """How a bot stands at an instant, money in hundredths of a unit.

    Attributes:
        profit: What settled bets have won or lost.
        at_risk: Stakes of open bets.
        open: How many those are.
    """

    profit: int = 0
    at_risk: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A bet with what it had come to by an instant.

    Attributes:
        result: What it was settled on; None where it is void or open.
        profit: In hundredths of a unit, None where it is open.
    """

    bet: Bet
    result: Score | None
    profit: int | None

    @property
    def state(self) -> str:
        """Return open, void, won or lost."""
        if self.profit is None:
            return "open"
        if self.result is None:
            return "void"
        return "won" if self.profit > 0 else "lost"


def place(connection: Connection, book: str, given: Iterable[Bet], *, recorded_at: datetime) -> int:
    """Write bets; one that was placed before stays as it is. Return how many are new.

    Args:
        connection: A write connection.
        book: The record they belong to.
        given: The bets.
        recorded_at: The time by the wall clock, whatever instant the bets were placed at.

    Raises:
        NotFoundError: No bot or no match is the one that a bet names.
        TooLateError: A match has kicked off by the instant its bet was placed, or, in the live
            book, by now.
    """
    new = list(given)
    keys, kickoffs = _bot_ids(connection), _kickoffs(connection, {bet.match_id for bet in new})
    placed = {(bet.bot, bet.match_id) for _, bet, _ in of_matches(connection, book, kickoffs)}
    rows = []
    for bet in new:
        if bet.bot not in keys or bet.match_id not in kickoffs:
            raise NotFoundError(f"no bot '{bet.bot}' or no match {bet.match_id}")
        if (bet.bot, bet.match_id) in placed:
            continue
        placed.add((bet.bot, bet.match_id))
        kickoff = kickoffs[bet.match_id]
        if max(bet.placed_at, recorded_at if book == LIVE else bet.placed_at) >= kickoff:
            raise TooLateError(f"match {bet.match_id} has kicked off: no bet can be placed on it")
        rows.append(
            _values(bet, keys[bet.bot], kickoff) | {"book": book, "recorded_at": recorded_at}
        )
    if rows:
        connection.execute(insert(bets), rows)
    return len(rows)


def of_matches(
    connection: Connection, book: str, match_ids: Collection[int]
) -> list[tuple[int, Bet, datetime]]:
    """Return (id, bet, kick-off as it was known) on some matches, by kick-off, match and bot."""
    query = _named().where(bets.c.book == book, among(bets.c.match_id, match_ids))
    return [(row.id, _bet(row), row.kickoff) for row in _ordered(connection, query)]


def match_ids(connection: Connection, book: str) -> set[int]:
    """Return every match that somebody has bet on in a book."""
    return set(connection.scalars(select(bets.c.match_id).where(bets.c.book == book).distinct()))


def positions(connection: Connection, book: str, *, at: datetime) -> dict[str, Position]:
    """Return how every bot that has bet stands at an instant, before what is placed at it.

    A bet is open from after the instant it was placed at until the one it was settled at.
    """
    over = and_(
        bet_settlements.c.bet_id == bets.c.id,
        bet_settlements.c.settled_at <= at,
    )
    settled = bet_settlements.c.bet_id.is_not(None)
    query = (
        select(
            bots.c.name,
            func.coalesce(func.sum(bet_settlements.c.profit), 0),
            func.coalesce(func.sum(bets.c.stake).filter(~settled), 0),
            func.count().filter(~settled),
        )
        .join_from(bets, bots)
        .outerjoin(bet_settlements, over)
        .where(bets.c.book == book, bets.c.placed_at < at)
        .group_by(bots.c.name)
    )
    return {
        name: Position(int(profit), int(at_risk), int(count))
        for name, profit, at_risk, count in connection.execute(query)
    }


def settle(connection: Connection, results: Sequence[Settled], *, at: datetime) -> int:
    """Record what bets came to; return how many records changed.

    A result that was corrected takes the place of the one recorded before.
    """
    stored = _stored(connection, [key for key, _, _ in results])
    rows = [
        {
            "bet_id": key,
            "home_goals": None if result is None else result.home,
            "away_goals": None if result is None else result.away,
            "profit": profit,
            "settled_at": at,
        }
        for key, result, profit in results
        if stored.get(key, ()) != (result, profit)
    ]
    replaced = among(bet_settlements.c.bet_id, stored.keys() & {row["bet_id"] for row in rows})
    if rows:
        connection.execute(delete(bet_settlements).where(replaced))
        connection.execute(insert(bet_settlements), rows)
    return len(rows)


def withdraw(connection: Connection, bet_ids: Collection[int], *, by: datetime) -> int:
    """Take back what bets had come to by an instant; return how many had."""
    gone = among(bet_settlements.c.bet_id, bet_ids), bet_settlements.c.settled_at <= by
    return connection.execute(delete(bet_settlements).where(*gone)).rowcount


def listing(
    connection: Connection,
    book: str,
    *,
    as_of: datetime,
    bot: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Placed]:
    """Return the bets of a book placed by an instant, the latest kick-off first.

    Args:
        connection: A read connection.
        book: Of which record.
        as_of: What was placed or settled later is not there yet.
        bot: Only this bot's.
        limit: So many at most.
        offset: So many left out before.
    """
    settled = bet_settlements.c
    over = and_(settled.bet_id == bets.c.id, settled.settled_at <= as_of)
    query = (
        _named(settled.home_goals, settled.away_goals, settled.profit)
        .outerjoin(bet_settlements, over)
        .where(bets.c.book == book, bets.c.placed_at <= as_of)
        .order_by(bets.c.kickoff.desc(), bets.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if bot is not None:
        query = query.where(bots.c.name == bot)
    return [
        Placed(_bet(row), _score(row.home_goals, row.away_goals), row.profit)
        for row in connection.execute(query)
    ]


def count(connection: Connection, book: str, *, as_of: datetime, bot: str) -> int:
    """Return how many bets a bot has placed in a book by an instant."""
    query = select(func.count()).join_from(bets, bots)
    chosen = bets.c.book == book, bets.c.placed_at <= as_of, bots.c.name == bot
    return connection.scalar(query.where(*chosen)) or 0


def _named(*further: Any) -> Select[Any]:
    return select(bets, bots.c.name.label("bot"), *further).join_from(bets, bots)


def _ordered(connection: Connection, query: Select[Any]) -> list[Row[Any]]:
    # Here and not in SQL: databases order names by their own collations.
    rows = connection.execute(query)
    return sorted(rows, key=lambda row: (row.kickoff, row.match_id, row.bot))


def _stored(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Score | None, int]]:
    query = select(bet_settlements).where(among(bet_settlements.c.bet_id, ids))
    return {
        row.bet_id: (_score(row.home_goals, row.away_goals), row.profit)
        for row in connection.execute(query)
    }


def _bot_ids(connection: Connection) -> dict[str, int]:
    query = select(bots.c.name, bots.c.id)
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no pairs


def _kickoffs(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    query = select(matches.c.id, matches.c.kickoff).where(among(matches.c.id, ids))
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no pairs


def _score(home: int | None, away: int | None) -> Score | None:
    return None if home is None or away is None else Score(home, away)


def _values(bet: Bet, bot: int, kickoff: datetime) -> dict[str, Any]:
    return {
        "bot_id": bot,
        "match_id": bet.match_id,
        "outcome": int(bet.outcome),
        "bookmaker": bet.bookmaker,
        "price": bet.price,
        "chance": bet.chance,
        "stake": bet.stake,
        "version": bet.version,
        "placed_at": bet.placed_at,
        "kickoff": kickoff,
    }


def _bet(row: Row[Any]) -> Bet:
    return Bet(
        bot=row.bot,
        match_id=row.match_id,
        outcome=Outcome(row.outcome),
        bookmaker=row.bookmaker,
        price=row.price,
        chance=row.chance,
        stake=row.stake,
        placed_at=row.placed_at,
        version=row.version,
    )
