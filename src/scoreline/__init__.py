"""Football forecasting you can trust, with bots that play on it.

What a notebook begins with is here, imported when it is first asked for::

    import scoreline

    with scoreline.open_home("~/.scoreline") as home, home.database.read() as connection:
        evidence = scoreline.evidence(connection, as_of=home.clock.now())
    rows = scoreline.FeatureEngine().compute(evidence)     # a Polars frame
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scoreline.domain import ScoreGrid, ScoringRule
    from scoreline.domain.frames import Evidence
    from scoreline.evaluation.backtest import backtest
    from scoreline.evaluation.simulation import simulate_season
    from scoreline.features import FeatureEngine
    from scoreline.home import open_home
    from scoreline.models import DixonColes, Recipe, train
    from scoreline.store.matches import evidence

__all__ = [
    "DixonColes",
    "Evidence",
    "FeatureEngine",
    "Recipe",
    "ScoreGrid",
    "ScoringRule",
    "backtest",
    "evidence",
    "open_home",
    "simulate_season",
    "train",
]

_HOMES: Final = {
    "DixonColes": "scoreline.models",
    "Evidence": "scoreline.domain.frames",
    "FeatureEngine": "scoreline.features",
    "Recipe": "scoreline.models",
    "ScoreGrid": "scoreline.domain",
    "ScoringRule": "scoreline.domain",
    "backtest": "scoreline.evaluation.backtest",
    "evidence": "scoreline.store.matches",
    "open_home": "scoreline.home",
    "simulate_season": "scoreline.evaluation.simulation",
    "train": "scoreline.models",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'scoreline' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
