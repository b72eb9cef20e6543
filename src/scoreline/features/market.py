"""What bookmakers ask for the match itself."""

from typing import Final

import numpy as np

from scoreline.domain import InformationSet
from scoreline.domain.odds import overround, power
from scoreline.features._base import Feature, Floats, Group
from scoreline.features.timeline import Timeline

_NAMES: Final = (
    "home_odds",
    "draw_odds",
    "away_odds",
    "implied_home_probability",
    "implied_draw_probability",
    "implied_away_probability",
    "market_overround",
)


def _compute(timeline: Timeline) -> dict[str, Floats]:
    prices = timeline.odds()
    columns = np.column_stack([prices, power(prices), overround(prices)])
    return {name: columns[:, column] for column, name in enumerate(_NAMES)}


def _feature(name: str, definition: str, unit: str = "") -> Feature:
    return Feature(name, definition, unit, needs=InformationSet.OPENING)


# One bookmaker's three prices: the sharpest that quoted all of them.
MARKET: Final = Group(
    "market",
    (
        _feature(
            "home_odds",
            "decimal odds, home win, at the chosen moment (opening or closing)",
            "decimal odds",
        ),
        _feature("draw_odds", "decimal odds, draw", "decimal odds"),
        _feature("away_odds", "decimal odds, away win", "decimal odds"),
        _feature(
            "implied_home_probability",
            "home probability after the bookmaker's margin is taken out (power)",
        ),
        _feature("implied_draw_probability", "draw probability, margin out"),
        _feature("implied_away_probability", "away probability, margin out"),
        _feature("market_overround", "sum of the raw inverse odds minus 1"),
    ),
    _compute,
    as_of="with opening odds the last opening prices known by the row's instant; with closing odds "
    "the closing ones, which are known at kick-off, else those",
    missing="no bookmaker's three prices are known by then",
)
