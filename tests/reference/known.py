"""What was known at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from scoreline.domain import Competition
from scoreline.domain.frames import Evidence

Record = dict[str, Any]
Row = dict[str, float | None]

SIDES = ("home", "away")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """All a match may look at.

    Attributes:
        instant: From which it speaks.
        results: Matches whose results are known by then, in the order they became so.
        world: Everything, for what has a rule of its own.
    """

    instant: datetime
    results: Sequence[Record]
    world: "World"


@dataclass(frozen=True)
class World:
    """Evidence as plain records, and the competitions."""

    matches: Sequence[Record]
    odds: Sequence[Record]
    absences: Sequence[Record]
    squad_values: Sequence[Record]
    appearances: Sequence[Record]
    signals: Sequence[Record]
    team_ratings: Sequence[Record]
    competitions: dict[str, Competition]

    def known_to(self, match: Record, as_of: datetime | None = None) -> Known:
        instant = match["kickoff"] if as_of is None else min(as_of, match["kickoff"])
        seen = [(at, m) for m in self.matches if (at := known_at(m)) is not None and at <= instant]
        in_order = sorted(seen, key=lambda pair: (pair[0], pair[1]["match_id"]))
        return Known(instant, [m for _, m in in_order], self)

    def odds_of(self, match: Record) -> list[Record]:
        return self._odds.get(match["match_id"], [])

    @cached_property
    def _odds(self) -> dict[int, list[Record]]:
        by_match: dict[int, list[Record]] = {}
        for row in self.odds:
            by_match.setdefault(row["match_id"], []).append(row)
        return by_match

    def told(self, name: str, club: str, known: Known, oldest: datetime) -> list[Record]:
        """Return what was told of a club between two instants, in the order it was told."""
        rows = [
            row
            for row in getattr(self, name)
            if row["club"] == club and oldest <= row["known_at"] <= known.instant
        ]
        # Told at one instant: by all else, nothing before something.
        return sorted(
            rows, key=lambda row: (row["known_at"], *((v is not None, v) for v in row.values()))
        )


def world_of(evidence: Evidence, competitions: dict[str, Competition]) -> World:
    return World(
        evidence.matches.to_dicts(),
        evidence.odds.to_dicts(),
        evidence.absences.to_dicts(),
        evidence.squad_values.to_dicts(),
        evidence.appearances.to_dicts(),
        evidence.signals.to_dicts(),
        evidence.team_ratings.to_dicts(),
        competitions,
    )


def known_at(match: Record) -> datetime | None:
    """Return when a match's result is known, None where it never is."""
    if match["status"] not in {"finished", "awarded"}:
        return None
    if match["home_goals"] is None or match["away_goals"] is None:
        return None
    wait = timedelta(hours=24) if match["date_only"] else timedelta(hours=2, minutes=30)
    told: datetime | None = match["result_known_at"]
    return told or match["kickoff"] + wait


def seen_by(club: str, match: Record, name: str) -> tuple[Any, Any]:
    """Return a statistic of a match as (the club's, the other's)."""
    home, away = match[f"home_{name}"], match[f"away_{name}"]
    return (home, away) if match["home"] == club else (away, home)


def points(club: str, match: Record, win: int = 3) -> int:
    ours, theirs = seen_by(club, match, "goals")
    return win if ours > theirs else int(ours == theirs)


def of_club(results: Sequence[Record], club: str) -> list[Record]:
    return [m for m in results if club in {m["home"], m["away"]}]


def this_season(results: Sequence[Record], match: Record) -> list[Record]:
    keys = ("competition", "season")
    return [m for m in results if all(m[key] == match[key] for key in keys)]


def played(results: Sequence[Record]) -> list[Record]:
    """Leave out awarded results: nobody scored those goals."""
    return [m for m in results if m["status"] == "finished"]


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
