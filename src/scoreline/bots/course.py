"""How a prediction league went: points over time, the best day, bot against bot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from scoreline.bots.standings import Settled, first_places

Dated = tuple[date, Settled]
"""The day of a match, and a tip on it with what it earned."""


@dataclass(frozen=True, slots=True)
class DayOfBot:
    """One bot's match day.

    Attributes:
        tips: How many of its tips of that day were settled.
        points: What they earned.
        total: What it had earned by the end of that day.
        place: Where that put it; bots level on points, exact scores and outcomes share it.
    """

    day: date
    bot: str
    tips: int
    points: int
    total: int
    place: int


@dataclass(frozen=True, slots=True)
class Duel:
    """One bot against another on the matches that both tipped.

    Attributes:
        won: Matches on which the bot earned more than the other.
    """

    bot: str
    other: str
    matches: int
    won: int
    level: int
    lost: int
    points: int
    other_points: int


def points_over_time(bots: Collection[str], settled: Iterable[Dated]) -> list[DayOfBot]:
    """Return a line a match day and bot, by day and place.

    Args:
        bots: Everybody in the league, those without a tip too.
        settled: What their tips earned, in any order.
    """
    by_day: dict[date, list[Settled]] = defaultdict(list)
    for day, each in settled:
        by_day[day].append(each)
    merits = dict.fromkeys(bots, (0, 0, 0))
    lines: list[DayOfBot] = []
    for day in sorted(by_day):
        earned: dict[str, list[int]] = defaultdict(list)
        for each in by_day[day]:
            bot = each[0].bot
            earned[bot].append(each[2])
            merits[bot] = _added(merits[bot], each)
        lines += _lines(day, merits, earned)
    return lines


def best_days(course: Iterable[DayOfBot]) -> list[DayOfBot]:
    """Return each bot's day with the most points, the first of several, by points and bot."""
    best: dict[str, DayOfBot] = {}
    for each in sorted(course, key=lambda line: (-line.points, line.day)):
        best.setdefault(each.bot, each)
    return sorted(best.values(), key=lambda line: (-line.points, line.bot))


def duels(bots: Collection[str], settled: Iterable[Settled]) -> list[Duel]:
    """Return every bot against every other, both ways around, by their names."""
    earned: dict[str, dict[int, int]] = {bot: {} for bot in bots}
    for tip, _, points in settled:
        earned[tip.bot][tip.match_id] = points
    return [
        _duel(bot, other, earned[bot], earned[other])
        for bot, other in permutations(sorted(bots), 2)
    ]


def _added(merit: tuple[int, int, int], settled: Settled) -> tuple[int, int, int]:
    tip, result, points = settled
    right = tip.score.outcome is result.outcome
    return merit[0] + points, merit[1] + (tip.score == result), merit[2] + right


def _lines(
    day: date, merits: Mapping[str, tuple[int, int, int]], earned: Mapping[str, list[int]]
) -> list[DayOfBot]:
    ordered = sorted(merits, key=lambda bot: ([-part for part in merits[bot]], bot))
    places = first_places(merits[bot] for bot in ordered)
    return [
        DayOfBot(
            day=day,
            bot=bot,
            tips=len(earned.get(bot, ())),
            points=sum(earned.get(bot, ())),
            total=merits[bot][0],
            place=places[merits[bot]],
        )
        for bot in ordered
    ]


def _duel(bot: str, other: str, ours: Mapping[int, int], theirs: Mapping[int, int]) -> Duel:
    both = ours.keys() & theirs.keys()
    return Duel(
        bot=bot,
        other=other,
        matches=len(both),
        won=sum(ours[match] > theirs[match] for match in both),
        level=sum(ours[match] == theirs[match] for match in both),
        lost=sum(ours[match] < theirs[match] for match in both),
        points=sum(ours[match] for match in both),
        other_points=sum(theirs[match] for match in both),
    )
