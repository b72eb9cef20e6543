"""Features of matches as of an instant."""

from scoreline.features._base import Feature, Group, sides
from scoreline.features.catalogue import CATALOGUE, GROUPS, Entry, describe, names
from scoreline.features.engine import FeatureEngine
from scoreline.features.timeline import Timeline, lay_out

__all__ = [
    "CATALOGUE",
    "GROUPS",
    "Entry",
    "Feature",
    "FeatureEngine",
    "Group",
    "Timeline",
    "describe",
    "lay_out",
    "names",
    "sides",
]
