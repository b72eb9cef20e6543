"""What a group says of the last of a few matches."""

from collections.abc import Mapping
from typing import Any

from scoreline.domain import Competition
from scoreline.features import FeatureEngine, Group
from scoreline.testing.evidence import evidence_of


def last_row(
    group: Group,
    *matches: Mapping[str, Any],
    competitions: Mapping[str, Competition] | None = None,
) -> dict[str, Any]:
    engine = FeatureEngine([group], competitions=competitions or {})
    features = engine.compute(evidence_of(*matches), match_ids=[len(matches)])
    return features.select(engine.names).row(0, named=True)
