"""What becomes of an opinion: the tip of a bot, or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from scoreline.bots._base import Opinion, Situation
from scoreline.bots.controls._base import Control, Draft
from scoreline.bots.controls.bending import bending
from scoreline.bots.controls.knockout import knockout
from scoreline.bots.controls.threshold import threshold
from scoreline.domain import Bot, Score, Tip

# Last of all who has to win: a score that was bent may be a draw.
CONTROLS: Final[Sequence[Control]] = (threshold, bending, knockout)
"""What every opinion goes through, in this order."""


def decide(bot: Bot, situation: Situation, opinion: Opinion, *, at: datetime) -> Tip | None:
    """Return the tip a bot gives when its strategy thinks this, or None to leave the match out.

    Args:
        bot: Its personality says how the score is bent and what happens below which confidence.
        situation: What the strategy was asked about.
        opinion: What it answered.
        at: The instant the tip speaks from.

    Raises:
        ValueError: The opinion names another model version than that of the situation's forecast.
    """
    _require_version(situation, opinion)
    draft: Draft | None = Draft.of(bot, situation, opinion)
    for control in CONTROLS:
        if draft is None:
            return None
        draft = control(draft)
    return None if draft is None else _tip(draft, at)


def _tip(draft: Draft, at: datetime) -> Tip:
    return Tip(
        bot=draft.bot.name,
        match_id=draft.situation.fixture.id,
        score=Score(int(draft.score.home), int(draft.score.away)),
        confidence=float(draft.confidence),
        reason=draft.reason,
        placed_at=at,
        fallback=bool(draft.opinion.fallback),
        version=draft.opinion.version,
    )


def _require_version(situation: Situation, opinion: Opinion) -> None:
    # The store holds a tip to a version that there is; one wrong name would cost all bots' tips.
    if opinion.version is None:
        return
    if situation.forecast is None or opinion.version != situation.forecast.version:
        raise ValueError(f"the version '{opinion.version}' is not that of the match's forecast")
