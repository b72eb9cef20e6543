"""The table of a prediction league, from what its tips earned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from statistics import fmean

from scoreline.domain import Score, Tip

Settled = tuple[Tip, Score, int]
"""A tip, the result of its match and the points it earned."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One bot's line in the table.

    Attributes:
        place: From 1; bots level on points, exact scores and outcomes share it.
        played: Its tips that have been settled.
        missed: Matches settled in the league that it gave no tip on.
        exact: Tips with the exact score.
        outcomes: Tips with the right outcome, the exact ones included.
        points_per_match: None before its first match.
        mae: Mean absolute error in goals per side, None before its first match.
    """

    place: int
    bot: str
    played: int
    missed: int
    points: int
    exact: int
    outcomes: int
    points_per_match: float | None
    mae: float | None


def rank(bots: Collection[str], settled: Iterable[Settled]) -> list[Standing]:
    """Return the table: by points, exact scores, right outcomes, then name.

    Args:
        bots: Everybody in the league, those without a tip too.
        settled: What their tips earned, in any order.
    """
    by_bot: dict[str, list[Settled]] = defaultdict(list)
    for each in settled:
        by_bot[each[0].bot].append(each)
    matches = _matches(by_bot)
    lines = [_line(bot, by_bot[bot], matches) for bot in bots]
    ordered = sorted(lines, key=attrgetter("bot"))
    ordered.sort(key=_merit, reverse=True)
    merits = [_merit(line) for line in ordered]
    return [replace(line, place=merits.index(_merit(line)) + 1) for line in ordered]


def _line(bot: str, settled: list[Settled], matches: int) -> Standing:
    points = [earned for _, _, earned in settled]
    errors = [_error(tip.score, result) for tip, result, _ in settled]
    return Standing(
        place=0,
        bot=bot,
        played=len(settled),
        missed=matches - len(settled),
        points=sum(points),
        exact=sum(tip.score == result for tip, result, _ in settled),
        outcomes=sum(tip.score.outcome is result.outcome for tip, result, _ in settled),
        points_per_match=fmean(points) if points else None,
        mae=fmean(errors) if errors else None,
    )


def _matches(by_bot: Mapping[str, list[Settled]]) -> int:
    return len({tip.match_id for settled in by_bot.values() for tip, _, _ in settled})


def _error(tip: Score, result: Score) -> float:
    return (abs(tip.home - result.home) + abs(tip.away - result.away)) / 2


def _merit(line: Standing) -> tuple[int, int, int]:
    return line.points, line.exact, line.outcomes
