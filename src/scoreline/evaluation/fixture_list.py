"""The matches that a season still has to play, with those that nobody has announced yet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, Final, Self

import numpy as np
import polars as pl

from scoreline.domain import Competition, MatchStatus
from scoreline.domain.frames import MATCHES, mask
from scoreline.errors import NotFoundError
from scoreline.features.standings import Standing
from scoreline.models import Ints

AHEAD: Final = timedelta(days=7)
"""How far ahead a match without a day is thought to be: both clubs have their usual rest."""

_COUNTS: Final = [status for status in MatchStatus if status.counts]

Pair = tuple[int, int]
"""Clubs by number, the home side first."""

Meeting = tuple[Pair, Mapping[str, Any]]
"""Two clubs and, where it has been announced, the row of their match."""


@dataclass(frozen=True, slots=True, eq=False)
class FixtureList:
    """What is left of a season.

    Attributes:
        matches: ``MATCHES`` rows without results; those that nobody has announced have negative
            ids.
        pairs: Numbers of the home and the away club, shape (matches, 2).
        certain: So many matches are played in any case. The others follow a split of the table
            and are played where it leaves both clubs in the same part.
    """

    matches: pl.DataFrame
    pairs: Ints
    certain: int

    @property
    def derived(self) -> int:
        """Return how many of the certain matches nobody has announced."""
        return int((self.matches["match_id"][: self.certain] < 0).sum())


def fixture_list(
    matches: pl.DataFrame, now: Standing, competition: Competition, season: int, *, as_of: datetime
) -> FixtureList:
    """Return what is left of a season at an instant.

    Any two clubs meet as often as the rules say. What has been announced of that is taken as it
    is; what has not is added, at the ground where the two have met less often. Where a table has
    yet to split, every meeting that the split may bring is listed. A season is over once the
    competition's next one has begun, whatever it left unplayed.

    Args:
        matches: ``MATCHES`` columns; may hold later results, they are not looked at.
        now: Where the season stands.
        competition: Whose season.
        season: By its first year.
        as_of: The instant.

    Raises:
        NotFoundError: The clubs of the matches are not those of the rules, in number.
    """
    of_league = matches.filter(competition=competition.code)
    if of_league.filter(pl.col("season") > season, pl.col("kickoff") <= as_of).height:
        return _listed((), (), now, as_of)
    of_season = of_league.filter(season=season)
    _require_clubs(now, competition, season)
    plan = _Plan.of(now)
    for row in _announced(of_season, as_of):
        plan.take(row)
    if now.rules.rounds:
        plan.complete({"competition": competition.code, "season": season})
    return _listed(plan.certain, plan.after, now, as_of)


@dataclass(slots=True)
class _Plan:
    """Meetings chosen so far; ``met`` counts them with those that have been played."""

    now: Standing
    number: dict[str, int]
    met: Counter[Pair]
    certain: list[Meeting] = field(default_factory=list)
    after: list[Meeting] = field(default_factory=list)

    @classmethod
    def of(cls, now: Standing) -> Self:
        met = Counter({pair: int(n) for pair, n in np.ndenumerate(now.meetings[:, :, 0])})
        return cls(now, {club: i for i, club in enumerate(now.clubs)}, met)

    def take(self, row: Mapping[str, Any]) -> None:
        """Choose an announced match; what exceeds the rules is a play-off and left out."""
        pair = (self.number[row["home"]], self.number[row["away"]])
        most = self.now.rules.at_home
        if (most is None or self.met[pair] < most) and self._meet_again(pair):
            self._choose(self.certain, pair, row)

    def complete(self, row: Mapping[str, Any]) -> None:
        """Choose the meetings that are missing, and those that a split may bring."""
        pairs = list(combinations(range(len(self.now.clubs)), 2))
        for pair in pairs:
            while self._meet_again(pair):
                self._choose(self.certain, self._fair_ground(pair), row)
        if self.now.rules.split and not self.now.upper.any():
            for pair in pairs:
                self._choose(self.after, self._fair_ground(pair), row)

    def _choose(self, into: list[Meeting], pair: Pair, row: Mapping[str, Any]) -> None:
        self.met[pair] += 1
        into.append((pair, row))

    def _meet_again(self, pair: Pair) -> bool:
        """Tell whether two clubs meet again in any case."""
        rules, upper = self.now.rules, self.now.upper
        of_one_part = bool(upper.any()) and upper[pair[0]] == upper[pair[1]]
        met = self.met[pair] + self.met[pair[::-1]]
        return not rules.rounds or met < rules.rounds + of_one_part

    def _fair_ground(self, pair: Pair) -> Pair:
        """Return the pair at the ground where it met less often, or of whom was less at home."""
        back = pair[::-1]
        here = (self.met[pair], self._at_home(pair[0]))
        there = (self.met[back], self._at_home(pair[1]))
        return pair if here <= there else back

    def _at_home(self, club: int) -> int:
        return sum(self.met[club, other] for other in range(len(self.now.clubs)))


def _require_clubs(now: Standing, competition: Competition, season: int) -> None:
    if now.rules.rounds and len(now.clubs) != now.rules.teams:
        raise NotFoundError(
            f"{competition.code} {season} has {now.rules.teams} clubs, but its matches know"
            f" {len(now.clubs)}: take in the fixtures, or see: scoreline teams list"
        )


def _announced(of_season: pl.DataFrame, as_of: datetime) -> list[dict[str, Any]]:
    """Return matches without a known result by kick-off, those that were broken off last."""
    known = pl.col("status").is_in(_COUNTS) & ~pl.any_horizontal(
        pl.col("home_goals", "away_goals").is_null()
    )
    broken_off = pl.col("status") == MatchStatus.ABANDONED
    rows = mask(of_season, as_of).filter(~known)
    return rows.sort(broken_off, "kickoff", "match_id").to_dicts()


def _listed(
    certain: Iterable[Meeting], after: Iterable[Meeting], now: Standing, as_of: datetime
) -> FixtureList:
    chosen = [*certain, *after]
    rows = [
        {"match_id": -1 - at, **row, **_match(pair, row, now, as_of)}
        for at, (pair, row) in enumerate(chosen)
    ]
    pairs = np.array([pair for pair, _ in chosen], dtype=np.int64).reshape(-1, 2)
    return FixtureList(pl.DataFrame(rows, schema=MATCHES), pairs, len([*certain]))


def _match(pair: Pair, row: Mapping[str, Any], now: Standing, as_of: datetime) -> dict[str, Any]:
    """Return who plays, and when, where no day is known that is still to come."""
    clubs = {"home": now.clubs[pair[0]], "away": now.clubs[pair[1]]}
    match = {"neutral": False, **row, **clubs, "status": MatchStatus.SCHEDULED.value}
    if row.get("kickoff") and row["kickoff"] > as_of:
        return match
    day = as_of + AHEAD
    return match | {"date": day.date(), "kickoff": day, "date_only": False}
