"""A bot's risk profile bends its scores."""

from scoreline.bots.controls._base import Draft
from scoreline.bots.personality import bend, bending_in_words


def bending(draft: Draft) -> Draft:
    """Bend the score as the bot's risk profile has it."""
    risk = draft.bot.personality.risk
    bent = bend(draft.score, risk)
    return draft if bent == draft.score else draft.tipping(bent, bending_in_words(bent, risk))
