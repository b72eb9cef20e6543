"""The shapes that plots are made of, as SVG."""

from collections.abc import Iterable, Sequence
from html import escape


def plot(
    height: float, parts: Iterable[str], describes: str, *, width: float, name: str = ""
) -> str:
    """Return a plot with what it shows as its name."""
    box = f"0 0 {width:g} {height:g}"
    label = escape(describes, quote=True)
    named = f'<svg class="{f"plot {name}".strip()}" viewBox="{box}" role="img"'
    return f'{named} aria-label="{label}">{"".join(parts)}</svg>'


def line(x1: float, y1: float, x2: float, y2: float, name: str) -> str:
    """Return a straight line."""
    return f'<line class="{name}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def circle(x: float, y: float, radius: float, name: str) -> str:
    """Return a circle."""
    return f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'


def text(x: float, y: float, text: str, name: str) -> str:
    """Return a label."""
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def path(points: Sequence[tuple[float, float]], name: str) -> str:
    """Return a line through points."""
    return f'<polyline class="{name}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def area(points: Sequence[tuple[float, float]], name: str) -> str:
    """Return the area within points."""
    return f'<polygon class="{name}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
