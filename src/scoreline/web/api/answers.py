"""What the API says of a match and its forecast, typed and described."""

import datetime as dt
from typing import Final, Literal

from pydantic import BaseModel, Field

from scoreline.domain import Fixture, Forecast, KeyFactor, ScoreGrid

TOTAL_LINES: Final = (0.5, 1.5, 2.5, 3.5, 4.5)
HANDICAP_LINES: Final = (-1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5)


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
    home: str
    away: str
    status: str = Field(description="scheduled, finished, postponed, abandoned or awarded.")
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

    home: float = Field(ge=0, le=1)
    draw: float = Field(ge=0, le=1)
    away: float = Field(ge=0, le=1)


class FairOdds(BaseModel):
    """Decimal prices without a margin; null where the probability is nought."""

    home: float | None
    draw: float | None
    away: float | None


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


class TotalLine(BaseModel):
    """More or fewer goals in all than a line."""

    line: float
    over: float = Field(ge=0, le=1)
    under: float = Field(ge=0, le=1)


class HandicapLine(BaseModel):
    """How a stake on the home side, given ``line`` goals, settles; the shares sum to one."""

    line: float
    win: float = Field(ge=0, le=1, description="Share of the stake expected to win.")
    returned: float = Field(ge=0, le=1, description="Share expected to be returned.")
    lose: float = Field(ge=0, le=1, description="Share expected to lose.")


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
    features: list[str] = Field(description="The features behind it, the weightiest first.")

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
    strength: str = Field(description="STRONG, MODERATE or WEAK, by confidence.")
    expected_goals: ExpectedGoals
    most_likely_score: LikelyScore
    totals: list[TotalLine]
    both_to_score: float = Field(ge=0, le=1)
    handicaps: list[HandicapLine]
    fair_odds: FairOdds
    key_factors: list[KeyFactorAnswer] = Field(description="Up to five, the weightiest first.")
    model_version: str = Field(examples=["v2026-05-01-001"])
    information: str = Field(description="Odds it has seen: none, past, opening or closing.")
    as_of: dt.datetime = Field(description="The instant the forecast speaks from.")

    @classmethod
    def of(cls, fixture: Fixture, forecast: Forecast) -> "PredictionAnswer":
        """Read a forecast; every number comes off its grid."""
        home, draw, away = forecast.probabilities
        grid = forecast.grid
        return cls(
            match=MatchAnswer.of(fixture),
            probabilities=Outcomes(home=home, draw=draw, away=away),
            recommended=_OUTCOMES[forecast.recommended],
            confidence=forecast.confidence,
            strength=forecast.strength,
            expected_goals=_expected_goals(grid),
            most_likely_score=_likely_score(forecast),
            totals=_totals(grid),
            both_to_score=_share(grid.both_score()[0]),
            handicaps=_handicaps(grid),
            fair_odds=FairOdds(home=_fair(home), draw=_fair(draw), away=_fair(away)),
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


class PredictionPage(BaseModel):
    """A part of a list of forecasts."""

    as_of: dt.datetime = Field(description="The clock's instant; nothing known later is shown.")
    total: int = Field(description="How many there are in all.")
    limit: int
    offset: int
    items: list[PredictionAnswer]


_OUTCOMES: Final[tuple[Literal["home", "draw", "away"], ...]] = ("home", "draw", "away")


def _expected_goals(grid: ScoreGrid) -> ExpectedGoals:
    means, near = grid.expected_goals()[0].tolist(), grid.within_one_goal()[0].tolist()
    bounds = grid.goal_interval()[0].tolist()
    home, away = (
        SideGoals(mean=mean, low=low, high=high, confidence=_share(confidence))
        for mean, (low, high), confidence in zip(means, bounds, near, strict=True)
    )
    return ExpectedGoals(home=home, away=away)


def _likely_score(forecast: Forecast) -> LikelyScore:
    home, away = forecast.top_score
    return LikelyScore(home=home, away=away, probability=forecast.grid.values[0, home, away])


def _totals(grid: ScoreGrid) -> list[TotalLine]:
    overs = [(line, _share(grid.over(line)[0])) for line in TOTAL_LINES]
    return [TotalLine(line=line, over=over, under=1 - over) for line, over in overs]


def _handicaps(grid: ScoreGrid) -> list[HandicapLine]:
    settled = [(line, grid.handicap(line)[0]) for line in HANDICAP_LINES]
    return [
        HandicapLine(line=line, win=_share(win), returned=_share(back), lose=_share(lose))
        for line, (win, back, lose) in settled
    ]


def _share(value: float) -> float:
    """Return a probability; sums of many cells can miss the unit interval by a rounding error."""
    return min(max(float(value), 0.0), 1.0)


def _fair(probability: float) -> float | None:
    return 1 / probability if probability > 0 else None
