from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from scoreline.bots import Opinion, Situation, decide
from scoreline.domain import (
    Bot,
    Doubt,
    Fixture,
    Forecast,
    InformationSet,
    MatchStatus,
    Outcome,
    Personality,
    RiskProfile,
    Score,
    ScoreGrid,
    ScoringRule,
    Tip,
)

KICKOFF = datetime(2025, 8, 16, 14, tzinfo=UTC)
NOW = KICKOFF - timedelta(hours=2)
FIXTURE = Fixture(
    7, "E0", 2025, KICKOFF.date(), KICKOFF, False, 1, "Ayr", "Bath", MatchStatus.SCHEDULED
)
FORECAST = Forecast(
    7,
    "v2025-08-01-001",
    InformationSet.NONE,
    NOW,
    ScoreGrid.from_poisson([2.2], [0.7]),
    0.6,
    Outcome.HOME,
    "WEAK",
    (),
)
CONSERVATIVE = Personality(RiskProfile.CONSERVATIVE, base_confidence=0.7)
AGGRESSIVE = Personality(RiskProfile.AGGRESSIVE, base_confidence=0.8)
THOUGHT = Opinion(Score(2, 1), (1.7, 1.2), "Because.")


def decided(
    opinion: Opinion,
    personality: Personality | None = None,
    *,
    forecast: Forecast | None = None,
    features: dict[str, float | None] | None = None,
    knockout: bool = False,
) -> Tip | None:
    bot = Bot("Ann", "any", personality or Personality())
    situation = Situation(
        FIXTURE,
        ScoringRule(),
        features or {},
        forecast,
        np.random.default_rng(0),
        knockout=knockout,
    )
    return decide(bot, situation, opinion, at=NOW)


def tip_of(opinion: Opinion, personality: Personality | None = None) -> Tip:
    tip = decided(opinion, personality)
    assert tip is not None
    return tip


def test_a_balanced_bot_tips_what_its_strategy_thinks() -> None:
    assert tip_of(THOUGHT) == Tip("Ann", 7, Score(2, 1), 0.95 * 0.8, "Because.", NOW)


def test_a_bent_score_is_explained_and_the_confidence_is_that_of_the_unbent_one() -> None:
    tip = tip_of(THOUGHT, CONSERVATIVE)
    assert tip.score == Score(1, 0)
    assert tip.confidence == pytest.approx(0.95 * 0.7)
    assert tip.reason == "Because. Being conservative it takes a goal off each side and tips 1-0."


def test_a_score_that_is_not_bent_needs_no_more_words() -> None:
    def reason(home: int, away: int, personality: Personality) -> str:
        return tip_of(Opinion(Score(home, away), None, "Because."), personality).reason

    assert reason(0, 0, CONSERVATIVE) == "Because."
    assert reason(3, 2, AGGRESSIVE) == "Because."
    assert "tips 2-2" in reason(2, 1, AGGRESSIVE)


def test_who_expects_no_goals_of_his_own_is_measured_by_those_usual_in_the_league() -> None:
    usual: dict[str, float | None] = {"league_avg_home_goals": 1.6, "league_avg_away_goals": 1.1}
    tip = decided(Opinion(Score(2, 1), None, "Because."), features=usual)
    assert tip is not None
    assert tip.confidence == pytest.approx((1 - 0.05) * 0.8)


def test_below_the_threshold_there_is_no_tip_and_at_it_there_is_one() -> None:
    confident = tip_of(THOUGHT).confidence
    assert decided(THOUGHT, Personality(threshold=confident)) is not None
    assert decided(THOUGHT, Personality(threshold=confident + 1e-9)) is None


def test_a_bot_that_falls_back_in_doubt_gives_the_averages_tip_and_says_so() -> None:
    unsure = Personality(threshold=0.8, doubt=Doubt.FALL_BACK)
    tip = tip_of(THOUGHT, unsure)
    assert tip.fallback
    assert tip.version is None
    assert tip.score == Score(1, 1)
    assert tip.reason.startswith(
        "Its confidence in 2-1 is 0.76, below its 0.80, so averages decide. By goal averages"
    )
    # Nobody falls back twice.
    assert tip_of(replace(THOUGHT, fallback=True), unsure).reason == "Because."


def test_where_somebody_has_to_win_a_draw_becomes_the_likelier_side_s_likeliest_win() -> None:
    drawn = Opinion(Score(1, 1), (1.0, 1.4), "Because.")
    tip = decided(drawn, knockout=True)
    assert tip is not None
    assert tip.score == Score(0, 1)
    assert tip.reason == "Because. Somebody has to win: 0-1."
    by_forecast = decided(drawn, knockout=True, forecast=FORECAST)
    assert by_forecast is not None
    assert by_forecast.score == Score(2, 0)
    assert decided(THOUGHT, knockout=True) == decided(THOUGHT)


def test_a_score_that_was_bent_to_a_draw_does_not_stay_one_in_a_knock_out_match() -> None:
    tip = decided(Opinion(Score(1, 0), (1.6, 0.8), "Because."), CONSERVATIVE, knockout=True)
    assert tip is not None
    assert tip.score == Score(1, 0)
    assert tip.reason.endswith("tips 0-0. Somebody has to win: 1-0.")


def test_the_longest_reason_fits_a_tip_however_it_is_bent() -> None:
    opinion = Opinion(Score(10, 10), None, "x" * 300)
    assert len(tip_of(opinion, CONSERVATIVE).reason) <= 400
    assert len(tip_of(Opinion(Score(10, 1), None, "x" * 300), AGGRESSIVE).reason) <= 400


def test_only_the_version_behind_the_match_s_forecast_can_be_named() -> None:
    said = Opinion(Score(2, 1), None, "Because.", version=FORECAST.version)
    tip = decided(said, forecast=FORECAST)
    assert tip is not None
    assert tip.version == FORECAST.version
    with pytest.raises(ValueError, match="the version 'v2025-08-01-001' is not that"):
        decided(said)
    with pytest.raises(ValueError, match="the version 'v1' is not that"):
        decided(Opinion(Score(2, 1), None, "Because.", version="v1"), forecast=FORECAST)


def test_a_tip_has_plain_numbers_whatever_a_strategy_counts_in() -> None:
    home, away = np.array([2, 1])
    expected = (np.float64(1.7), np.float64(1.2))
    tip = tip_of(Opinion(Score(home, away), expected, "Because.", fallback=True))
    assert {type(tip.score.home), type(tip.score.away)} == {int}
    assert type(tip.confidence) is float
    assert tip.fallback


@pytest.mark.parametrize(
    ("score", "expected", "reason"),
    [
        (Score(-1, 0), None, "Because."),
        (Score(0, 11), None, "Because."),
        (Score(1.5, 0), None, "Because."),  # type: ignore[arg-type]
        (Score(1, 0), (float("nan"), 1.0), "Because."),
        (Score(1, 0), (1.0, float("inf")), "Because."),
        (Score(1, 0), (-0.1, 1.0), "Because."),
        (Score(1, 0), None, ""),
        (Score(1, 0), None, "x" * 301),
        (Score(1, 0), None, "Two\nlines."),
        (Score(1, 0), None, "A NUL\0."),
    ],
)
def test_an_opinion_of_which_no_tip_can_be_made_cannot_be_had(
    score: Score, expected: tuple[float, float] | None, reason: str
) -> None:
    with pytest.raises(ValueError, match=r"tip|expected goals|reason"):
        Opinion(score, expected, reason)
