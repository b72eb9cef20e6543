"""The reasons there may be for an outcome, by topic."""

from typing import Final

from scoreline.forecasting.reasons._base import Row, Topic, View
from scoreline.forecasting.reasons.circumstances import (
    AVAILABILITY,
    LEAGUE,
    NEWS,
    OCCASIONS,
    REST,
)
from scoreline.forecasting.reasons.results import (
    CONCEDING,
    FORM,
    MEETINGS,
    SCORING,
    TABLE,
    VENUE,
)
from scoreline.forecasting.reasons.strength import (
    CHANCES,
    ODDS,
    PAST_ODDS,
    SHOTS,
    SQUADS,
    STRENGTH,
)

TOPICS: Final[tuple[Topic, ...]] = (
    *(*STRENGTH, *ODDS, *PAST_ODDS, *SHOTS, *CHANCES, *SQUADS),
    *(*FORM, *SCORING, *CONCEDING, *VENUE, *MEETINGS, *TABLE),
    *(*AVAILABILITY, *NEWS, *REST, *OCCASIONS, *LEAGUE),
)

SILENT: Final = ("matchweek", "season_progress", "day_of_week", "is_weekend", "month")
"""Features that nobody gives as a reason: they say when it is, and nothing of the clubs."""

__all__ = ["SILENT", "TOPICS", "Row", "Topic", "View"]
