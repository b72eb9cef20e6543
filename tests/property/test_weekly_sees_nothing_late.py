"""No weekly forecast knows anything that was not known when its week began."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreline.domain.frames import Evidence
from scoreline.evaluation import weekly_dixon_coles
from scoreline.testing.evidence import scrambled, truncated
from scoreline.testing.leagues import simulated_league


@given(seed=st.integers(0, 2**32 - 1), data=st.data())
@settings(max_examples=6)
def test_scrambling_or_cutting_off_what_was_not_known_changes_no_forecast(
    seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=6, seasons=2)
    kickoffs = evidence.matches["kickoff"].sort()
    instant: datetime = data.draw(st.sampled_from(kickoffs.to_list()))
    spoken = evidence.matches.filter(pl.col("kickoff") < instant)["match_id"]

    def said(world: Evidence) -> list[float]:
        return weekly_dixon_coles(world.matches, spoken).outcomes().ravel().tolist()

    before = said(evidence)
    assert said(scrambled(evidence, instant, seed)) == before
    assert said(truncated(evidence, instant + timedelta(microseconds=1))) == pytest.approx(
        before, abs=1e-8
    )
