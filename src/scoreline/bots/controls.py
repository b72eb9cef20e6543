"""What becomes of an opinion: the tip of a bot with a personality, or none."""

from datetime import datetime

from scoreline.bots._base import Opinion, Situation
from scoreline.bots.personality import bend, bending_in_words, confidence
from scoreline.domain import Bot, Score, Tip


def decide(bot: Bot, situation: Situation, opinion: Opinion, *, at: datetime) -> Tip | None:
    """Return the tip a bot gives when its strategy thinks this, or None to leave the match out.

    The confidence is that in the score before the personality bends it, measured against the
    goals the strategy expects, or those usual in the competition where it expects none of its own.

    Args:
        bot: Its personality says how the score is bent and below which confidence it is silent.
        situation: What the strategy was asked about.
        opinion: What it answered.
        at: The instant the tip speaks from.

    Raises:
        ValueError: The opinion names another model version than that of the situation's forecast.
    """
    _require_version(situation, opinion)
    risk = bot.personality.risk
    expected = opinion.expected_goals or situation.usual_goals()
    trust = confidence(opinion.score, bot.personality, expected)
    if trust < bot.personality.threshold:
        return None
    bent = bend(opinion.score, risk)
    added = "" if bent == opinion.score else f" {bending_in_words(bent, risk)}"
    return Tip(
        bot=bot.name,
        match_id=situation.fixture.id,
        score=Score(int(bent.home), int(bent.away)),
        confidence=float(trust),
        reason=f"{opinion.reason}{added}",
        placed_at=at,
        fallback=bool(opinion.fallback),
        version=opinion.version,
    )


def _require_version(situation: Situation, opinion: Opinion) -> None:
    # The store holds a tip to a version that there is; one wrong name would cost all bots' tips.
    if opinion.version is None:
        return
    if situation.forecast is None or opinion.version != situation.forecast.version:
        raise ValueError(f"the version '{opinion.version}' is not that of the match's forecast")
