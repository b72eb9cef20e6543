"""How a bot is asked, so that a strategy that fails costs nobody else a tip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoreline.bots._base import Opinion, Situation, Strategy
from scoreline.bots._named import strategy_named
from scoreline.bots.controls import decide
from scoreline.domain import Bot, Fixture, Tip
from scoreline.errors import ConfigurationError
from scoreline.log import warn


@dataclass(frozen=True, slots=True)
class Skipped:
    """A bot that gave no tip because its strategy failed.

    Attributes:
        fixture: The match, or None where the strategy does not load: no match can be tipped.
        problem: What was raised.
    """

    bot: str
    fixture: Fixture | None
    problem: str

    def __str__(self) -> str:
        match = "any match" if self.fixture is None else self.fixture
        return f"{self.bot} could not tip {match}: {self.problem}"


def ask(bot: Bot, situations: Sequence[Situation], *, at: datetime) -> Iterator[Tip | Skipped]:
    """Ask a bot for its tips, outside of any transaction: its strategy may take its time.

    Args:
        bot: Its strategy may be anybody's.
        situations: One a match.
        at: The instant the tips speak from.

    Yields:
        A tip, or why there is none; nothing where the bot leaves a match out.
    """
    if not situations:
        return
    try:
        strategy = strategy_named(bot.strategy)
    except ConfigurationError as error:
        yield _skipped(bot, None, error)
        return
    for situation in situations:
        try:
            tip = _tip(bot, strategy, situation, at)
        except Exception as error:  # noqa: BLE001 - what a plug-in raises is anybody's guess
            yield _skipped(bot, situation.fixture, error)
        else:
            if tip is not None:
                yield tip


def _tip(bot: Bot, strategy: Strategy, situation: Situation, at: datetime) -> Tip | None:
    opinion: object = strategy.suggest(situation)
    if opinion is None:
        return None
    if not isinstance(opinion, Opinion):
        raise TypeError(f"a strategy answers with an Opinion or None, not {opinion!r}")
    return decide(bot, situation, opinion, at=at)


def _skipped(bot: Bot, fixture: Fixture | None, error: Exception) -> Skipped:
    skipped = Skipped(bot.name, fixture, f"{type(error).__name__}: {error}")
    warn(
        "strategy failed",
        bot=bot.name,
        strategy=bot.strategy,
        match=None if fixture is None else fixture.id,
        problem=skipped.problem,
        exc_info=error,
    )
    return skipped
