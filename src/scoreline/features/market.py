"""What bookmakers ask for the match itself."""

from typing import Final

import numpy as np

from scoreline.domain import InformationSet
from scoreline.domain.odds import METHODS, overround
from scoreline.features._base import Columns, Feature, Group, Walk
from scoreline.features.timeline import Timeline
from scoreline.ratings import Stretch

_NAMES: Final = (
    "home_odds",
    "draw_odds",
    "away_odds",
    "implied_home_probability",
    "implied_draw_probability",
    "implied_away_probability",
    "market_overround",
)


def _begin(timeline: Timeline) -> Walk:
    fair = METHODS[timeline.margin]

    def walk(stretch: Stretch) -> Columns:
        prices = timeline.odds(stretch)
        columns = np.column_stack([prices, fair(prices), overround(prices)])
        return {name: columns[:, column] for column, name in enumerate(_NAMES)}

    return walk


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
            "home probability after the bookmaker's margin is taken out (power, unless the engine "
            "is told another way)",
        ),
        _feature("implied_draw_probability", "draw probability, margin out"),
        _feature("implied_away_probability", "away probability, margin out"),
        _feature("market_overround", "sum of the raw inverse odds minus 1"),
    ),
    (_begin,),
    as_of="with opening odds the last opening prices known by the row's instant; with closing odds "
    "the closing ones, which are known at kick-off, else those",
    missing="no bookmaker's three prices are known by then",
)
