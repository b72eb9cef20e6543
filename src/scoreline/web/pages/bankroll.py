"""A bot's bankroll as a page shows it: figures with intervals, a curve and its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from fastapi import Request

from scoreline.domain import League
from scoreline.domain.quote import AVERAGE, BEST
from scoreline.web.pages import charts
from scoreline.web.pages.charts import Line, Tick
from scoreline.web.pages.tables import Column, Table, signed, table
from scoreline.web.pages.tiles import Tile
from scoreline.web.purses import Purse

PLACED_SHOWN: Final = 20
"""Bets of a page of their table."""

_ON: Final = MappingProxyType({"home": "home win", "draw": "draw", "away": "away win"})
_STATES: Final = MappingProxyType({"won": "good", "lost": "bad", "open": "warm"})


@dataclass(frozen=True, slots=True)
class NoBets:
    """Why a bot that bets has not bet yet, and what can be done about it.

    Attributes:
        steps: Each a command and what it does.
    """

    title: str
    text: str
    steps: tuple[tuple[str, str], ...]


def no_bets(purse: Purse, league: League) -> NoBets | None:
    """Return why there is no bet yet, None where there is one."""
    if purse.bets:
        return None
    named = sorted(purse.bookmakers - {BEST, AVERAGE})
    if named:
        return NoBets(
            "No bet yet",
            f"Prices of {_listed(named)} are stored for {league.name}. At those known when its"
            " matches were forecast no outcome promised a profit, or none was known by then.",
            (("scoreline bots tip", "tips and bets on coming matches"),),
        )
    code, year = league.seasons[-1]
    lacking = (
        f"Of {league.name} only the average and the best of all bookmakers' prices are stored, and"
        " nobody can be asked to pay those."
        if purse.bookmakers
        else f"No bookmaker's price is stored for {league.name}."
    )
    return NoBets(
        "No prices to bet at",
        f"{lacking} A bot bets where the price of a bookmaker with a name, known when the match is"
        " forecast, promises more than the forecast's chance. Two commands bring such prices and"
        " play a season at them:",
        (
            (f"scoreline ingest football-data --league {code}", "brings matches with prices"),
            (f"scoreline replay --league {code} --season {year - 1}", "bets as if live"),
        ),
    )


def _listed(names: Sequence[str]) -> str:
    shown = [name.replace("_", " ") for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def bets_table(request: Request, purse: Purse) -> Table:
    """Return every bet with what it came to."""
    rows = [
        {
            **bet,
            "day": date.fromisoformat(bet["day"]),
            "match_href": f"/matches/{bet['match_id']}",
            "on": _ON[bet["on"]],
            "bookmaker": bet["bookmaker"].replace("_", " "),
            "state_kind": _STATES.get(bet["state"], ""),
        }
        for bet in purse.bets
    ]
    columns = (
        Column("day", "Day", "day", style="nowrap short"),
        Column("match", "Match", head=True),
        Column("on", "On"),
        Column("price", "Price", "number", digits=2),
        Column("bookmaker", "At", wide=True, style="roomy"),
        Column(
            "chance",
            "Chance",
            "percent",
            digits=1,
            wide=True,
            hint="By the forecast",
            style="roomy",
        ),
        Column("edge", "Edge", "edge", digits=1, wide=True, hint="Profit expected of a unit"),
        Column("stake", "Stake", "number", digits=2, wide=True, hint="In units"),
        Column("state", "State", "badge", wide=True),
        Column("profit", "Profit", "signed", digits=2, style="strong", hint="In units"),
    )
    search = ("day", "match", "on", "bookmaker", "state")
    return table(
        request, "bets", "Bets", columns, rows, sort="-day", search=search, size=PLACED_SHOWN
    )


def tiles(purse: Purse) -> list[Tile]:
    """Return what the bets came to, each with its interval."""
    row = purse.row
    return [
        Tile("Bankroll", f"{row['bankroll']:.1f}", f"of {row['start']:g} units, {row['stakes']}"),
        Tile("Bets", str(row["bets"]), f"{row['won']} won, {row['lost']} lost, {row['open']} open"),
        _figure("Yield", row["yield"]),
        _figure("Return on the bankroll", row["roi"]),
        _figure("Closing-line value", row["clv"]),
        _figure("Deepest fall", row["max_drawdown"], sign=False),  # a size
    ]


def curve(purse: Purse) -> tuple[str, ...]:
    """Draw the bankroll day by day with what else could have come, 95 %."""
    days = purse.curve
    if len(days) < 2:  # noqa: PLR2004
        return ()
    dates = [date.fromisoformat(day["day"]) for day in days]
    at = [float(each.toordinal()) for each in dates]
    low = min(0.0, *(day["low"] for day in days))
    high = max(day["high"] for day in days)
    step = max(10.0, 10 * round((high - low) / 50))
    line = Line(
        "bankroll",
        [(x, day["bankroll"]) for x, day in zip(at, days, strict=True)],
        "s1",
        [(day["low"], day["high"]) for day in days],
    )
    return charts.lines(
        [line],
        across=charts.months(dates),
        up=[
            Tick(low + k * step, f"{low + k * step:g}") for k in range(int((high - low) / step) + 2)
        ],
        describes="The bankroll at the end of each match day, with its 95 % interval",
    )


def curve_table(request: Request, purse: Purse) -> Table:
    """Return the numbers of the curve."""
    rows = [{**day, "day": date.fromisoformat(day["day"])} for day in reversed(purse.curve)]
    columns = (
        Column("day", "Day", "day", head=True),
        Column("bankroll", "Bankroll", "number", digits=2),
        Column("low", "Low", "number", digits=2, hint="Lower end of the 95 % interval"),
        Column("high", "High", "number", digits=2, hint="Upper end of the 95 % interval"),
    )
    return table(request, "bankroll", "Bankroll day by day", columns, rows, sort="-day")


def _figure(name: str, found: Mapping[str, float] | None, *, sign: bool = True) -> Tile:
    if found is None:
        return Tile(name, "\N{EN DASH}")
    value, low, high = (
        signed(100 * found[key], 1) if sign else f"{100 * found[key]:.1f}"
        for key in ("value", "low", "high")
    )
    return Tile(name, f"{value} %", f"{low} to {high} %")
