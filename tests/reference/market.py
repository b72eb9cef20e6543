from collections.abc import Sequence
from datetime import datetime

from .known import DAY, Known, Record, Row

PREFERRED = ("pinnacle", "average", "bet365")
NAMES = ("home", "draw", "away")


def prices_of(
    match: Record, odds: Sequence[Record], instant: datetime, moments: Sequence[str]
) -> list[float] | None:
    """Return one bookmaker's three prices as known at an instant, of the first moment that has."""
    for moment in moments:
        last: dict[str, list[float | None]] = {}
        for row in odds:
            early = DAY if moment == "opening" else 0 * DAY
            known = row["known_at"] or match["kickoff"] - early
            kind = (row["match_id"], row["market"], row["moment"])
            if kind == (match["match_id"], "1x2", moment) and known <= instant:
                last[row["bookmaker"]] = [row["price_1"], row["price_x"], row["price_2"]]
        quoted = {
            name: [price for price in prices if price is not None and price > 1]
            for name, prices in last.items()
            if name != "maximum"
        }
        whole = sorted(name for name, prices in quoted.items() if len(prices) == 3)
        for name in (*PREFERRED, *whole):
            if name in whole:
                return quoted[name]
    return None


def without_margin(prices: Sequence[float]) -> list[float]:
    """Raise the inverse prices to the power that makes their sum 1."""
    low, high = 0.0, 20.0
    for _ in range(80):
        middle = (low + high) / 2
        if sum((1 / price) ** middle for price in prices) > 1:
            low = middle
        else:
            high = middle
    raised = [(1 / price) ** low for price in prices]
    return [chance / sum(raised) for chance in raised]


def market(known: Known, match: Record) -> Row:
    """Return the columns with closing odds in sight."""
    prices = prices_of(match, known.world.odds_of(match), known.instant, ("closing", "opening"))
    chances = without_margin(prices) if prices else [None] * 3
    row: Row = {f"{name}_odds": prices[i] if prices else None for i, name in enumerate(NAMES)}
    row |= {f"implied_{name}_probability": chances[i] for i, name in enumerate(NAMES)}
    row["market_overround"] = sum(1 / price for price in prices) - 1 if prices else None
    return row
