"""The table of a prediction league, from what its tips earned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scoreline.domain import Score, Tip
from scoreline.store.bots import Record

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
    matches = {tip.match_id for given in by_bot.values() for tip, _, _ in given}
    return table({bot: _record(given) for bot, given in by_bot.items()}, bots, len(matches))


def table(records: Mapping[str, Record], bots: Collection[str], matches: int) -> list[Standing]:
    """Return the table of what has been added up already.

    Args:
        records: By bot; those without a settled tip may be absent.
        bots: Everybody in the league.
        matches: On how many anything was settled.
    """
    lines = [_line(bot, records.get(bot, Record()), matches) for bot in sorted(bots)]
    lines.sort(key=_merit, reverse=True)
    places = first_places(map(_merit, lines))
    return [replace(line, place=places[_merit(line)]) for line in lines]


def first_places(merits: Iterable[tuple[int, ...]]) -> dict[tuple[int, ...], int]:
    """Return the place of each merit in an order: those who are level share the first."""
    places: dict[tuple[int, ...], int] = {}
    for place, merit in enumerate(merits, 1):
        places.setdefault(merit, place)
    return places


def _record(settled: Sequence[Settled]) -> Record:
    return Record(
        played=len(settled),
        points=sum(points for _, _, points in settled),
        exact=sum(tip.score == result for tip, result, _ in settled),
        outcomes=sum(tip.score.outcome is result.outcome for tip, result, _ in settled),
        off=sum(_off(tip.score, result) for tip, result, _ in settled),
    )


def _line(bot: str, record: Record, matches: int) -> Standing:
    played = record.played
    return Standing(
        place=0,
        bot=bot,
        played=played,
        missed=matches - played,
        points=record.points,
        exact=record.exact,
        outcomes=record.outcomes,
        points_per_match=record.points / played if played else None,
        mae=record.off / 2 / played if played else None,
    )


def _off(tip: Score, result: Score) -> int:
    return abs(tip.home - result.home) + abs(tip.away - result.away)


def _merit(line: Standing) -> tuple[int, int, int]:
    return line.points, line.exact, line.outcomes
