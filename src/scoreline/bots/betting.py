"""How the bots of a book come to bet, and how their bets are settled."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from scoreline.bots.tipping import refuse_hindsight
from scoreline.bots.wagers import Funds, Value, best_value, in_hundredths, stakes
from scoreline.clock import Clock
from scoreline.domain import LIVE, Bet, Fixture, MatchStatus, Score, Staking
from scoreline.forecasting import Preview
from scoreline.store import Connection, Database, bets, matches
from scoreline.store import bots as ledger

MOVED: Final = timedelta(days=2)
"""A match that is played so much earlier or later than it was to be makes the bets on it void."""

_OFF: Final = frozenset({MatchStatus.POSTPONED, MatchStatus.ABANDONED, MatchStatus.AWARDED})
"""Nobody won such a match on the field, so bookmakers return the stakes."""


def place_bets(
    database: Database, book: str, previews: Iterable[Preview], clock: Clock, *, wall: Clock
) -> int:
    """Let every bot that bets do so on matches of its leagues; return how many bets are new.

    Bets rest on the forecast and on prices known at the clock's instant. A bot bets once on a
    match, from what it has at that instant: the same call again places nothing anew.

    Args:
        database: Where the book is.
        book: Of which record.
        previews: Matches of any league, with prices, as of the clock's instant.
        clock: Says which instant the bets speak from.
        wall: Says when they are written down.

    Raises:
        ConfigurationError: A forecast speaks from after the clock's instant.
    """
    now = clock.now()
    given = {each.fixture.id: each for each in previews}
    refuse_hindsight(given.values(), now)
    values = [
        found
        for each in given.values()
        if each.forecast is not None
        and (found := best_value(each.fixture, each.forecast)) is not None
    ]
    if not values:
        return 0
    with database.write() as connection:
        recorded_at = wall.now()
        closed = max(now, recorded_at) if book == LIVE else now
        ready = _open(connection, given, now, closed)
        standing = bets.positions(connection, book, at=now)
        before = _bet_before(connection, book, ready, now)
        placed = []
        for bot, (staking, covered) in _bettors(connection, book, ready.values()).items():
            mine = [each for each in values if each.fixture.id in covered - before[bot]]
            has = _funds(staking, standing.get(bot, bets.Position()))
            placed += [_bet(bot, value, stake, now) for value, stake in stakes(staking, mine, has)]
        return bets.place(connection, book, placed, recorded_at=recorded_at)


def settle_bets(
    database: Database, book: str, clock: Clock, *, match_ids: Collection[int] | None = None
) -> int:
    """Bring what a book's bets came to in line with the results known by the clock.

    A corrected result is settled anew; what a bet came to by a result that no longer stands is
    taken back. A bet is void where the match was called off, awarded, or moved by more than two
    days, or kicked off before the bet was placed.

    Args:
        database: Where the book is.
        book: Of which record.
        clock: Says which results are known.
        match_ids: Only bets on these matches.

    Returns:
        How many bets were settled, settled anew or taken back.
    """
    now = clock.now()
    with database.write() as connection:
        asked = bets.match_ids(connection, book) if match_ids is None else match_ids
        placed = bets.of_matches(connection, book, asked)
        fixtures = matches.fixtures(
            connection, as_of=now, ids={bet.match_id for _, bet, _ in placed}
        )
        standing = {fixture.id: fixture for fixture in fixtures}
        settled = []
        for key, bet, kickoff in placed:
            over, result = _result(bet, kickoff, standing[bet.match_id])
            if over:
                settled.append((key, result, bet.profit(result)))
        open_again = {key for key, _, _ in placed} - {key for key, _, _ in settled}
        gone = bets.withdraw(connection, open_again, by=now)
        return gone + bets.settle(connection, settled, at=now)


def _open(
    connection: Connection, ids: Collection[int], now: datetime, closed: datetime
) -> dict[int, Fixture]:
    # Read anew rather than taken from the previews: a kick-off may have moved since they were made.
    fixtures = matches.fixtures(connection, as_of=now, ids=ids)
    return {
        fixture.id: fixture
        for fixture in fixtures
        if fixture.status is MatchStatus.SCHEDULED and fixture.kickoff > closed
    }


def _bettors(
    connection: Connection, book: str, fixtures: Collection[Fixture]
) -> dict[str, tuple[Staking, set[int]]]:
    """Return how each bot that bets stakes, and which of some matches its leagues cover."""
    found: dict[str, tuple[Staking, set[int]]] = {}
    for league in ledger.all_leagues(connection, book=book):
        covered = {fixture.id for fixture in fixtures if league.covers(fixture)}
        if not covered:
            continue
        for bot in ledger.listing(connection, league=league):
            if bot.personality.staking is not None:
                found.setdefault(bot.name, (bot.personality.staking, set()))[1].update(covered)
    return found


def _bet_before(
    connection: Connection, book: str, ids: Collection[int], now: datetime
) -> dict[str, set[int]]:
    # Those placed at this very instant are decided again, alike, and found to be there already.
    found: dict[str, set[int]] = defaultdict(set)
    for _, bet, _ in bets.of_matches(connection, book, ids):
        if bet.placed_at < now:
            found[bet.bot].add(bet.match_id)
    return found


def _funds(staking: Staking, position: bets.Position) -> Funds:
    bankroll = in_hundredths(staking.bankroll) + position.profit
    return Funds(bankroll, position.at_risk, position.open)


def _bet(bot: str, value: Value, stake: int, now: datetime) -> Bet:
    return Bet(
        bot=bot,
        match_id=value.fixture.id,
        outcome=value.outcome,
        bookmaker=value.bookmaker,
        price=value.price,
        chance=value.chance,
        stake=stake,
        placed_at=now,
        version=value.version,
    )


def _result(bet: Bet, kickoff: datetime, fixture: Fixture) -> tuple[bool, Score | None]:
    """Return whether a bet is over, and on which result, None where it is void."""
    if fixture.status in _OFF:
        return True, None
    if fixture.score is None:
        return False, None
    stands = bet.placed_at < fixture.kickoff and abs(fixture.kickoff - kickoff) <= MOVED
    return True, fixture.score if stands else None
