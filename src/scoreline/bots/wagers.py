"""What is worth a bet, and how much: a forecast finds value, controls limit what is staked."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from scoreline.domain import Fixture, Forecast, Outcome, Quote, Stakes, Staking
from scoreline.domain.bets import HUNDREDTHS
from scoreline.domain.markets import edges
from scoreline.domain.quote import AVERAGE, BEST

MARKET: Final = "1x2"


@dataclass(frozen=True, slots=True)
class Value:
    """An outcome of a match whose price promises a profit by a forecast.

    Attributes:
        chance: What the forecast gives it.
        price: The best one that a bookmaker with a name offers.
    """

    fixture: Fixture
    outcome: Outcome
    bookmaker: str
    price: float
    chance: float
    version: str

    @property
    def edge(self) -> float:
        """Return the profit expected of a unit staked."""
        return self.chance * self.price - 1


@dataclass(frozen=True, slots=True)
class Funds:
    """What a bot has at an instant, money in hundredths of a unit.

    Attributes:
        bankroll: What it began with and what settled bets have won or lost since.
        at_risk: Stakes of the bets that are open.
        open: How many those are.
    """

    bankroll: int
    at_risk: int = 0
    open: int = 0


def best_value(fixture: Fixture, forecast: Forecast) -> Value | None:
    """Return the outcome that promises most, however little; None where nobody offers a price.

    One a match: of outcomes that exclude each other Kelly's stake holds for one alone. Prices are
    those of the forecast's quotes, known at its instant. The best price of all and the average are
    left out, because nobody can be asked to pay them.
    """
    chances = forecast.probabilities
    offered = edges(forecast.grid, filter(_payable, forecast.quotes))
    found = [
        Value(fixture, outcome, edge.bookmaker, edge.price, chances[outcome], forecast.version)
        for outcome, edge in zip(Outcome, offered, strict=False)
    ]
    return max(found, key=attrgetter("edge"), default=None)


def stakes(staking: Staking, values: Sequence[Value], funds: Funds) -> list[tuple[Value, int]]:
    """Return what to stake on each of some values, placed at the same instant.

    What promises less than the least edge is left. The best edges come first until as many bets
    are open as may be. A stake larger than the share
    of the bankroll that one bet may have is cut down to it, and where all that would be open is
    more than may be at risk, the new stakes shrink alike. What is less than a hundredth is nothing.

    Args:
        staking: How the bot stakes, and its limits.
        values: At most one a match, in any order.
        funds: What the bot has.
    """
    wanted = [value for value in values if value.edge >= staking.least_edge]
    ranked = sorted(wanted, key=_rank)[: max(staking.most_open - funds.open, 0)]
    largest = staking.largest_stake * funds.bankroll
    wishes = [min(_wish(staking, value, funds.bankroll), largest) for value in ranked]
    room = max(staking.most_at_risk * funds.bankroll - funds.at_risk, 0.0)
    shrunk = min(1.0, room / sum(wishes)) if sum(wishes) > 0 else 0.0
    # Downwards, so that rounding never stakes more than there is.
    return [
        (value, stake)
        for value, wish in zip(ranked, wishes, strict=True)
        if (stake := int(wish * shrunk)) > 0
    ]


def kelly(chance: float, price: float) -> float:
    """Return the share of a bankroll that grows it fastest, 0 where there is no edge.

    Source: Kelly (1956), A new interpretation of information rate.
    """
    return max((chance * price - 1) / (price - 1), 0.0)


def in_hundredths(units: float) -> int:
    """Return money in hundredths of a unit."""
    return round(units * HUNDREDTHS)


def _wish(staking: Staking, value: Value, bankroll: int) -> float:
    if staking.stakes is Stakes.FLAT:
        return min(in_hundredths(staking.unit), max(bankroll, 0))
    return staking.fraction * kelly(value.chance, value.price) * max(bankroll, 0)


def _rank(value: Value) -> tuple[float, str, str]:
    # By names, because ids differ from one database to the next.
    return -value.edge, value.fixture.home, value.fixture.away


def _payable(quote: Quote) -> bool:
    return quote.market == MARKET and quote.bookmaker not in {AVERAGE, BEST}
