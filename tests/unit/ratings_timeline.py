"""A timeline of a few matches, for ratings."""

from collections.abc import Mapping
from typing import Any

from scoreline.features import Timeline, lay_out
from scoreline.testing.evidence import evidence_of
from scoreline.testing.leagues import simulated_competitions


def timeline_of(*matches: Mapping[str, Any]) -> Timeline:
    """Lay out matches of ``SIM1`` above ``SIM2``."""
    return lay_out(evidence_of(*matches), competitions=simulated_competitions(divisions=2))
