"""What a prediction league has come to: its table, how it got there, who beat whom."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Final

from scoreline.bots import Standing, league_table
from scoreline.domain import Bot, League, Score, Tip
from scoreline.home import Home
from scoreline.store import bots
from scoreline.web.background import Background, Kept

PATIENCE: Final = 0.3
"""Seconds that the first reader waits for a league's table."""

Settled = tuple[Tip, Score, int]


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """How the bots of one strategy tipped in a league."""

    strategy: str
    bots: int
    tips: int
    exact: float
    outcomes: float
    points: float
    mae: float


@dataclass(frozen=True, slots=True)
class Board:
    """A league at an instant.

    Attributes:
        members: Its bots by name.
        table: The standings.
        courses: Each bot's points after every day on which something was settled.
        duels: (one, other) to the share of their common tips on which one earned more.
        strategies: The strategies, by points a tip.
    """

    members: Mapping[str, Bot]
    table: Sequence[Standing]
    courses: Mapping[str, Sequence[tuple[date, int]]]
    duels: Mapping[tuple[str, str], float]
    strategies: Sequence[StrategyLine]


class Boards:
    """The boards of a home's leagues, made anew when something was settled."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: Background[Board] = Background(patience=PATIENCE)

    def of(self, league: League, *, now: datetime) -> Kept[Board]:
        """Return a league's board."""
        with self._home.database.read() as connection:
            state = bots.settled_so_far(connection, as_of=now)
        key = (league.book, league.name)
        return self._kept.get(key, state, lambda: _board(self._home, league, now))


def _board(home: Home, league: League, now: datetime) -> Board:
    with home.database.read() as connection:
        members = {bot.name: bot for bot in bots.listing(connection, league=league)}
        table = league_table(connection, league, as_of=now)
        settled = bots.settled_tips(connection, league, as_of=now)
        days = {each.id: each.date for each in bots.fixtures(connection, league, as_of=now)}
    return Board(
        members=members,
        table=table,
        courses=_courses(settled, days),
        duels=_duels(settled),
        strategies=_strategies(settled, members),
    )


def _courses(
    settled: Sequence[Settled], days: Mapping[int, date]
) -> dict[str, list[tuple[date, int]]]:
    earned: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    every: set[date] = set()
    for tip, _, points in settled:
        day = days.get(tip.match_id, tip.placed_at.date())
        earned[tip.bot][day] += points
        every.add(day)
    courses: dict[str, list[tuple[date, int]]] = {}
    for bot, by_day in earned.items():
        total, course = 0, []
        for day in sorted(every):
            total += by_day.get(day, 0)
            course.append((day, total))
        courses[bot] = course
    return courses


def _duels(settled: Sequence[Settled]) -> dict[tuple[str, str], float]:
    by_match: dict[int, dict[str, int]] = defaultdict(dict)
    for tip, _, points in settled:
        by_match[tip.match_id][tip.bot] = points
    ahead: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for earned in by_match.values():
        for one, own in earned.items():
            for other, theirs in earned.items():
                if one != other:
                    ahead[one, other].append(own > theirs)
    return {pair: fmean(won) for pair, won in ahead.items()}


def _strategies(settled: Sequence[Settled], members: Mapping[str, Bot]) -> list[StrategyLine]:
    found: dict[str, list[Settled]] = defaultdict(list)
    for each in settled:
        found[members[each[0].bot].strategy].append(each)
    lines = [
        StrategyLine(
            strategy=name,
            bots=len({tip.bot for tip, _, _ in tips}),
            tips=len(tips),
            exact=fmean(tip.score == result for tip, result, _ in tips),
            outcomes=fmean(tip.score.outcome is result.outcome for tip, result, _ in tips),
            points=fmean(points for _, _, points in tips),
            mae=fmean(_off(tip.score, result) for tip, result, _ in tips),
        )
        for name, tips in found.items()
    ]
    return sorted(lines, key=lambda line: line.points, reverse=True)


def _off(tip: Score, result: Score) -> float:
    return (abs(tip.home - result.home) + abs(tip.away - result.away)) / 2
