"""Plain frozen types of football forecasting: no I/O, no framework."""

from scoreline.domain.bets import Bet
from scoreline.domain.bots import (
    Bot,
    Doubt,
    League,
    Personality,
    RiskProfile,
    SeasonKey,
    Stakes,
    Staking,
    Tip,
)
from scoreline.domain.competition import Competition, Deduction, SeasonRules, running_season
from scoreline.domain.factor import AGAINST, KeyFactor
from scoreline.domain.forecast import LIVE, Forecast
from scoreline.domain.grid import MAX_GOALS, ScoreGrid
from scoreline.domain.information import InformationSet
from scoreline.domain.markets import Edge, MarketLine, Way
from scoreline.domain.match import Fixture, MatchStatus, Moment, Score, known_at
from scoreline.domain.outcome import OUTCOMES, Outcome
from scoreline.domain.quote import Quote
from scoreline.domain.scoring import ScoringRule
from scoreline.domain.version import ModelVersion

__all__ = [
    "AGAINST",
    "LIVE",
    "MAX_GOALS",
    "OUTCOMES",
    "Bet",
    "Bot",
    "Competition",
    "Deduction",
    "Doubt",
    "Edge",
    "Fixture",
    "Forecast",
    "InformationSet",
    "KeyFactor",
    "League",
    "MarketLine",
    "MatchStatus",
    "ModelVersion",
    "Moment",
    "Outcome",
    "Personality",
    "Quote",
    "RiskProfile",
    "Score",
    "ScoreGrid",
    "ScoringRule",
    "SeasonKey",
    "SeasonRules",
    "Stakes",
    "Staking",
    "Tip",
    "Way",
    "known_at",
    "running_season",
]
