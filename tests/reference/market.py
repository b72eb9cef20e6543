import math
from collections.abc import Callable, Sequence
from datetime import datetime

from .known import DAY, Known, Record, Row

PREFERRED = ("pinnacle", "average", "bet365")
NAMES = ("home", "draw", "away")
QUOTED = {"1x2": ("price_1", "price_x", "price_2"), "totals": ("price_1", "price_2")}
LINES = {"1x2": None, "totals": 2.5}


def prices_of(
    match: Record,
    odds: Sequence[Record],
    instant: datetime,
    moments: Sequence[str],
    market: str = "1x2",
) -> list[float] | None:
    """Return one bookmaker's prices as known at an instant, of the first moment that has all."""
    wanted = QUOTED[market]
    for moment in moments:
        last: dict[str, list[float | None]] = {}
        for row in odds:
            early = DAY if moment == "opening" else 0 * DAY
            known = row["known_at"] or match["kickoff"] - early
            kind = (row["match_id"], row["market"], row["line"], row["moment"])
            if kind == (match["match_id"], market, LINES[market], moment) and known <= instant:
                last[row["bookmaker"]] = [row[name] for name in wanted]
        quoted = {
            name: [price for price in prices if price is not None and price > 1]
            for name, prices in last.items()
            if name != "maximum"
        }
        whole = sorted(name for name, prices in quoted.items() if len(prices) == len(wanted))
        for name in (*PREFERRED, *whole):
            if name in whole:
                return quoted[name]
    return None


def in_proportion(prices: Sequence[float]) -> list[float]:
    book = sum(1 / price for price in prices)
    return [1 / price / book for price in prices]


def by_power(prices: Sequence[float]) -> list[float]:
    """Raise the inverse prices to the power that makes their sum 1."""
    exponent = where_it_falls_to_one(
        lambda power: sum((1 / price) ** power for price in prices), 0.0, 20.0
    )
    raised = [(1 / price) ** exponent for price in prices]
    return [chance / sum(raised) for chance in raised]


def by_shin(prices: Sequence[float]) -> list[float]:
    """Find the share of insiders, as Jullien & Salanié (1994) write Shin's model."""
    book = sum(1 / price for price in prices)
    if book <= 1:
        return in_proportion(prices)

    def chances(z: float) -> list[float]:
        return [
            (math.sqrt(z * z + 4 * (1 - z) / (price * price * book)) - z) / (2 * (1 - z))
            for price in prices
        ]

    found = chances(where_it_falls_to_one(lambda z: sum(chances(z)), 0.0, 0.99))
    return [chance / sum(found) for chance in found]


def where_it_falls_to_one(total: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if total(middle) > 1 else (low, middle)
    return low


WITHOUT_MARGIN = {"power": by_power, "shin": by_shin, "proportional": in_proportion}


def market(known: Known, match: Record, margin: str = "power") -> Row:
    """Return the columns with closing odds in sight."""
    prices = prices_of(match, known.world.odds_of(match), known.instant, ("closing", "opening"))
    chances = WITHOUT_MARGIN[margin](prices) if prices else [None] * 3
    row: Row = {f"{name}_odds": prices[i] if prices else None for i, name in enumerate(NAMES)}
    row |= {f"implied_{name}_probability": chances[i] for i, name in enumerate(NAMES)}
    row["market_overround"] = sum(1 / price for price in prices) - 1 if prices else None
    return row
