"""Plots that pages have and reports have not: courses of several things over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from scoreline.evaluation import drawing
from scoreline.evaluation.charts import NARROW, WIDTH, Scale

HUES: Final = tuple(f"s{number}" for number in range(1, 10))
"""Classes of lines that are told apart by colour."""

_APART: Final = 14.0
"""Least distance between the names of two lines."""

_BROAD: Final = 1100.0
_TOP: Final = 12.0
_PLOT: Final = 260.0
"""Height between the ends of the vertical axis."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plot.

    Attributes:
        name: Stands at its end.
        points: (x, y) in order of x.
        hue: Its class.
        band: Low and high at each point, none for a line without an interval.
    """

    name: str
    points: Sequence[tuple[float, float]]
    hue: str
    band: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis."""

    at: float
    text: str


def lines(
    given: Sequence[Line],
    *,
    across: Sequence[Tick],
    up: Sequence[Tick],
    describes: str,
) -> tuple[str, str]:
    """Draw lines from left to right, once for a wide page and once for a phone.

    Args:
        given: At least one, with a point or more.
        across: Labels of the horizontal axis.
        up: Labels of the vertical one; the first and the last are its ends.
        describes: What the plot shows, for those who cannot see it.
    """
    return (
        _drawn(given, across, up, describes, _BROAD),
        _drawn(given, across, up, describes, NARROW),
    )


def _drawn(
    given: Sequence[Line],
    across: Sequence[Tick],
    up: Sequence[Tick],
    describes: str,
    width: float,
) -> str:
    narrow, bottom = width < WIDTH, _TOP + _PLOT
    left = 12.0 + 7 * max(len(tick.text) for tick in up)
    longest = max(len(line.name) for line in given)
    right = width - 14 - 6.3 * longest
    xs = [x for line in given for x, _ in line.points]
    # One place alone has no extent; of a few billion seconds, a billionth would be none either.
    x = Scale(min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1, left, right)
    y = Scale(up[0].at, up[-1].at, bottom, _TOP)
    parts = [
        *(drawing.line(left, y.at(t.at), right, y.at(t.at), "grid") for t in up),
        *(drawing.text(left - 8, y.at(t.at) + 4, t.text, "quiet end") for t in up),
        *(
            drawing.text(x.at(t.at), bottom + 20, t.text, "quiet middle")
            for t in _with_room(across, x, 58 if narrow else 74)
        ),
    ]
    for each in given:
        if each.band:
            parts.append(_band(each, x, y))
        places = [(x.at(px), y.at(py)) for px, py in each.points]
        parts.append(drawing.path(places, each.hue))
        if len(places) == 1:
            parts.append(drawing.circle(*places[0], 3.5, each.hue))
    ends = [y.at(line.points[-1][1]) for line in given]
    for line, place in zip(given, spread(ends, _APART), strict=True):
        parts.append(drawing.text(right + 8, place + 4, line.name, f"{line.hue} start"))
    name = "narrow" if narrow else "broad long"
    return drawing.plot(bottom + 28, parts, describes, width=width, name=name)


def months(days: Sequence[date]) -> list[Tick]:
    """Return a tick for the first of each month that days lie in; days are their ordinals."""
    firsts = dict.fromkeys(day.replace(day=1) for day in days)
    return [Tick(max(first, days[0]).toordinal(), f"{first:%b %Y}") for first in firsts]


def spread(places: Sequence[float], apart: float) -> list[float]:
    """Return places moved as little as need be so that no two are closer than ``apart``."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    # Each less its distance to the first must not fall: those that do share their mean.
    heaps: list[tuple[float, int]] = []
    for rank, number in enumerate(order):
        total, many = places[number] - rank * apart, 1
        while heaps and heaps[-1][0] / heaps[-1][1] > total / many:
            more, count = heaps.pop()
            total, many = total + more, many + count
        heaps.append((total, many))
    means = [total / many for total, many in heaps for _ in range(many)]
    moved = [mean + rank * apart for rank, mean in enumerate(means)]
    return [place for _, place in sorted(zip(order, moved, strict=True))]


def _with_room(ticks: Sequence[Tick], scale: Scale, apart: float) -> list[Tick]:
    kept: list[Tick] = []
    for tick in ticks:
        if not kept or scale.at(tick.at) - scale.at(kept[-1].at) >= apart:
            kept.append(tick)
    return kept


def _band(line: Line, x: Scale, y: Scale) -> str:
    xs = [x.at(place) for place, _ in line.points]
    lower = [(at, y.at(low)) for at, (low, _) in zip(xs, line.band, strict=True)]
    upper = [(at, y.at(high)) for at, (_, high) in zip(xs, line.band, strict=True)]
    return drawing.area([*upper, *reversed(lower)], line.hue)
