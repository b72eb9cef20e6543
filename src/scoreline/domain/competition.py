"""A competition and the rules of its seasons, as data."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SeasonRules:
    """What holds in a competition from season ``since`` (first year) until the next entry."""

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


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken from a club.

    Attributes:
        points: Negative where points were given back.
        date: The day it applied from, where that is known.
    """

    season: int
    club: str
    points: int
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Competition:
    """A league: ``code`` as football-data.co.uk writes it, ``tier`` 1 at the top."""

    code: str
    name: str
    country: str
    tier: int
    timezone: str
    rules: tuple[SeasonRules, ...]
    deductions: tuple[Deduction, ...] = field(default=())

    def rules_in(self, season: int) -> SeasonRules:
        """Return the rules of a season; before the first entry, the first entry's."""
        current = self.rules[0]
        for entry in self.rules:
            if entry.since <= season:
                current = entry
        return current
