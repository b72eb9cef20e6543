"""A match's markets: the model's price beside the best one on offer."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import Request

from scoreline.domain import Fixture, Forecast, MarketLine
from scoreline.web.pages.tables import Column, Table, table
from scoreline.web.pages.views import bet_name, sentence

_OWN: Final = (
    Column("bet", "Bet", head=True),
    Column("chance", "Model", "percent", digits=1),
    Column("fair", "Fair price", "number", digits=2),
)
_OFFERED: Final = (
    Column("price", "Best price", "number", digits=2),
    Column("bookmaker", "At", wide=True),
    Column("edge", "Edge", "edge", digits=1, hint="Profit expected of a unit staked"),
)

_HANDICAPS: Final = 1
"""Lines shown on either side of the even one."""


def market_table(request: Request, fixture: Fixture, forecast: Forecast) -> Table:
    """Return every way of every market with its price, its best offer and what that promises."""
    return table(
        request,
        "markets",
        "Markets and odds",
        (*_OWN, *(_OFFERED if forecast.quotes else ())),
        list(_rows(fixture, forecast)),
        search=("bet", "bookmaker"),
    )


def _rows(fixture: Fixture, forecast: Forecast) -> Iterator[dict[str, Any]]:
    offers = {(edge.market, edge.line, edge.way): edge for edge in forecast.edges}
    for line in _lines(forecast):
        for way in line.ways:
            edge = offers.get((line.market, line.line, way.name))
            yield {
                "bet": sentence(bet_name(fixture, line.market, line.line, way.name)),
                "chance": way.win,
                "fair": way.fair,
                "price": edge.price if edge else None,
                "bookmaker": None if edge is None else _called(edge.bookmaker),
                "edge": edge.value if edge else None,
                "row_class": "offer" if edge and edge.value > 0 else "",
            }


def _lines(forecast: Forecast) -> list[MarketLine]:
    quoted = {edge.line for edge in forecast.edges if edge.market == "handicap"}
    even = forecast.fair_handicap.line
    near = [
        line
        for line in forecast.handicaps
        if line.line in quoted or abs(line.line - even) <= _HANDICAPS / 4
    ]
    return [forecast.outcomes, *forecast.totals, forecast.both_score, *near]


def _called(bookmaker: str) -> str:
    return {"maximum": "best of all", "average": "average of all"}.get(bookmaker, bookmaker)
