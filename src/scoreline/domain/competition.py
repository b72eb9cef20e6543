"""A competition and the rules of its seasons, as data."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from scoreline.domain.match import DAY

TURN: Final = 6
"""The month from which on the next season counts: two before August, when most seasons begin."""

TIE_BREAKS: Final = (
    "goal_difference",
    "goals_for",
    "wins",
    "away_goals",
    "head_to_head_points",
    "head_to_head_goal_difference",
    "head_to_head_away_goals",
)
"""What can tell clubs apart that are level on points.

Head-to-head means the matches of the level clubs against each other. It says nothing until they
have played all of them.
"""


@dataclass(frozen=True, slots=True)
class SeasonRules:
    """What holds in a competition from season ``since`` (first year) until the next entry.

    Attributes:
        rounds: How often any two clubs meet; 0 where nobody knows.
        split: Where the table splits once all rounds are played: this many clubs at the top and
            the others meet once more among themselves, and no club leaves its part. 0 for never.
    """

    since: int
    teams: int
    champions_league: int
    europe: int
    relegation: int
    relegation_playoff: int
    promotion: int
    promotion_playoff: int
    points_per_win: int
    tie_breaks: tuple[str, ...]
    rounds: int = 2
    split: int = 0

    @property
    def matches(self) -> int:
        """Return how many matches a club plays, two rounds where nobody knows."""
        return (self.rounds or 2) * (self.teams - 1) + max(self.split - 1, 0)

    @property
    def at_home(self) -> int | None:
        """Return how often a club may receive another, None where nobody knows.

        A further meeting at the same ground is a play-off and does not count in the table.
        """
        return (self.rounds + 1) // 2 + (self.split > 0) if self.rounds else None

    def zones(self, clubs: int) -> dict[str, range]:
        """Return the places among so many clubs that decide something, by what they decide.

        ``europe`` holds the Champions League places as well, play-off places are only those.
        """
        top = {
            "title": 1,
            "champions_league": self.champions_league,
            "europe": self.europe and self.champions_league + self.europe,
            "promotion": self.promotion,
        }
        safe = clubs - self.relegation
        places = {name: range(1, last + 1) for name, last in top.items()} | {
            "promotion_playoff": range(
                self.promotion + 1, self.promotion + self.promotion_playoff + 1
            ),
            "relegation_playoff": range(safe - self.relegation_playoff + 1, safe + 1),
            "relegation": range(safe + 1, clubs + 1),
        }
        return {name: taken for name, taken in places.items() if taken}


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken from a club.

    Attributes:
        points: Negative where points were given back.
        date: A day by which they were, where that is known.
        source: Who decided it, or how else it is known.
    """

    season: int
    club: str
    points: int
    date: dt.date | None = None
    source: str = ""

    @property
    def known_at(self) -> dt.datetime:
        """Return the instant from which the deduction counts.

        The end of its day, as the hour is not known. Without a day it counts once the season is
        over, at the beginning of July, because it might have come at any time before.
        """
        day = self.date or dt.date(self.season + 1, 6, 30)
        return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) + DAY


@dataclass(frozen=True, slots=True)
class Competition:
    """A league: ``code`` as football-data.co.uk writes it, ``tier`` 1 at the top.

    Attributes:
        timezone: Where its matches are played, as far as one zone can say.
        calendar_year: Whether its seasons begin in spring, so that one year names them.
    """

    code: str
    name: str
    country: str
    tier: int
    timezone: str
    rules: tuple[SeasonRules, ...]
    deductions: tuple[Deduction, ...] = field(default=())
    calendar_year: bool = False

    def rules_in(self, season: int) -> SeasonRules:
        """Return the rules of a season; before the first entry, the first entry's."""
        current = self.rules[0]
        for entry in self.rules:
            if entry.since <= season:
                current = entry
        return current


def running_season(now: dt.datetime) -> int:
    """Return the first year of the season that is on, or that begins within two months."""
    return now.year if now.month >= TURN else now.year - 1
