"""What a control is: a limit on tips that no strategy needs to know."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from scoreline.bots._base import Opinion, Situation
from scoreline.bots.personality import confidence
from scoreline.domain import Bot, Score


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A tip on its way from a strategy's opinion to the ledger.

    Attributes:
        opinion: What the strategy answered, or another one that was asked in its place.
        score: What would be tipped by now.
        confidence: That in the opinion's own score.
        reason: The opinion's, and a sentence of every control that changed something.
    """

    bot: Bot
    situation: Situation
    opinion: Opinion
    score: Score
    confidence: float
    reason: str

    @classmethod
    def of(cls, bot: Bot, situation: Situation, opinion: Opinion) -> Self:
        """Begin with an opinion.

        The confidence is measured against the goals the strategy expects, or those usual in the
        competition where it expects none of its own.
        """
        expected = opinion.expected_goals or situation.usual_goals()
        trust = confidence(opinion.score, bot.personality, expected)
        return cls(bot, situation, opinion, opinion.score, trust, opinion.reason)

    def tipping(self, score: Score, because: str) -> Self:
        """Return the draft of another score and the sentence that says why."""
        return replace(self, score=score, reason=f"{self.reason} {because}")


Control = Callable[[Draft], Draft | None]
"""Returns the draft as it may go on, or None where there will be no tip."""
