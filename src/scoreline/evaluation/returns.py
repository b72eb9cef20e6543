"""What betting on forecasts would have returned, and whether the closing line agreed."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scoreline.evaluation.bootstrap import MatchDays, Measure, share_of
from scoreline.models import Floats, Ints
from scoreline.models.metrics import happened

EDGE: Final = 0.02
"""A bet is placed where the forecast expects at least this much profit per unit staked."""

FRACTION: Final = 0.25
"""The share of Kelly's stake that fractional Kelly bets."""


@dataclass(frozen=True, slots=True, eq=False)
class Bets:
    """Bets in order of their days; those of one day are placed together, before its results.

    Attributes:
        day: The day of each bet as a number, shape (n,).
        match: The row of its match.
        stake: In units, or as a share of the bankroll at the beginning of the day.
        profit: What it won, less the stake where it lost, in the same unit.
        clv: The price taken times the closing chance, less one; NaN without a closing line.
    """

    day: Ints
    match: Ints
    stake: Floats
    profit: Floats
    clv: Floats

    def __len__(self) -> int:
        return len(self.day)


def kelly(chance: Floats, price: Floats) -> Floats:
    """Return the share of a bankroll that grows it fastest, 0 where there is no edge.

    Source: Kelly (1956), A new interpretation of information rate.
    """
    shares: Floats = np.maximum((chance * price - 1) / (price - 1), 0.0)
    return shares


def value_bets(
    chances: Floats,
    prices: Floats,
    outcomes: Ints,
    days: Ints,
    *,
    closing: Floats,
    edge: float | None = EDGE,
    fraction: float | None = None,
) -> Bets:
    """Bet on every outcome whose price promises enough.

    Args:
        chances: The bettor's, shape (n, 3).
        prices: Decimal prices on offer, shape (n, 3), NaN where there is none.
        outcomes: What happened, shape (n,).
        days: Each match's day, shape (n,).
        closing: Closing chances without a margin, shape (n, 3), NaN where not known.
        edge: The least expected profit; None to bet on everything.
        fraction: The share of Kelly's stake to bet; None to bet one unit each time. The stakes of
            a day never exceed the bankroll.
    """
    wanted = ~np.isnan(chances * prices)
    if edge is not None:
        wanted &= np.nan_to_num(chances * prices) >= 1 + edge
    match, outcome = np.nonzero(wanted)
    order = np.lexsort((outcome, match, days[match]))
    match, outcome = match[order], outcome[order]
    price, chance = prices[match, outcome], chances[match, outcome]
    stake = np.ones(len(match)) if fraction is None else fraction * kelly(chance, price)
    if fraction is not None:
        stake = _affordable(stake, days[match])
    won = happened(outcomes)[match, outcome]
    return Bets(
        day=days[match],
        match=match,
        stake=stake,
        profit=stake * (won * price - 1),
        clv=price * closing[match, outcome] - 1,
    )


def returns(bets: Bets, days: MatchDays, *, compounds: bool) -> dict[str, Any]:
    """Return what bets came to, as plain JSON values.

    Args:
        bets: The bets.
        days: Of all matches that could have been bet on.
        compounds: Whether stakes are shares of a bankroll that grows with them.

    Returns:
        ``bets``, ``staked``, ``profit``, ``yield`` (profit over stakes) and ``clv`` (weighted by
        stakes, over bets with a closing line) with 95 % intervals, ``max_drawdown``: in units, or
        as a share of the highest bankroll before; ``bankroll`` is what one became, where it
        compounds. None where nothing was bet.
    """
    judged = bets.stake * ~np.isnan(bets.clv)
    measured = {
        "yield": _per_match(bets, bets.profit, bets.stake, days.matches),
        "clv": _per_match(bets, judged * np.nan_to_num(bets.clv), judged, days.matches),
    }
    path = _path(bets, compounds=compounds)
    return {
        "bets": len(bets),
        "staked": float(bets.stake.sum()),
        "profit": float(bets.profit.sum()),
        **{name: _with_interval(measure, days) for name, measure in measured.items()},
        "max_drawdown": _drawdown(path, relative=compounds),
        "bankroll": float(path[-1]) if compounds else None,
    }


def _affordable(stake: Floats, day: Ints) -> Floats:
    """Scale down the stakes of days on which they add up to more than all there is."""
    _, at = np.unique(day, return_inverse=True)
    total = np.bincount(at, weights=stake)
    scaled: Floats = stake / np.maximum(total, 1.0)[at]
    return scaled


def _path(bets: Bets, *, compounds: bool) -> Floats:
    """Return the bankroll after each day, from one, or the profit in units, from nothing."""
    _, at = np.unique(bets.day, return_inverse=True)
    daily = np.bincount(at, weights=bets.profit) if len(bets) else np.zeros(0)
    if compounds:
        return np.concatenate([[1.0], np.cumprod(1 + daily)])
    return np.concatenate([[0.0], np.cumsum(daily)])


def _drawdown(path: Floats, *, relative: bool) -> float:
    highest = np.maximum.accumulate(path)
    falls = (highest - path) / highest if relative else highest - path
    return float(falls.max())


def _per_match(bets: Bets, part: Floats, whole: Floats, matches: int) -> Measure:
    """Return a ratio over bets as sums over the matches they were on."""
    sums = np.zeros((matches, 2))
    np.add.at(sums, bets.match, np.stack([part, whole], axis=1))
    return share_of(sums[:, 0], sums[:, 1])


def _with_interval(measure: Measure, days: MatchDays) -> dict[str, Any] | None:
    value, interval = measure.value, days.interval(measure)
    if value is None or interval is None:
        return None
    return {"value": value, "low": interval[0], "high": interval[1]}
