"""Bots, the leagues they play in and the tips they give."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scoreline.domain.forecast import LIVE
from scoreline.domain.match import Score
from scoreline.domain.scoring import ScoringRule


class RiskProfile(StrEnum):
    """How a bot bends the score it would give."""

    CONSERVATIVE = "conservative"
    BALANCED = "balanced"
    AGGRESSIVE = "aggressive"


@dataclass(frozen=True, slots=True)
class Personality:
    """What makes two bots of one strategy differ.

    Attributes:
        base_confidence: Scales a tip's confidence.
        threshold: Below this confidence the bot gives no tip.
    """

    risk: RiskProfile = RiskProfile.BALANCED
    base_confidence: float = 0.8
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Bot:
    """A player: a strategy by name, with a personality."""

    name: str
    strategy: str
    personality: Personality = field(default_factory=Personality)


@dataclass(frozen=True, slots=True)
class League:
    """A prediction league on one season of one competition.

    Attributes:
        book: The record its tips belong to, as that of forecasts.
    """

    name: str
    competition: str
    season: int
    rule: ScoringRule = field(default_factory=ScoringRule)
    book: str = LIVE


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
