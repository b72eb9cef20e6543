"""How the bots of a league come to tip."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

import numpy as np

from scoreline.bots._base import Situation
from scoreline.bots.asking import Skipped, ask
from scoreline.clock import Clock
from scoreline.domain import LIVE, Bot, Fixture, League, MatchStatus, Tip
from scoreline.errors import ConfigurationError
from scoreline.forecasting import Preview
from scoreline.store import Connection, Database
from scoreline.store import bots as ledger


@dataclass(frozen=True, slots=True)
class Tipped:
    """What came of asking a league's bots: how many tips are new, and who failed."""

    new: int
    skipped: tuple[Skipped, ...] = ()


def place_tips(
    database: Database,
    league: League,
    previews: Iterable[Preview],
    clock: Clock,
    *,
    wall: Clock,
    seed: int,
) -> Tipped:
    """Let every bot of a league tip; a tip that is there already stays.

    Tipped is what the store knows as a scheduled match of the league that has not kicked off by
    the clock, nor, in a live league, by the wall clock. Other previews are passed over. A
    strategy that fails costs its own bot's tip and no other.

    Args:
        database: Where the league is.
        league: The league.
        previews: Matches of any league, as of the clock's instant.
        clock: Says which instant the tips speak from.
        wall: Says when they are written down.
        seed: With bot and match, it decides all that is left to chance.

    Raises:
        ConfigurationError: A forecast speaks from after the clock's instant.
        NotFoundError: There is no such league.
    """
    now = clock.now()
    given = {preview.fixture.id: preview for preview in previews}
    refuse_hindsight(given.values(), now)
    with database.read() as connection:
        bots = ledger.listing(connection, league=league)
        coming = _coming(connection, league, given, now, wall.now())
        before = ledger.tips_of(connection, league, match_ids=given)
    placed = {(tip.bot, tip.match_id) for _, tip in before}
    answers = [
        answer
        for bot in bots
        for answer in ask(
            bot,
            [
                _situation(bot, fixture, league, given[fixture.id], now=now, seed=seed)
                for fixture in coming
                if (bot.name, fixture.id) not in placed
            ],
            at=now,
        )
    ]
    tips = [answer for answer in answers if isinstance(answer, Tip)]
    skipped = tuple(answer for answer in answers if isinstance(answer, Skipped))
    return Tipped(_write(database, league, tips, now, wall), skipped)


def refuse_hindsight(previews: Iterable[Preview], now: datetime) -> None:
    """Refuse forecasts that speak from after an instant.

    Raises:
        ConfigurationError: One does.
    """
    for preview in previews:
        if preview.forecast is not None and preview.forecast.as_of > now:
            raise ConfigurationError(
                f"the forecast of {preview.fixture} speaks from {preview.forecast.as_of}, which is"
                f" later than the clock's {now}: no tip may rest on it"
            )


def _coming(
    connection: Connection, league: League, ids: Collection[int], now: datetime, wall: datetime
) -> list[Fixture]:
    # Read anew rather than taken from the previews: a kick-off may have moved since they were made.
    fixtures = ledger.fixtures(connection, league, as_of=now, ids=ids)
    closed = max(now, wall) if league.book == LIVE else now
    # A wrong kick-off hides a result, but not from the record of what was really said in time.
    over = ledger.played(connection, ids) if league.book == LIVE else frozenset[int]()
    return [
        fixture
        for fixture in fixtures
        if fixture.status is MatchStatus.SCHEDULED
        and fixture.kickoff > closed
        and fixture.id not in over
    ]


def _situation(
    bot: Bot, fixture: Fixture, league: League, preview: Preview, *, now: datetime, seed: int
) -> Situation:
    return Situation(
        fixture=fixture,
        rule=league.rule,
        features=MappingProxyType(preview.features),
        forecast=preview.forecast,
        random=_chance(bot, fixture, seed),
        odds=tuple(quote for quote in preview.quotes if quote.known_at <= now),
        knockout=league.knockout,
    )


def _chance(bot: Bot, fixture: Fixture, seed: int) -> np.random.Generator:
    # By names, because ids differ from one database to the next.
    where = (fixture.competition, fixture.season, fixture.date.isoformat())
    meeting = (seed, *where, fixture.home, fixture.away, bot.name)
    digest = sha256("\n".join(map(str, meeting)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))


def _write(
    database: Database, league: League, tips: Sequence[Tip], now: datetime, wall: Clock
) -> int:
    if not tips:
        return 0
    with database.write() as connection:
        # A match may have kicked off, or been moved, while the strategies were thinking.
        recorded_at = wall.now()
        coming = _coming(connection, league, {tip.match_id for tip in tips}, now, recorded_at)
        ready = {fixture.id for fixture in coming}
        on_time = [tip for tip in tips if tip.match_id in ready]
        return ledger.place(connection, league, on_time, recorded_at=recorded_at)
