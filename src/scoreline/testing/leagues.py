"""Simulated leagues, with everything that makes real ones awkward."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoreline.domain import Competition, Deduction, MatchStatus, SeasonRules
from scoreline.domain.frames import MATCHES, Evidence
from scoreline.testing.facts import with_facts

_HOURS: Final = (time(12, 30), time(15), time(15), time(15), time(17, 30))
_MIDWEEK: Final = time(19, 45)
_POSTPONED, _DATE_ONLY, _UNNUMBERED, _NEUTRAL, _UNCOUNTED, _UNTOLD = 0.1, 0.15, 0.3, 0.05, 0.05, 0.2
"""Shares of matches moved, without an hour, without a matchweek, on neutral ground, without a
valid result, and without one or another statistic."""


@dataclass(frozen=True, slots=True)
class _Club:
    name: str
    attack: float
    defence: float


def simulated_league(
    seed: int,
    *,
    teams: int = 6,
    seasons: int = 2,
    divisions: int = 1,
    first_season: int = 2020,
    code: str = "SIM",
) -> Evidence:
    """Play double round robins, with all that happens in real ones.

    Matches are postponed past later rounds, kick off together, have a date but no hour, lack
    statistics or a matchweek, are abandoned or awarded. After each season the last of a division
    and the first of the one below change places; the last of the lowest makes room for a club
    that is new or was there before.

    Args:
        seed: The same seed gives the same leagues.
        teams: Clubs of each division.
        seasons: How many, each beginning in August.
        first_season: First year of the first one.
        divisions: How many, coded ``SIM1``, ``SIM2``... from the top.
        code: Beginning of the codes and of the clubs' names.

    Returns:
        Matches in random order with random ids, all over, and what :func:`with_facts` adds.
    """
    rng = np.random.default_rng(seed)
    outside = [_found(rng, f"{code} {number:02d}") for number in range(teams * divisions + seasons)]
    rng.shuffle(outside)
    inside = [[outside.pop() for _ in range(teams)] for _ in range(divisions)]
    rows: list[dict[str, Any]] = []
    for season in range(first_season, first_season + seasons):
        for tier, clubs in enumerate(inside):
            rows += _play(rng, f"{code}{tier + 1}", season, clubs)
        inside = _promote(rng, rows, inside, outside)
    ids = rng.permutation(len(rows)) + 1
    frame = pl.DataFrame(rows, schema=MATCHES, orient="row").with_columns(match_id=pl.Series(ids))
    return with_facts(frame[rng.permutation(len(rows))], seed)


def simulated_competitions(
    *,
    teams: int = 6,
    divisions: int = 1,
    deductions: tuple[Deduction, ...] = (),
    code: str = "SIM",
    country: str = "",
) -> dict[str, Competition]:
    """Return the competitions of :func:`simulated_league` by code.

    Of each division the first two go to the Champions League and the last two go down.
    ``deductions`` apply in every division, and all are of one ``country``, if of any.
    """
    rules = SeasonRules(
        since=0,
        teams=teams,
        champions_league=2,
        europe=1,
        relegation=2,
        relegation_playoff=0,
        promotion=1,
        promotion_playoff=0,
        points_per_win=3,
        tie_breaks=("goal_difference", "goals_for"),
    )
    codes = {f"{code}{tier}": tier for tier in range(1, divisions + 1)}
    return {
        name: Competition(name, name, country, tier, "UTC", (rules,), deductions)
        for name, tier in codes.items()
    }


def _found(rng: np.random.Generator, name: str) -> _Club:
    attack, defence = rng.normal(0.0, 0.35, 2)
    return _Club(name, attack, defence)


def _play(
    rng: np.random.Generator, code: str, season: int, clubs: Sequence[_Club]
) -> Iterator[dict[str, Any]]:
    for week, pairs in enumerate(_double_round_robin(clubs)):
        day = date(season, 8, 1) + timedelta(days=7 * week)
        for home, away in pairs:
            fixture = {"competition": code, "season": season, "home": home.name, "away": away.name}
            yield fixture | _when(rng, day, week + 1) | _result(rng, home, away)


def _double_round_robin(clubs: Sequence[_Club]) -> Iterator[list[tuple[_Club, _Club]]]:
    """Pair clubs by the circle method, the second half with grounds exchanged."""
    ring: list[_Club | None] = [*clubs, *([None] if len(clubs) % 2 else [])]
    half, weeks = len(ring) // 2, len(ring) - 1
    for week in range(2 * weeks):
        pairs = zip(ring[:half], reversed(ring[half:]), strict=True)
        met = [(one, other) for one, other in pairs if one is not None and other is not None]
        swap = (week % weeks % 2 == 1) != (week >= weeks)
        yield [(other, one) if swap else (one, other) for one, other in met]
        ring = [ring[0], ring[-1], *ring[1:-1]]


def _when(rng: np.random.Generator, day: date, week: int) -> dict[str, Any]:
    hour = _HOURS[rng.integers(len(_HOURS))]
    if rng.random() < _POSTPONED:
        day, hour = day + timedelta(days=int(7 * rng.integers(1, 4) + 3)), _MIDWEEK
    date_only = rng.random() < _DATE_ONLY
    return {
        "date": day,
        "kickoff": datetime.combine(day, time(0) if date_only else hour, UTC),
        "date_only": date_only,
        "matchweek": None if rng.random() < _UNNUMBERED else week,
        "neutral": rng.random() < _NEUTRAL,
    }


def _result(rng: np.random.Generator, home: _Club, away: _Club) -> dict[str, Any]:
    status = MatchStatus.FINISHED
    if rng.random() < _UNCOUNTED:
        status = rng.choice([*MatchStatus])
    means = np.exp([0.4 + home.attack - away.defence, 0.1 + away.attack - home.defence])
    counts: dict[str, NDArray[Any]] = {
        "xg": rng.gamma(4.0, means / 4.0),
        "shots_on_target": rng.poisson(3.5 * means) + 1,
        "goals": rng.poisson(means),
    }
    counts["shots"] = counts["shots_on_target"] + rng.poisson(6.0, 2)
    counts["corners"] = rng.poisson(4.0 * means)
    row: dict[str, Any] = {"status": str(status)}
    for name, pair in counts.items():
        if name == "goals" or rng.random() >= _UNTOLD:
            row |= {f"home_{name}": pair[0].item(), f"away_{name}": pair[1].item()}
    return row


def _promote(
    rng: np.random.Generator,
    rows: Sequence[dict[str, Any]],
    inside: Sequence[Sequence[_Club]],
    outside: list[_Club],
) -> list[list[_Club]]:
    """Return next season's divisions; ``outside`` gives a club and takes one."""
    season = rows[-1]["season"]
    ranked = [sorted(clubs, key=lambda club: -_points(rows, season, club)) for clubs in inside]
    for upper, lower in pairwise(ranked):
        upper[-1], lower[0] = lower[0], upper[-1]
    newcomer = outside.pop(int(rng.integers(len(outside))))
    outside.append(ranked[-1][-1])
    ranked[-1][-1] = newcomer
    return ranked


def _points(rows: Sequence[dict[str, Any]], season: int, club: _Club) -> int:
    """Count a season's points, also of matches that no table counts."""
    total = 0
    for row in rows:
        if row["season"] == season and club.name in {row["home"], row["away"]}:
            margin = row["home_goals"] - row["away_goals"]
            margin *= 1 if row["home"] == club.name else -1
            total += 3 if margin > 0 else int(margin == 0)
    return total
