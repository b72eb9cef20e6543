"""Plots as SVG, drawn here: no script, no library, colours by class for light and dark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from scoreline.evaluation import drawing

WIDTH: Final = 520
NARROW: Final = 340
"""As wide as a phone: a plot drawn for it keeps its letters readable there."""

LINE: Final = 26
"""Height of a row of a plot of intervals; with its label above, where it is narrow, more."""

STACKED: Final = 40

TICKS: Final = 5
HALF: Final = 0.5
"""Where no share lies above it, a reliability diagram ends at it."""

FIRM: Final = 0.005
"""Share of the matches from which a bin of a reliability diagram is joined to the others."""

MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval.

    Attributes:
        note: Stands at the right, such as how many matches there are.
    """

    label: str
    value: float
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a reliability diagram, both in shares of one; its area goes with ``weight``."""

    forecast: float
    observed: float
    weight: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from ``low`` to ``high`` to places from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(cls, values: Iterable[float], start: float, end: float) -> "Scale":
        """Return a scale that holds all values, and 0."""
        held = [0.0, *values]
        room = (max(held) - min(held) or 1.0) * 0.04
        return cls(min(held) - room, max(held) + room, start, end)

    def at(self, value: float) -> float:
        """Return a value's place."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return round values within, about ``TICKS`` of them."""
        rough = (self.high - self.low) / TICKS
        unit = 10.0 ** floor(log10(rough))
        step = unit * next(size for size in (1, 2, 5, 10) if size * unit >= rough)
        first, last = ceil(self.low / step), floor(self.high / step)
        return [round(k * step, 12) for k in range(first, last + 1)]


def intervals(
    bars: Sequence[Bar],
    *,
    zero: str,
    describes: str,
    percent: bool = False,
    width: float = WIDTH,
) -> str:
    """Draw values with their intervals, one below the other, beside a line at 0.

    Args:
        bars: From top to bottom, at least one.
        zero: What the line at 0 is.
        describes: What the plot shows, for those who cannot see it.
        percent: Write the axis in percent.
        width: Where it is less than ``WIDTH``, labels stand above their rows.
    """
    stacked = width < WIDTH
    left = 14 + (0 if stacked else 6.6 * max(len(bar.label) for bar in bars))
    right = width - 14 - 6.4 * max(len(bar.note) for bar in bars)
    scale = Scale.around([end for bar in bars for end in (bar.low, bar.high)], left + 8, right - 8)
    height = STACKED if stacked else LINE
    bottom = 26 + height * len(bars)
    parts = [_ticks_below(scale, bottom, percent=percent), _zero(scale, bottom, zero, width)]
    for row, bar in enumerate(bars):
        y = 26 + height * (row + (0.72 if stacked else 0.5))
        parts += [
            drawing.text(0, y - 12, bar.label, "label start")
            if stacked
            else drawing.text(left, y + 4, bar.label, "label end"),
            drawing.line(scale.at(bar.low), y, scale.at(bar.high), y, "interval"),
            drawing.circle(scale.at(bar.value), y, 4.5, "model"),
            drawing.text(width - 2, y + 4, bar.note, "quiet end"),
        ]
    return drawing.plot(bottom + 24, parts, describes, width=width, name=_breadth(width))


def course(bars: Sequence[Bar], *, zero: str, describes: str, width: float = WIDTH) -> str:
    """Draw values with their intervals from left to right, beside a line at 0.

    Args:
        bars: In order of time, at least one.
        zero: What the line at 0 is.
        describes: What the plot shows, for those who cannot see it.
        width: In units of its letters.
    """
    top, bottom, left, right = 14.0, 236.0, 58.0, width - 14.0
    scale = Scale.around([end for bar in bars for end in (bar.low, bar.high)], bottom, top)
    step = (right - left) / len(bars)
    places = [left + step * (k + 0.5) for k in range(len(bars))]
    parts = [
        *(
            drawing.line(left, scale.at(tick), right, scale.at(tick), "grid")
            for tick in scale.ticks()
        ),
        *(
            drawing.text(left - 8, scale.at(tick) + 4, signed(tick), "quiet end")
            for tick in scale.ticks()
        ),
        drawing.line(left, scale.at(0), right, scale.at(0), "zero"),
        drawing.text(left + 4, scale.at(0) - 6, zero, "market start"),
        drawing.path(
            [(x, scale.at(bar.value)) for x, bar in zip(places, bars, strict=True)], "thread"
        ),
    ]
    for number, (x, bar) in enumerate(zip(places, bars, strict=True)):
        parts += [
            drawing.line(x, scale.at(bar.low), x, scale.at(bar.high), "interval"),
            drawing.circle(x, scale.at(bar.value), 4.5, "model"),
        ]
        # Where there is no room for every label, each second or third one is written.
        if number % ceil(40 / step) == 0:
            parts.append(drawing.text(x, bottom + 20, bar.label, "quiet middle"))
    return drawing.plot(bottom + 30, parts, describes, width=width, name=_breadth(width))


def reliability(model: Sequence[Dot], market: Sequence[Dot], *, describes: str) -> str:
    """Draw how often an outcome came against how likely it was said to be.

    Args:
        model: The model's bins.
        market: The market's.
        describes: What the plot shows, for those who cannot see it.
    """
    size, left, top = 290.0, 44.0, 10.0
    # Draws are never likely: half the scale shows them twice as large.
    reached = max((max(dot.forecast, dot.observed) for dot in (*model, *market)), default=1.0)
    shares = (0.0, 0.25, 0.5, 0.75, 1.0) if reached > HALF else (0.0, 0.1, 0.2, 0.3, 0.4, HALF)
    across = Scale(0, shares[-1], left, left + size)
    up = Scale(0, shares[-1], top + size, top)
    parts = [
        *(drawing.line(left, up.at(share), left + size, up.at(share), "grid") for share in shares),
        *(
            drawing.line(across.at(share), top, across.at(share), top + size, "grid")
            for share in shares
        ),
        drawing.line(across.at(0), up.at(0), across.at(shares[-1]), up.at(shares[-1]), "zero"),
        *(
            drawing.text(left - 6, up.at(each) + 4, f"{each:.0%}", "quiet end")
            for each in shares[1:]
        ),
        *(
            drawing.text(across.at(each), top + size + 18, f"{each:.0%}", "quiet middle")
            for each in shares
        ),
    ]
    most = max((dot.weight for dot in (*model, *market)), default=1.0)
    for dots, name in ((market, "market"), (model, "model")):
        # A bin of a few matches is a point, but no part of a trend.
        firm = [dot for dot in dots if dot.weight >= FIRM * sum(each.weight for each in dots)]
        parts.append(drawing.path([(across.at(d.forecast), up.at(d.observed)) for d in firm], name))
        parts += [
            drawing.circle(across.at(d.forecast), up.at(d.observed), _radius(d.weight / most), name)
            for d in dots
        ]
    return drawing.plot(top + size + 26, parts, describes, width=left + size + 18)


def signed(value: float) -> str:
    """Write a tick with its sign and no more digits than it needs."""
    return "0" if value == 0 else f"{value:+g}".replace("-", MINUS)


def _radius(share: float) -> float:
    # The area says how many; the smallest can still be seen.
    radius: float = 2.0 + 4.5 * share**0.5
    return radius


def _ticks_below(scale: Scale, bottom: float, *, percent: bool) -> str:
    return "".join(
        drawing.line(scale.at(tick), 22, scale.at(tick), bottom, "grid")
        + drawing.text(scale.at(tick), bottom + 18, _tick(tick, percent=percent), "quiet middle")
        for tick in scale.ticks()
    )


def _tick(value: float, *, percent: bool) -> str:
    return f"{signed(round(100 * value, 10))} %" if percent else signed(value)


def _zero(scale: Scale, bottom: float, name: str, width: float) -> str:
    x = scale.at(0)
    anchor = "start" if x < width / 2 else "end"
    return drawing.line(x, 22, x, bottom, "zero") + drawing.text(x, 14, name, f"market {anchor}")


def _breadth(width: float) -> str:
    return "narrow" if width < WIDTH else "broad"
