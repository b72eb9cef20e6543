"""The engine agrees with the definitions on real seasons, promoted and relegated clubs and all."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks import history
from reference.every_group import DEFINITIONS
from reference.known import world_of
from scoreline import reference
from scoreline.domain import InformationSet
from scoreline.domain.frames import Evidence
from scoreline.features import FURTHER, GROUPS, FeatureEngine, Group

pytestmark = pytest.mark.skipif(not history.PATH.exists(), reason=history.ABSENT)

EVERY = 41
"""A row in so many is held against the definitions, which begin anew for each."""


@pytest.fixture(scope="module", params=["E0", "I1"])
def evidence(request: pytest.FixtureRequest) -> Evidence:
    chosen = (pl.col("competition") == request.param) & pl.col("season").is_between(2020, 2021)
    matches = history.matches().filter(chosen)
    return Evidence(matches, history.odds().join(matches, on="match_id", how="semi"))


@pytest.mark.parametrize("group", [*GROUPS, *FURTHER], ids=lambda group: group.name)
def test_the_engine_agrees_with_the_definitions(group: Group, evidence: Evidence) -> None:
    engine = FeatureEngine([group], information=InformationSet.CLOSING)
    world = world_of(evidence, dict(reference.competitions()))
    chosen = world.matches[::EVERY]
    rows = [DEFINITIONS[group.name](world.known_to(m), m) for m in chosen]
    columns = [name for name in engine.names if name != "is_derby"]
    wanted = pl.DataFrame(
        [{name: None if v is None else float(v) for name, v in row.items()} for row in rows],
        schema=dict.fromkeys(rows[0], pl.Float64),
    ).select(columns)
    computed = engine.compute(evidence).select(columns)[::EVERY]
    assert_frame_equal(computed, wanted, rel_tol=1e-9, abs_tol=1e-9)
