"""How a bot's personality bends a score and scales the confidence in it."""

from typing import Final

from scoreline.domain import Personality, RiskProfile, Score

LEAST_CONFIDENT: Final = 0.3
MOST_CONFIDENT: Final = 0.95

_FEW_GOALS: Final = 2


def bend(score: Score, risk: RiskProfile) -> Score:
    """Return the score a risk profile makes of another.

    Conservative takes one goal off each side, aggressive adds one to a side under two.
    """
    if risk is RiskProfile.CONSERVATIVE:
        return Score(max(0, score.home - 1), max(0, score.away - 1))
    if risk is RiskProfile.AGGRESSIVE:
        return Score(score.home + (score.home < _FEW_GOALS), score.away + (score.away < _FEW_GOALS))
    return score


def bending_in_words(bent: Score, risk: RiskProfile) -> str:
    """Return the sentence that says how a risk profile came to a score it has bent."""
    if risk is RiskProfile.CONSERVATIVE:
        return f"Being conservative it takes a goal off each side and tips {bent}."
    return f"Being aggressive it adds a goal to a side under two and tips {bent}."


def confidence(score: Score, personality: Personality, expected: tuple[float, float]) -> float:
    """Return how far a bot trusts a score: the nearer to the expected goals, the further.

    One minus a tenth of the goals by which it misses them, times the bot's base confidence,
    clamped to 0.3..0.95.
    """
    missed = abs(expected[0] - score.home) + abs(expected[1] - score.away)
    certainty = (1 - missed / 10) * personality.base_confidence
    return min(max(certainty, LEAST_CONFIDENT), MOST_CONFIDENT)
