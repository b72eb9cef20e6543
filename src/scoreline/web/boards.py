"""What a prediction league has come to: its table, how it got there, who beat whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Final

from scoreline.bots import DayOfBot, Standing, duels, league_course, league_table
from scoreline.domain import Bot, League, Score, Tip
from scoreline.home import Home
from scoreline.store import bots
from scoreline.web.background import Background, Kept

PATIENCE: Final = 0.3
"""Seconds that the first reader waits for a league's table."""

FOREMOST: Final = 50
"""Of so many bots the course and the head to head are shown: everybody's would fill no page."""

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
        courses: Of the foremost bots the points after every day on which something was settled.
        duels: (one, other) of them to the share of their common tips on which one earned more.
        strategies: The strategies, by points a tip.
    """

    members: Mapping[str, Bot]
    table: Sequence[Standing]
    courses: Mapping[str, Sequence[tuple[date, int]]]
    duels: Mapping[tuple[str, str], float]
    strategies: Sequence[StrategyLine]


class Boards:
    """The boards of a home's leagues, made anew when something was settled or a bot has joined."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: Background[Board] = Background(patience=PATIENCE)

    def of(self, league: League, *, now: datetime) -> Kept[Board]:
        """Return a league's board."""
        with self._home.database.read() as connection:
            members = tuple(bots.listing(connection, league=league))
            state = (members, bots.settled_so_far(connection, as_of=now))
        key = (league.book, league.name)
        return self._kept.get(key, state, lambda: _board(self._home, league, now))


def _board(home: Home, league: League, now: datetime) -> Board:
    with home.database.read() as connection:
        members = {bot.name: bot for bot in bots.listing(connection, league=league)}
        table = league_table(connection, league, as_of=now)
        settled = bots.settled_tips(connection, league, as_of=now)
        course = league_course(connection, league, as_of=now)
    foremost = {line.bot for line in table[:FOREMOST]}
    theirs = [each for each in settled if each[0].bot in foremost]
    return Board(
        members=members,
        table=table,
        courses=_courses(course, theirs),
        duels={
            (each.bot, each.other): each.won / each.matches
            for each in duels(foremost, theirs)
            if each.matches
        },
        strategies=_strategies(settled, members),
    )


def _courses(
    course: Iterable[DayOfBot], settled: Sequence[Settled]
) -> dict[str, list[tuple[date, int]]]:
    """Return the totals day by day of the bots that have a tip that was settled."""
    courses: dict[str, list[tuple[date, int]]] = {tip.bot: [] for tip, _, _ in settled}
    for line in course:
        if line.bot in courses:
            courses[line.bot].append((line.day, line.total))
    return courses


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
