"""A prediction league: it opens, its tips are settled, a table results."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from scoreline.bots._named import strategy_named
from scoreline.bots.course import DayOfBot, Duel, duels, points_over_time
from scoreline.bots.roster import ROSTER
from scoreline.bots.standings import Standing, table
from scoreline.clock import Clock
from scoreline.domain import Bot, Fixture, League, Score, Tip
from scoreline.store import Connection, Database
from scoreline.store import bots as ledger


def open_league(database: Database, league: League, bots: Iterable[Bot] = ROSTER) -> None:
    """Create a league with its bots, or let more bots into one that is there.

    Raises:
        ConfigurationError: A strategy is not known, or a name stands for something else already.
    """
    members = list(bots)
    for bot in members:
        strategy_named(bot.strategy)
    with database.write() as connection:
        stored = {bot.name: bot.strategy for bot in ledger.listing(connection)}
        # An earlier release may have seeded one with another temper, which it keeps.
        new = [bot for bot in members if bot not in ROSTER or stored.get(bot.name) != bot.strategy]
        ledger.add(connection, *new)
        ledger.add_league(connection, league, [bot.name for bot in members])


def settle_league(
    database: Database,
    league: League,
    clock: Clock,
    *,
    match_ids: Collection[int] | None = None,
) -> int:
    """Bring what a league's tips earned in line with the results known by the clock.

    A corrected result is settled anew; what was earned by a result that no longer stands is taken
    back. A tip placed before a kick-off that was then brought forward past it earns nothing. What
    was settled later than the clock's instant, in a replay before this one, stays.

    Args:
        database: Where the league is.
        league: The league.
        clock: Says which results are known.
        match_ids: Only tips on these matches.

    Returns:
        How many tips were settled, settled anew or taken back.

    Raises:
        NotFoundError: There is no such league.
    """
    with database.write() as connection:
        return settle_within(connection, league, clock.now(), match_ids=match_ids)


def settle_within(
    connection: Connection,
    league: League,
    now: datetime,
    *,
    match_ids: Collection[int] | None = None,
    anew: bool = False,
) -> int:
    """Settle as :func:`settle_league` does, within the transaction of whoever tells of it.

    Args:
        connection: A write connection.
        league: The league.
        now: Results known by then count.
        match_ids: Only tips on these matches.
        anew: Look at every tip, not only at those of which something may have changed.
    """
    played = _played(connection, league, now, match_ids)
    if match_ids is not None:
        tips = ledger.tips_of(connection, league, match_ids=match_ids)
    else:
        tips = _to_settle(connection, league, now, played, anew=anew)
    earned = [
        (key, result, league.rule.points(tip.score, result))
        for key, tip in tips
        if (result := _result(tip, played)) is not None
    ]
    void = {key for key, _ in tips} - {key for key, _, _ in earned}
    return ledger.withdraw(connection, void) + ledger.settle(connection, earned, at=now)


def _to_settle(
    connection: Connection,
    league: League,
    now: datetime,
    played: Mapping[int, Fixture],
    *,
    anew: bool,
) -> list[tuple[int, Tip]]:
    """Return the tips of which something may have changed: a season has very many others."""
    before = ledger.settled_matches(connection, league, by=now)
    stands = {
        match
        for match, fixture in played.items()
        if not anew
        and (settled := before.get(match)) is not None
        and settled.results == {fixture.score}
        and settled.last < fixture.kickoff
    }
    changed = (played.keys() | before.keys()) - stands
    # A bot may have joined, or a tip have come in, since the others of a match were settled.
    late = ledger.unsettled_tips(connection, league, match_ids=stands)
    return ledger.tips_of(connection, league, match_ids=changed) + late


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What came of counting a league anew.

    Attributes:
        tips: How many tips have points by the clock.
        repaired: How many of them were recorded otherwise, or had points that nothing stands for.
    """

    tips: int
    repaired: int


def recalculate(database: Database, league: League, clock: Clock) -> Recalculated:
    """Count everything in a league anew from tips and results, and repair what differs.

    Raises:
        NotFoundError: There is no such league.
    """
    with database.write() as connection:
        repaired = settle_within(connection, league, clock.now(), anew=True)
    with database.read() as connection:
        settled = ledger.settled_tips(connection, league, as_of=clock.now())
    return Recalculated(len(settled), repaired)


def league_table(connection: Connection, league: League, *, as_of: datetime) -> list[Standing]:
    """Return the table on what had been settled by an instant.

    Raises:
        NotFoundError: There is no such league.
    """
    bots = [bot.name for bot in ledger.listing(connection, league=league)]
    records, matches = ledger.records(connection, league, as_of=as_of)
    return table(records, bots, matches)


def league_course(connection: Connection, league: League, *, as_of: datetime) -> list[DayOfBot]:
    """Return the points over time on what had been settled by an instant.

    Raises:
        NotFoundError: There is no such league.
    """
    bots = [bot.name for bot in ledger.listing(connection, league=league)]
    settled = ledger.settled_tips(connection, league, as_of=as_of)
    days = {each.id: each.date for each in ledger.fixtures(connection, league, as_of=as_of)}
    return points_over_time(
        bots, [(days[each[0].match_id], each) for each in settled if each[0].match_id in days]
    )


def league_duels(connection: Connection, league: League, *, as_of: datetime) -> list[Duel]:
    """Return bot against bot on what had been settled by an instant.

    Raises:
        NotFoundError: There is no such league.
    """
    bots = [bot.name for bot in ledger.listing(connection, league=league)]
    return duels(bots, ledger.settled_tips(connection, league, as_of=as_of))


def _played(
    connection: Connection, league: League, now: datetime, ids: Collection[int] | None
) -> dict[int, Fixture]:
    fixtures = ledger.fixtures(connection, league, as_of=now, ids=ids)
    return {fixture.id: fixture for fixture in fixtures if fixture.status.counts}


def _result(tip: Tip, played: Mapping[int, Fixture]) -> Score | None:
    fixture = played.get(tip.match_id)
    if fixture is None or tip.placed_at >= fixture.kickoff:
        return None
    return fixture.score
