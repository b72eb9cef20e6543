"""A forecast's markets as lines of text and as plain values."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from scoreline.domain import Edge, Forecast, MarketLine
from scoreline.domain.quote import BEST
from scoreline.words import signed_line

AROUND: Final = 0.5
"""How far from the fair handicap lines are printed; JSON has them all."""

_WIDE: Final = 24

Row = tuple[str, list[str]]
"""A line's name and its cells."""


def market_lines(said: Forecast, home: str, away: str) -> list[str]:
    """Return lines that tell chances and fair odds market by market, then prices and edges."""
    both = said.both_score
    rows: list[Row] = [
        ("fair odds", [" / ".join(map(_price, said.outcomes.fair))]),
        *_totals(said.totals),
        ("both score", [f"{both.ways[0].win:.0%}, fair odds {' / '.join(map(_price, both.fair))}"]),
        *_handicaps(said, home),
        *_edges(said.edges, home, away),
    ]
    # As wide as the lines around, or as the longest club needs.
    width = max(_WIDE, *(len(name) + 1 for name, cells in rows if len(cells) > 1))
    return [_aligned(name, cells, width) for name, cells in rows]


def markets_described(said: Forecast) -> dict[str, Any]:
    """Return the markets as plain values."""
    over = {str(each.line): each for each in said.totals}
    both = said.both_score
    return {
        "fair_odds": dict(zip(("home", "draw", "away"), said.outcomes.fair, strict=True)),
        "over": {line: each.ways[0].win for line, each in over.items()},
        "over_fair_odds": {line: list(each.fair) for line, each in over.items()},
        "both_score": both.ways[0].win,
        "both_score_fair_odds": list(both.fair),
        "handicaps": list(map(_handicap, said.handicaps)),
        "fair_handicap": _handicap(said.fair_handicap),
        "edges": [each.to_plain() for each in said.edges],
    }


def _handicap(market: MarketLine) -> dict[str, Any]:
    home = market.ways[0]
    fair_home, fair_away = market.fair
    return {
        "line": market.line,
        "win": home.win,
        "returned": home.returned,
        "lose": home.lose,
        "fair_home": fair_home,
        "fair_away": fair_away,
    }


def _totals(totals: Sequence[MarketLine]) -> Iterator[Row]:
    yield "goals in all", [f"{each.line:g}" for each in totals]
    yield "  over", [f"{each.ways[0].win:.0%}" for each in totals]
    for place, way in enumerate(("over", "under")):
        yield f"  fair odds, {way}", [_price(each.fair[place]) for each in totals]


def _handicaps(said: Forecast, home: str) -> Iterator[Row]:
    fair = said.fair_handicap.line
    near = [each for each in said.handicaps if abs(each.line - fair) <= AROUND]
    yield "Asian handicap", [f"nearest to even with {home} {signed_line(fair)}"]
    if near:
        yield "  home side with", [signed_line(each.line) for each in near]
        for place, way in enumerate(("home", "away")):
            yield f"  fair odds, {way}", [_price(each.fair[place]) for each in near]


def _edges(edges: Sequence[Edge], home: str, away: str) -> Iterator[Row]:
    if not edges:
        yield "best stored prices", ["none known by then"]
        return
    yield "best stored prices", ["price", "fair", "edge"]
    for each in edges:
        named = "best of all" if each.bookmaker == BEST else each.bookmaker
        whose = f"   {named}, {each.known_at:%d %b %H:%M} UTC"
        offered = _price(each.price), _price(each.fair), f"{each.value:+.1%}"
        yield f"  {_called(each, home, away)}", [*offered, whose]


def _called(edge: Edge, home: str, away: str) -> str:
    side = {"home": home, "away": away}.get(edge.way, edge.way)
    if edge.market == "totals":
        return f"{side} {edge.line:g}"
    if edge.market == "handicap":
        return f"{side} {signed_line(edge.line if edge.way == 'home' else -edge.line)}"
    return side


def _aligned(name: str, cells: Sequence[str], width: int) -> str:
    """Return a name and its cells below those of other lines; a lone cell is a sentence."""
    if len(cells) == 1:
        return f"{name:{_WIDE}}{cells[0]}"
    return f"{name:{width}}" + "".join(f"{cell:>7}" for cell in cells)


def _price(value: float | None) -> str:
    """Write a decimal price in at most six characters."""
    if value is None:
        return "-"
    return f"{value:.2f}" if value < 100 else f"{value:.0f}" if value < 1000 else ">999"  # noqa: PLR2004
