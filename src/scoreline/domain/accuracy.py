"""How well tips were, taken together by who gave them and when their matches were."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scoreline.domain.match import Score


class Period(StrEnum):
    """Over which days tips are taken together."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ALL_TIME = "all_time"
    CUSTOM = "custom"


class Subject(StrEnum):
    """Whose tips are taken together."""

    BOT = "bot"
    STRATEGY = "strategy"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Dated:
    """A settled tip with what it is taken together by.

    Attributes:
        day: Of its match.
        version: The model version behind it, if there was one.
        points: What it earned.
    """

    day: date
    bot: str
    strategy: str
    version: str | None
    tip: Score
    result: Score
    points: int

    def name(self, subject: Subject) -> str | None:
        """Return whose tip it is, None for the version of one that no model stands behind."""
        return {
            Subject.BOT: self.bot,
            Subject.STRATEGY: self.strategy,
            Subject.VERSION: self.version,
        }[subject]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The settled tips of one bot, strategy or model version in one period.

    Attributes:
        name: Of the bot, strategy or version.
        strategy: That of all the tips; None where they are of several.
        version: The model version behind all the tips; None where there are several or none.
        start: First day of the period; of the first match for all time.
        end: Last day of it, included.
        bots: How many gave the tips.
        outcomes: Tips with the right outcome, the exact ones included.
        goals_off: Tips that were 1, 2, and 3 or more goals off, both sides together.
        home_mae: Mean absolute error in goals of the home side.
        rmse: Root mean squared error in goals per side.
        points: What the tips earned, each under the rule of its league.
        won: Tips that earned points; the others are lost.
        note: What else there is to know of how it was computed, empty where nothing.
        updated_at: When it was computed, where it is stored.
    """

    subject: Subject
    name: str
    strategy: str | None
    version: str | None
    period: Period
    start: date
    end: date
    bots: int
    tips: int
    exact: int
    outcomes: int
    goals_off: tuple[int, int, int]
    home_mae: float
    away_mae: float
    rmse: float
    points: int
    won: int
    note: str = ""
    updated_at: datetime | None = None

    @property
    def mae(self) -> float:
        """Return the mean absolute error in goals per side."""
        return (self.home_mae + self.away_mae) / 2

    @property
    def exact_share(self) -> float:
        """Return the share of tips with the exact score."""
        return self.exact / self.tips

    @property
    def outcome_share(self) -> float:
        """Return the share of tips with the right outcome."""
        return self.outcomes / self.tips

    @property
    def within_one(self) -> float:
        """Return the share of tips at most one goal off, both sides together."""
        return (self.exact + self.goals_off[0]) / self.tips

    @property
    def points_per_tip(self) -> float:
        """Return the points a tip earned on average."""
        return self.points / self.tips

    @property
    def lost(self) -> int:
        """Return how many tips earned nothing."""
        return self.tips - self.won
