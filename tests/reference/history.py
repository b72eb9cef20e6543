"""Where clubs come from when a match is played.

What is between seasons is the same thought in all ratings: a club keeps a share of what it had,
less when it changed league, and a club that is new, or was away, starts as a newcomer, unless the
whole league is new.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from .known import DAY, SIDES, Known, Record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(match: Record) -> float:
    days: float = (match["kickoff"] - EPOCH) / DAY
    return days


@dataclass
class History:
    """Where clubs played last, and since when a competition is known."""

    known: Known
    began: dict[str, int] = field(default_factory=dict)
    last: dict[str, Record] = field(default_factory=dict)

    def tier(self, code: str) -> int:
        return self.known.world.competitions[code].tier

    def change(self, club: str, match: Record) -> str:
        """Tell how a club comes to a match: new, newcomer, on, summer or move."""
        before = self.last.get(club)
        code, season = match["competition"], match["season"]
        began = self.began.get(code, season)
        if before is None:
            return "new" if began == season else "newcomer"
        if season <= before["season"]:
            return "on"
        if before["competition"] != code:
            return "move"
        return "summer" if season == before["season"] + 1 else "newcomer"

    def climbed(self, club: str, match: Record) -> int:
        """Return how many tiers a club has risen."""
        return self.tier(self.last[club]["competition"]) - self.tier(match["competition"])

    def add(self, match: Record) -> None:
        self.began.setdefault(match["competition"], match["season"])
        for side in SIDES:
            club = match[side]
            if club not in self.last or match["season"] >= self.last[club]["season"]:
                self.last[club] = match
