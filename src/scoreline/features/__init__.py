"""Features of matches as of an instant."""

from scoreline.features._base import Feature, Group, sides
from scoreline.features.catalogue import (
    CATALOGUE,
    FURTHER,
    GROUPS,
    Entry,
    names,
    require_odds,
)
from scoreline.features.engine import FeatureEngine
from scoreline.features.running import Running
from scoreline.features.timeline import Timeline, lay_out

__all__ = [
    "CATALOGUE",
    "FURTHER",
    "GROUPS",
    "Entry",
    "Feature",
    "FeatureEngine",
    "Group",
    "Running",
    "Timeline",
    "lay_out",
    "names",
    "require_odds",
    "sides",
]
