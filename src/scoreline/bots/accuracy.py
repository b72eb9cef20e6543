"""How well bots, strategies and model versions tip, by week, month, for all time or a span."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import sqrt
from statistics import fmean
from typing import Final

from scoreline.domain.accuracy import Accuracy, Dated, Period, Subject

_MANY: Final = 3
"""Goals off from which on nobody tells tips apart."""


def accuracies(
    settled: Iterable[Dated],
    subject: Subject,
    period: Period,
    *,
    span: tuple[date, date] | None = None,
) -> list[Accuracy]:
    """Return accuracy by period and subject, the latest period first, then by name.

    Args:
        settled: Settled tips, in any order.
        subject: By bot, strategy or model version; tips without a model are of no version.
        period: Weeks from Monday on, months, all days, or ``span``.
        span: First and last day of a custom period; other days are left out.
    """
    inside = [each for each in settled if span is None or span[0] <= each.day <= span[1]]
    if not inside:
        return []
    whole = span or (min(each.day for each in inside), max(each.day for each in inside))
    groups: dict[tuple[date, date, str], list[Dated]] = defaultdict(list)
    for each in inside:
        name = each.name(subject)
        if name is not None:
            groups[*_bounds(each.day, period, whole), name].append(each)
    ordered = sorted(groups.items(), key=lambda each: each[0][2])
    ordered.sort(key=lambda each: each[0][0], reverse=True)
    return [
        _accuracy(subject, name, period, (start, end), tips) for (start, end, name), tips in ordered
    ]


def _bounds(day: date, period: Period, whole: tuple[date, date]) -> tuple[date, date]:
    if period is Period.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if period is Period.MONTHLY:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return day.replace(day=1), following - timedelta(days=1)
    return whole


def _accuracy(
    subject: Subject,
    name: str,
    period: Period,
    days: tuple[date, date],
    tips: Sequence[Dated],
) -> Accuracy:
    home, away = zip(*_errors(tips), strict=True)
    off = [sum(pair) for pair in zip(home, away, strict=True)]
    strategies = {each.strategy for each in tips}
    versions = {each.version for each in tips}
    return Accuracy(
        subject=subject,
        name=name,
        strategy=strategies.pop() if len(strategies) == 1 else None,
        version=next(iter(versions)) if len(versions) == 1 else None,
        period=period,
        start=days[0],
        end=days[1],
        bots=len({each.bot for each in tips}),
        tips=len(tips),
        exact=off.count(0),
        outcomes=sum(each.tip.outcome is each.result.outcome for each in tips),
        goals_off=(off.count(1), off.count(2), sum(goals >= _MANY for goals in off)),
        home_mae=fmean(home),
        away_mae=fmean(away),
        rmse=sqrt(fmean(goals**2 for goals in (*home, *away))),
        points=sum(each.points for each in tips),
        won=sum(each.points > 0 for each in tips),
        note=_note(versions),
    )


def _note(versions: set[str | None]) -> str:
    models = len(versions - {None})
    if models == 0:
        return "no model behind these tips"
    others = ", some without a model" if None in versions else ""
    return f"{models} model versions{others}" if models > 1 or others else ""


def _errors(tips: Iterable[Dated]) -> Iterator[tuple[int, int]]:
    for each in tips:
        yield abs(each.tip.home - each.result.home), abs(each.tip.away - each.result.away)
