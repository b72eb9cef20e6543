"""What is expected of a match, by past margins, by past odds and by its own odds."""

from collections.abc import Callable, Sequence
from math import exp, log

import numpy as np
from scipy.optimize import brentq
from scipy.stats import poisson

from .history import History
from .known import Known, Record, Row, known_at, played, seen_by
from .margins import (
    CORNERS,
    GOALS,
    MARKET,
    MARKET_TOTAL,
    SHOTS,
    SHOTS_ON_TARGET,
    Constants,
    Filter,
)
from .market import by_power, prices_of

MARGINS = {
    "expected_goal_margin": ("goals", GOALS),
    "expected_shot_margin": ("shots_on_target", SHOTS_ON_TARGET),
    "expected_attempt_margin": ("shots", SHOTS),
    "expected_corner_margin": ("corners", CORNERS),
}


def of_home(match: Record, name: str, sign: int) -> float | None:
    """Return a statistic's margin or sum, None where it is missing or nobody played."""
    home, away = seen_by(match["home"], match, name)
    if match["status"] != "finished" or home is None or away is None:
        return None
    return float(home + sign * away)


def expectations(known: Known, match: Record) -> Row:
    return {name: margin(known, match, *what) for name, what in MARGINS.items()}


def margin(known: Known, match: Record, name: str, constants: Constants) -> float | None:
    filtered = Filter(History(known), constants)
    for m in played(known.results):
        observed = of_home(m, name, -1)
        if observed is not None:
            filtered.learn(m, observed)
    return filtered.says(match)


def told(known: Known, market: str) -> Sequence[tuple[Record, list[float]]]:
    """Return the known matches that had odds by the time their result was known, with those."""
    found = []
    for m in known.results:
        at = known_at(m)
        assert at is not None
        prices = prices_of(m, known.world.odds_of(m), at, ("closing", "opening"), market)
        if prices is not None:
            found.append((m, prices))
    return found


def surprises(
    match: Record, sign: int, goals: float, most: float, shots: float
) -> tuple[float, float]:
    """Return the goals and shots on target more than expected, 0 where they are not known."""
    scored, shot = of_home(match, "goals", sign), of_home(match, "shots_on_target", sign)
    return (
        0.0 if scored is None else min(max(scored - goals, -most), most),
        0.0 if shot is None else shot - shots,
    )


def by_past_odds(known: Known) -> Filter:
    filtered = Filter(History(known), MARKET)
    for m, prices in told(known, "1x2"):
        home, draw, _ = by_power(prices)
        score = home + draw / 2
        observed = log(score / (1 - score))
        goals, shots = surprises(m, -1, 1.15 * observed, 2.58, 2.53 * observed)
        news = 0.013 * goals + 0.00045 * shots, 0.0148 * goals + 0.0009 * shots
        filtered.learn(m, observed, news)
    return filtered


def by_past_totals(known: Known) -> Filter:
    filtered = Filter(History(known), MARKET_TOTAL)
    for m, prices in told(known, "totals"):
        total = total_of(over(prices))
        goals, shots = surprises(m, 1, total, 6.0, 3.3 * total)
        filtered.learn(m, log(total), (0.0024 * goals + 0.00009 * shots, 0.0))
    return filtered


def from_past_odds(known: Known, match: Record) -> Row:
    return {
        "market_margin": by_past_odds(known).says(match),
        "market_total": by_past_totals(known).says(match),
    }


def over(prices: Sequence[float]) -> float:
    return prices[1] / (prices[0] + prices[1])


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function crosses zero, the nearer end where it does not."""
    if function(low) >= 0:
        return low
    return high if function(high) <= 0 else float(brentq(function, low, high, xtol=1e-13))


def total_of(chance: float) -> float:
    return root(lambda total: poisson.sf(2, total) - chance, 0.3, 9.0)


def split(total: float, ratio: float) -> tuple[float, float]:
    away = total / (1 + exp(ratio))
    return total - away, away


def outcomes(total: float, ratio: float) -> tuple[float, float]:
    """Return the expected score and the chance of a draw where neither side scores above 10."""
    home, away = (poisson.pmf(np.arange(11), mean) for mean in split(total, ratio))
    grid = np.outer(home, away) / (home.sum() * away.sum())
    draw = float(np.trace(grid))
    return float(np.tril(grid, -1).sum()) + draw / 2, draw


def implied_goals(known: Known, match: Record) -> Row:
    odds = known.world.odds_of(match)
    moments = "closing", "opening"
    prices = prices_of(match, odds, known.instant, moments)
    totals = prices_of(match, odds, known.instant, moments, "totals")
    if prices is None:
        return {"implied_home_goals": None, "implied_away_goals": None}
    home, draw, _ = by_power(prices)

    def ratio(total: float) -> float:
        return root(lambda each: outcomes(total, each)[0] - home - draw / 2, -5.0, 5.0)

    total = (
        total_of(over(totals))
        if totals is not None
        else root(lambda each: draw - outcomes(each, ratio(each))[1], 0.3, 9.0)
    )
    goals = split(total, ratio(total))
    return {"implied_home_goals": goals[0], "implied_away_goals": goals[1]}
