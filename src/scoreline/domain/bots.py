"""Bots, the leagues they play in and the tips they give."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scoreline.domain.forecast import LIVE
from scoreline.domain.match import Fixture, Score
from scoreline.domain.scoring import ScoringRule
from scoreline.errors import ConfigurationError

SeasonKey = tuple[str, int]
"""A season of a competition: the competition's code and the season's first year."""


class RiskProfile(StrEnum):
    """How a bot bends the score it would give."""

    CONSERVATIVE = "conservative"
    BALANCED = "balanced"
    AGGRESSIVE = "aggressive"


class Doubt(StrEnum):
    """What a bot does where its confidence is below its threshold."""

    SKIP = "skip"
    FALL_BACK = "fall_back"


class Stakes(StrEnum):
    """How the size of a bet is found."""

    FLAT = "flat"
    KELLY = "kelly"


@dataclass(frozen=True, slots=True)
class Staking:
    """How a bot bets beside its tips.

    Attributes:
        stakes: Always the same, or Kelly's share of what is left.
        bankroll: What it starts with, in units.
        unit: A flat stake, in units.
        fraction: The share of Kelly's stake that is bet; 1 bets all of it.
        least_edge: Expected profit per unit staked below which it does not bet.
        largest_stake: The largest share of the bankroll on one bet.
        most_open: Bets that may be open at once.
        most_at_risk: The largest share of the bankroll in open bets.
    """

    stakes: Stakes = Stakes.FLAT
    bankroll: float = 100.0
    unit: float = 1.0
    fraction: float = 0.25
    least_edge: float = 0.02
    largest_stake: float = 0.05
    most_open: int = 10
    most_at_risk: float = 0.5

    def __post_init__(self) -> None:
        positive = {
            "bankroll": self.bankroll,
            "unit": self.unit,
            "fraction": self.fraction,
            "largest_stake": self.largest_stake,
            "most_open": self.most_open,
            "most_at_risk": self.most_at_risk,
        }
        for name, value in positive.items():
            if not 0 < value < float("inf"):
                raise ConfigurationError(f"{name} is a number above 0: {value}")
        for name in ("fraction", "largest_stake", "most_at_risk"):
            if positive[name] > 1:
                raise ConfigurationError(f"{name} is a share from 0 to 1: {positive[name]}")
        if not 0 <= self.least_edge < float("inf"):
            raise ConfigurationError(f"least_edge is not negative: {self.least_edge}")


@dataclass(frozen=True, slots=True)
class Personality:
    """What makes two bots of one strategy differ.

    Attributes:
        base_confidence: Scales a tip's confidence.
        threshold: Below this confidence the bot does not give the tip.
        doubt: What it does instead.
        staking: How it bets; None where it only tips.
    """

    risk: RiskProfile = RiskProfile.BALANCED
    base_confidence: float = 0.8
    threshold: float = 0.0
    doubt: Doubt = Doubt.SKIP
    staking: Staking | None = None


@dataclass(frozen=True, slots=True)
class Bot:
    """A player: a strategy by name, with a personality."""

    name: str
    strategy: str
    personality: Personality = field(default_factory=Personality)


@dataclass(frozen=True, slots=True)
class League:
    """A prediction league on one or more seasons of competitions.

    Attributes:
        seasons: What is played, sorted.
        book: The record its tips belong to, as that of forecasts.
        first: The first day of the matches that count; None for all from the beginning.
        last: The last day of them; None for all to the end.
        knockout: Somebody has to win: no draw may be tipped.

    Raises:
        ConfigurationError: There is no season in it, or its days are the wrong way around.
    """

    name: str
    seasons: tuple[SeasonKey, ...]
    rule: ScoringRule = field(default_factory=ScoringRule)
    book: str = LIVE
    first: date | None = None
    last: date | None = None
    knockout: bool = False

    def __post_init__(self) -> None:
        if not self.seasons:
            raise ConfigurationError(f"the league '{self.name}' needs a season to play on")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ConfigurationError(
                f"the league '{self.name}' would end on {self.last}, before {self.first}"
            )
        object.__setattr__(self, "seasons", tuple(sorted(set(self.seasons))))

    def covers(self, fixture: Fixture) -> bool:
        """Return whether a match belongs to it."""
        return (
            (fixture.competition, fixture.season) in self.seasons
            and (self.first is None or fixture.date >= self.first)
            and (self.last is None or fixture.date <= self.last)
        )


@dataclass(frozen=True, slots=True)
class Tip:
    """A bot's score for a match, placed before kick-off and never changed after it.

    Attributes:
        fallback: The bot could not play its own strategy and fell back to another.
        version: The model version behind the tip, where one was asked.
    """

    bot: str
    match_id: int
    score: Score
    confidence: float
    reason: str
    placed_at: datetime
    fallback: bool = False
    version: str | None = None
