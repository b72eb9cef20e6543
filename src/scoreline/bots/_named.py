"""All strategies by name, ours and those of installed plug-ins."""

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Final

from scoreline.bots._base import Strategy
from scoreline.bots.conservative import Conservative
from scoreline.bots.expected_points import ExpectedPoints
from scoreline.bots.form_based import FormBased
from scoreline.bots.high_scoring import HighScoring
from scoreline.bots.home_bias import HomeBias
from scoreline.bots.hybrid import Hybrid
from scoreline.bots.machine_learning import MachineLearning
from scoreline.bots.market import Market
from scoreline.bots.random_tips import RandomTips
from scoreline.bots.statistical import Statistical
from scoreline.bots.stats_analyst import StatsAnalyst
from scoreline.errors import ConfigurationError

ENTRY_POINTS: Final = "scoreline.strategies"
"""Group of entry points by which a third party adds a strategy: a class without arguments."""

_OWN: Final[Mapping[str, Callable[[], Strategy]]] = MappingProxyType(
    {
        RandomTips.name: RandomTips,
        HomeBias.name: HomeBias,
        Conservative.name: Conservative,
        HighScoring.name: HighScoring,
        Statistical.name: Statistical,
        FormBased.name: FormBased,
        StatsAnalyst.name: StatsAnalyst,
        MachineLearning.name: MachineLearning,
        Hybrid.name: Hybrid,
        ExpectedPoints.name: ExpectedPoints,
        Market.name: Market,
    }
)


def strategy_names() -> list[str]:
    """Return the names of all strategies: ours, then those of plug-ins by name."""
    theirs = {entry.name for entry in entry_points(group=ENTRY_POINTS)} - set(_OWN)
    return [*_OWN, *sorted(theirs)]


def strategy_named(name: str) -> Strategy:
    """Return a strategy; a plug-in cannot take the place of one of ours.

    Raises:
        ConfigurationError: There is none of this name, or its plug-in does not load.
    """
    if name in _OWN:
        return _OWN[name]()
    for point in entry_points(group=ENTRY_POINTS, name=name):
        return _load(point)
    raise ConfigurationError(f"no strategy '{name}'; known are {', '.join(strategy_names())}")


def _load(entry: EntryPoint) -> Strategy:
    try:
        loaded: Strategy = entry.load()()
    except Exception as error:  # what a plug-in raises is anybody's guess
        raise ConfigurationError(
            f"the strategy '{entry.name}' ({entry.value}) does not load: {error}"
        ) from error
    name = getattr(loaded, "name", None)
    if name != entry.name:
        raise ConfigurationError(
            f"the strategy '{entry.name}' ({entry.value}) calls itself '{name}';"
            " the two names must agree"
        )
    return loaded
