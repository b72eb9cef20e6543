"""How the bots of a league come to tip."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

import numpy as np

from scoreline.bots._base import Situation
from scoreline.bots._named import strategy_named
from scoreline.clock import Clock
from scoreline.domain import Bot, Fixture, Forecast, League, MatchStatus, Tip
from scoreline.errors import ConfigurationError
from scoreline.store import Connection, Database, matches
from scoreline.store import bots as ledger


class Preview(Protocol):
    """A coming match with what is known of it as of an instant."""

    @property
    def fixture(self) -> Fixture:
        """Return the match."""

    @property
    def features(self) -> Mapping[str, float | None]:
        """Return its features by name."""

    @property
    def forecast(self) -> Forecast | None:
        """Return its forecast, None where there is none."""


def place_tips(
    database: Database,
    league: League,
    previews: Iterable[Preview],
    clock: Clock,
    *,
    wall: Clock,
    seed: int,
) -> int:
    """Let every bot of a league tip; a tip that is there already stays.

    Tipped is what the store knows as a scheduled match of the league that has not kicked off by
    the clock. Other previews are passed over.

    Args:
        database: Where the league is.
        league: The league.
        previews: Matches of any league, as of the clock's instant.
        clock: Says which instant the tips speak from.
        wall: Says when they are written down.
        seed: With bot and match, it decides all that is left to chance.

    Returns:
        How many tips are new.

    Raises:
        ConfigurationError: A forecast speaks from after the clock's instant, or a bot's strategy
            is not installed.
        NotFoundError: There is no such league.
    """
    now = clock.now()
    given = {preview.fixture.id: preview for preview in previews}
    _refuse_hindsight(given.values(), now)
    with database.write() as connection:
        fixtures = _coming(connection, league, given, now)
        before = ledger.tips_of(connection, league, match_ids=given)
        placed = {(tip.bot, tip.match_id) for _, tip in before}
        tips = [
            tip
            for bot in ledger.listing(connection, league=league)
            for tip in _tips(
                bot,
                [
                    _situation(bot, fixture, league, given[fixture.id], seed)
                    for fixture in fixtures
                    if (bot.name, fixture.id) not in placed
                ],
                now,
            )
        ]
        return ledger.place(connection, league, tips, recorded_at=wall.now())


def _refuse_hindsight(previews: Iterable[Preview], now: datetime) -> None:
    for preview in previews:
        if preview.forecast is not None and preview.forecast.as_of > now:
            raise ConfigurationError(
                f"the forecast of {preview.fixture} speaks from {preview.forecast.as_of}, which is"
                f" later than the clock's {now}: no tip may rest on it"
            )


def _coming(
    connection: Connection, league: League, ids: Collection[int], now: datetime
) -> list[Fixture]:
    # Read anew rather than taken from the previews: a kick-off may have moved since they were made.
    fixtures = matches.fixtures(
        connection, as_of=now, ids=ids, competitions=[league.competition], season=league.season
    )
    return [
        fixture
        for fixture in fixtures
        if fixture.status is MatchStatus.SCHEDULED and fixture.kickoff > now
    ]


def _situation(
    bot: Bot, fixture: Fixture, league: League, preview: Preview, seed: int
) -> Situation:
    chance = np.random.default_rng([seed, fixture.id, *bot.name.encode()])
    return Situation(fixture, league.rule, preview.features, preview.forecast, chance)


def _tips(bot: Bot, situations: Iterable[Situation], now: datetime) -> Iterator[Tip]:
    plays = strategy_named(bot.strategy)
    for situation in situations:
        suggestion = plays.suggest(situation, bot.personality)
        if suggestion is None or suggestion.confidence < bot.personality.threshold:
            continue
        yield Tip(
            bot=bot.name,
            match_id=situation.fixture.id,
            score=suggestion.score,
            confidence=suggestion.confidence,
            reason=suggestion.reason,
            placed_at=now,
            fallback=suggestion.fallback,
            version=suggestion.version,
        )
