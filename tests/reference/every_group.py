"""All groups by their names."""

from collections.abc import Callable

from .availability import availability
from .chances import chances
from .context import context
from .expectations import expectations, from_past_odds, implied_goals
from .form import form
from .head_to_head import head_to_head
from .known import Known, Record, Row
from .league import league
from .market import market
from .news import news
from .ratings import ratings
from .stakes import stakes
from .table import table
from .venue import venue

DEFINITIONS: dict[str, Callable[[Known, Record], Row]] = {
    "form": form,
    "venue": venue,
    "head_to_head": head_to_head,
    "table": table,
    "chances": chances,
    "availability": availability,
    "context": context,
    "league": league,
    "market": market,
    "ratings": ratings,
    "news": news,
    "expectations": expectations,
    "stakes": stakes,
    "expectations from past odds": from_past_odds,
    "implied goals": implied_goals,
}
