"""A bot that does not trust its tip enough leaves the match out, or falls back."""

from scoreline.bots.controls._base import Draft
from scoreline.bots.statistical import Statistical, by_averages_instead
from scoreline.domain import Doubt


def threshold(draft: Draft) -> Draft | None:
    """Stop a draft below the bot's threshold, or let Statistical's stand in for it."""
    personality = draft.bot.personality
    if draft.confidence >= personality.threshold:
        return draft
    if personality.doubt is Doubt.SKIP:
        return None
    if draft.opinion.fallback or draft.bot.strategy == Statistical.name:
        return draft
    why = (
        f"Its confidence in {draft.score} is {draft.confidence:.2f}, below its"
        f" {personality.threshold:.2f}"
    )
    return Draft.of(draft.bot, draft.situation, by_averages_instead(draft.situation, why))
