"""A bot's bankroll as a page shows it: figures with intervals, a curve and its numbers."""

from collections.abc import Mapping
from datetime import date

from fastapi import Request

from scoreline.web.pages import charts
from scoreline.web.pages.charts import Line, Tick
from scoreline.web.pages.tables import Column, Table, signed, table
from scoreline.web.pages.tiles import Tile
from scoreline.web.purses import Purse


def tiles(purse: Purse) -> list[Tile]:
    """Return what the bets came to, each with its interval."""
    row = purse.row
    return [
        Tile("Bankroll", f"{row['bankroll']:.1f}", f"of {row['start']:g} units, {row['stakes']}"),
        Tile("Bets", str(row["bets"]), f"{row['won']} won, {row['lost']} lost, {row['open']} open"),
        _figure("Yield", row["yield"]),
        _figure("Return on the bankroll", row["roi"]),
        _figure("Closing-line value", row["clv"]),
        _figure("Deepest fall", row["max_drawdown"]),
    ]


def curve(purse: Purse) -> tuple[str, ...]:
    """Draw the bankroll day by day with what else could have come, 95 %."""
    days = purse.curve
    if len(days) < 2:  # noqa: PLR2004
        return ()
    at = [float(date.fromisoformat(day["day"]).toordinal()) for day in days]
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
        across=[Tick(x, day["day"]) for x, day in zip(at, days, strict=True)],
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


def _figure(name: str, found: Mapping[str, float] | None) -> Tile:
    if found is None:
        return Tile(name, "\N{EN DASH}")
    low, high = (signed(100 * found[end], 1) for end in ("low", "high"))
    return Tile(name, f"{signed(100 * found['value'], 1)} %", f"{low} to {high} % with 95 %")
