"""How a bot's personality bends a score and scales the confidence in it."""

from scoreline.bots._base import LEAST_CONFIDENT, MOST_CONFIDENT, Suggestion
from scoreline.domain import Personality, RiskProfile, Score

_FEW_GOALS = 2


def suggested(
    score: Score,
    personality: Personality,
    reason: str,
    *,
    expected: tuple[float, float],
    version: str | None = None,
) -> Suggestion:
    """Turn the score a strategy arrived at into what a bot of this personality says.

    Args:
        score: Before the personality bends it.
        personality: The bot's.
        reason: Why this score; how it was bent is added.
        expected: Home and away goals expected, against which the confidence is measured.
        version: The model version asked, where there was one.
    """
    bent = bend(score, personality.risk)
    words = reason if bent == score else f"{reason} {_words(bent, personality.risk)}"
    return Suggestion(bent, confidence(score, personality, expected), words, version=version)


def bend(score: Score, risk: RiskProfile) -> Score:
    """Return the score a risk profile makes of another.

    Conservative takes one goal off each side, aggressive adds one to a side under two.
    """
    if risk is RiskProfile.CONSERVATIVE:
        return Score(max(0, score.home - 1), max(0, score.away - 1))
    if risk is RiskProfile.AGGRESSIVE:
        return Score(score.home + (score.home < _FEW_GOALS), score.away + (score.away < _FEW_GOALS))
    return score


def confidence(score: Score, personality: Personality, expected: tuple[float, float]) -> float:
    """Return how far a bot trusts a score: the nearer to the expected goals, the further.

    One minus a tenth of the goals by which it misses them, times the bot's base confidence,
    clamped to 0.3..0.95.
    """
    missed = abs(expected[0] - score.home) + abs(expected[1] - score.away)
    certainty = (1 - missed / 10) * personality.base_confidence
    return min(max(certainty, LEAST_CONFIDENT), MOST_CONFIDENT)


def _words(bent: Score, risk: RiskProfile) -> str:
    if risk is RiskProfile.CONSERVATIVE:
        return f"Being conservative it takes a goal off each side and tips {bent}."
    return f"Being aggressive it adds a goal to a side under two and tips {bent}."
