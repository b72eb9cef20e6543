"""What the API says of a match and its forecast, typed and described."""

import datetime as dt
from typing import Final, Literal

from pydantic import BaseModel, Field

from scoreline.domain import Fixture, Forecast, KeyFactor
from scoreline.web.api.markets import EdgeAnswer, FairOdds, HandicapLine, TotalLine, YesNoOdds


class ScoreAnswer(BaseModel):
    """Goals after full time."""

    home: int
    away: int


class MatchAnswer(BaseModel):
    """A match as it stands at the clock's instant."""

    id: int
    competition: str = Field(description="Code of the league.", examples=["E0"])
    season: int = Field(description="The season's first year.", examples=[2025])
    date: dt.date = Field(description="The day as published.")
    kickoff: dt.datetime = Field(description="In UTC; the day's first instant if date_only.")
    date_only: bool = Field(description="Whether only the day is known.")
    home: str = Field(examples=["Arsenal"])
    away: str = Field(examples=["Burnley"])
    status: str = Field(
        examples=["scheduled"],
        description="scheduled, finished, postponed, abandoned or awarded.",
    )
    score: ScoreAnswer | None = Field(description="The result, once it is known.")

    @classmethod
    def of(cls, fixture: Fixture) -> "MatchAnswer":
        """Read a match."""
        score = fixture.score
        return cls(
            id=fixture.id,
            competition=fixture.competition,
            season=fixture.season,
            date=fixture.date,
            kickoff=fixture.kickoff,
            date_only=fixture.date_only,
            home=fixture.home,
            away=fixture.away,
            status=fixture.status.value,
            score=ScoreAnswer(home=score.home, away=score.away) if score else None,
        )


class Outcomes(BaseModel):
    """The three probabilities; they sum to one."""

    home: float = Field(ge=0, le=1, examples=[0.47])
    draw: float = Field(ge=0, le=1, examples=[0.26])
    away: float = Field(ge=0, le=1, examples=[0.27])


class SideGoals(BaseModel):
    """One side's goals."""

    mean: float = Field(description="Expected goals.")
    low: int = Field(description="Lower end of the central 80 % interval.")
    high: int = Field(description="Upper end of the central 80 % interval.")
    confidence: float = Field(
        ge=0, le=1, description="Probability of ending within one goal of the rounded mean."
    )


class ExpectedGoals(BaseModel):
    """Both sides' goals."""

    home: SideGoals
    away: SideGoals


class LikelyScore(ScoreAnswer):
    """A score and how likely it is."""

    probability: float = Field(ge=0, le=1)


class KeyFactorAnswer(BaseModel):
    """One reason for the forecast, or against it."""

    text: str = Field(
        description="In plain words with its numbers; a reason for another outcome than the"
        " recommended one begins with «against it».",
        examples=["Arsenal rated higher (Elo 1790 v 1611)"],
    )
    favours: Literal["home", "draw", "away"] = Field(description="What it makes likelier.")
    weight: float = Field(
        gt=0,
        description="What the features behind it add to the log-odds of that outcome, above what"
        " an average match has.",
    )
    features: list[str] = Field(
        examples=[["elo_difference"]], description="The features behind it, the weightiest first."
    )

    @classmethod
    def of(cls, factor: KeyFactor) -> "KeyFactorAnswer":
        """Read a factor."""
        return cls(
            text=factor.text,
            favours=_OUTCOMES[factor.favours],
            weight=factor.weight,
            features=list(factor.features),
        )


class PredictionAnswer(BaseModel):
    """The last forecast of a match that was in the ledger at the clock's instant."""

    match: MatchAnswer
    probabilities: Outcomes
    recommended: Literal["home", "draw", "away"] = Field(
        description="The outcome that the model's decision rule picks; by default the likeliest."
    )
    confidence: float = Field(
        ge=0, le=1, description="Half the largest probability, half one minus normalised entropy."
    )
    strength: str = Field(
        examples=["STRONG"], description="STRONG, MODERATE or WEAK, by confidence."
    )
    expected_goals: ExpectedGoals
    most_likely_score: LikelyScore
    totals: list[TotalLine]
    both_to_score: float = Field(ge=0, le=1)
    both_to_score_odds: YesNoOdds
    handicaps: list[HandicapLine]
    fair_handicap: HandicapLine = Field(
        description="The line whose two sides come nearest to an even bet."
    )
    fair_odds: FairOdds
    edges: list[EdgeAnswer] = Field(
        description="The best stored price of everything there is a price of, as known at `as_of`."
    )
    key_factors: list[KeyFactorAnswer] = Field(description="Up to five, the weightiest first.")
    model_version: str = Field(examples=["v2026-05-01-001"])
    information: str = Field(
        examples=["none"], description="Odds it has seen: none, past, opening or closing."
    )
    as_of: dt.datetime = Field(description="The instant the forecast speaks from.")

    @classmethod
    def of(cls, fixture: Fixture, forecast: Forecast) -> "PredictionAnswer":
        """Read a forecast; every number comes off its grid."""
        home, draw, away = forecast.probabilities
        both = forecast.both_score
        return cls(
            match=MatchAnswer.of(fixture),
            probabilities=Outcomes(home=home, draw=draw, away=away),
            recommended=_OUTCOMES[forecast.recommended],
            confidence=forecast.confidence,
            strength=forecast.strength,
            expected_goals=_expected_goals(forecast),
            most_likely_score=_likely_score(forecast),
            totals=list(map(TotalLine.of, forecast.totals)),
            both_to_score=both.ways[0].win,
            both_to_score_odds=YesNoOdds.of(both),
            handicaps=list(map(HandicapLine.of, forecast.handicaps)),
            fair_handicap=HandicapLine.of(forecast.fair_handicap),
            fair_odds=FairOdds.of(forecast.outcomes),
            edges=list(map(EdgeAnswer.of, forecast.edges)),
            key_factors=list(map(KeyFactorAnswer.of, forecast.key_factors)),
            model_version=forecast.version,
            information=forecast.information.value,
            as_of=forecast.as_of,
        )


class MatchPredictionAnswer(PredictionAnswer):
    """A forecast with the whole grid behind it."""

    grid: list[list[float]] = Field(
        description="Probability of every score: row is home goals 0 to 10, column away goals."
    )
    stored: bool = Field(
        description="Whether it stands in the ledger; else it was made for this answer."
    )


class PredictionPage(BaseModel):
    """A part of a list of forecasts."""

    as_of: dt.datetime = Field(description="The clock's instant; nothing known later is shown.")
    total: int = Field(description="How many there are in all.")
    limit: int
    offset: int
    items: list[PredictionAnswer]


_OUTCOMES: Final[tuple[Literal["home", "draw", "away"], ...]] = ("home", "draw", "away")


def _expected_goals(forecast: Forecast) -> ExpectedGoals:
    rows = zip(
        forecast.expected_goals, forecast.goal_interval, forecast.goal_confidence, strict=True
    )
    home, away = (
        SideGoals(mean=mean, low=low, high=high, confidence=confidence)
        for mean, (low, high), confidence in rows
    )
    return ExpectedGoals(home=home, away=away)


def _likely_score(forecast: Forecast) -> LikelyScore:
    home, away = forecast.top_score
    return LikelyScore(home=home, away=away, probability=forecast.grid.values[0, home, away])
