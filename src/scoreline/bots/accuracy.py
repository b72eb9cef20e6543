"""How well strategies tip, by week, month, for all time or a span of days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean

from scoreline.bots.standings import Settled


class Period(StrEnum):
    """Over which days accuracy is taken together."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ALL_TIME = "all_time"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One strategy's tips of one period.

    Attributes:
        start: First day of the period; of the first match for all time.
        end: Last day of it, included.
        goals_off: Tips that were 1, 2, and 3 or more goals off, both sides together.
        mae: Mean absolute error in goals per side.
    """

    strategy: str
    start: date
    end: date
    bots: int
    tips: int
    exact: int
    outcomes: int
    goals_off: tuple[int, int, int]
    home_mae: float
    away_mae: float

    @property
    def mae(self) -> float:
        """Return the mean absolute error of both sides."""
        return (self.home_mae + self.away_mae) / 2


Dated = tuple[date, str, Settled]
"""The day of a match, the strategy that tipped it, and the tip with what it earned."""


def accuracies(
    settled: Iterable[Dated], period: Period, *, span: tuple[date, date] | None = None
) -> list[Accuracy]:
    """Return accuracy by period and strategy, the latest period first.

    Args:
        settled: Settled tips with their days and strategies, in any order.
        period: Weeks from Monday on, months, all days, or ``span``.
        span: First and last day of a custom period; other days are left out.
    """
    inside = [each for each in settled if span is None or span[0] <= each[0] <= span[1]]
    if not inside:
        return []
    whole = span or (min(day for day, _, _ in inside), max(day for day, _, _ in inside))
    groups: dict[tuple[date, date, str], list[Settled]] = defaultdict(list)
    for day, strategy, tip in inside:
        start, end = _bounds(day, period, whole)
        groups[start, end, strategy].append(tip)
    ordered = sorted(groups.items(), key=lambda each: each[0][2])
    ordered.sort(key=lambda each: each[0][0], reverse=True)
    return [_accuracy(strategy, start, end, tips) for (start, end, strategy), tips in ordered]


def _bounds(day: date, period: Period, whole: tuple[date, date]) -> tuple[date, date]:
    if period is Period.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if period is Period.MONTHLY:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return day.replace(day=1), following - timedelta(days=1)
    return whole


def _accuracy(strategy: str, start: date, end: date, tips: list[Settled]) -> Accuracy:
    home, away = zip(*_errors(tips), strict=True)
    off = [sum(pair) for pair in zip(home, away, strict=True)]
    return Accuracy(
        strategy=strategy,
        start=start,
        end=end,
        bots=len({tip.bot for tip, _, _ in tips}),
        tips=len(tips),
        exact=off.count(0),
        outcomes=sum(tip.score.outcome is result.outcome for tip, result, _ in tips),
        goals_off=(off.count(1), off.count(2), sum(goals > 2 for goals in off)),  # noqa: PLR2004
        home_mae=fmean(home),
        away_mae=fmean(away),
    )


def _errors(tips: Iterable[Settled]) -> Iterator[tuple[int, int]]:
    for tip, result, _ in tips:
        yield abs(tip.score.home - result.home), abs(tip.score.away - result.away)
