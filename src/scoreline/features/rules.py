"""The rules of competitions that the reference does not know."""

from collections.abc import Mapping
from typing import Final

from scoreline.domain import Competition, SeasonRules

# Twenty clubs whatever is seen: counting clubs would let a fixture list speak before its time.
_ORDINARY: Final = SeasonRules(
    since=0,
    teams=20,
    champions_league=4,
    europe=2,
    relegation=3,
    relegation_playoff=0,
    promotion=0,
    promotion_playoff=0,
    points_per_win=3,
    tie_breaks=("goal_difference", "goals_for"),
    rounds=0,
)


def competition_or_ordinary(code: str, known: Mapping[str, Competition]) -> Competition:
    """Return a competition, or an ordinary first division where nobody knows the code."""
    if code in known:
        return known[code]
    return Competition(code=code, name=code, country="", tier=1, timezone="UTC", rules=(_ORDINARY,))
