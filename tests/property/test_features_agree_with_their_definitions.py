"""The engine and a slow implementation that shares nothing with it come out the same."""

from collections.abc import Sequence
from datetime import date, datetime

import features_reference as reference
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from scoreline.domain import Deduction, InformationSet
from scoreline.features import GROUPS, FeatureEngine
from scoreline.testing.leagues import simulated_competitions, simulated_league

FINES = (
    Deduction(2021, "SIM 01", 4),
    Deduction(2021, "SIM 02", 6, date(2021, 8, 22)),
    Deduction(2021, "SIM 02", -3, date(2021, 9, 5)),
    Deduction(2020, "SIM 03", 2, date(2020, 8, 15)),
)
COMPETITIONS = simulated_competitions(teams=5, divisions=2, deductions=FINES)

OTHERS = ("availability", "market", "news", "ratings")
"""Groups with tests of their own."""


def expected(matches: Sequence[reference.Match], as_of: datetime | None) -> list[reference.Row]:
    rows = []
    for match in matches:
        instant = match["kickoff"] if as_of is None else min(as_of, match["kickoff"])
        known = reference.known_before(matches, instant)
        competition = COMPETITIONS[match["competition"]]
        rows.append(
            reference.form(known, match)
            | reference.venue(known, match)
            | reference.head_to_head(known, match)
            | reference.table(known, match, competition, instant)
            | reference.chances(known, match)
            | reference.context(known, match, competition, instant)
            | reference.league(known, match)
        )
    return rows


@given(
    seed=st.integers(0, 2**32 - 1),
    teams=st.integers(2, 6),
    divisions=st.integers(1, 2),
    as_of_row=st.none() | st.integers(0, 20),
)
@settings(max_examples=40, deadline=None)
def test_the_engine_agrees_with_the_definitions(
    seed: int, teams: int, divisions: int, as_of_row: int | None
) -> None:
    evidence = simulated_league(seed, teams=teams, seasons=3, divisions=divisions)
    matches = evidence.matches.to_dicts()
    as_of = None if as_of_row is None else matches[as_of_row % len(matches)]["kickoff"]
    engine = FeatureEngine(
        [group for group in GROUPS if group.name not in OTHERS],
        competitions=COMPETITIONS,
    )
    computed = engine.compute(evidence, as_of=as_of).select(engine.names)
    rows = [
        {name: None if value is None else float(value) for name, value in row.items()}
        for row in expected(matches, as_of)
    ]
    wanted = pl.DataFrame(rows, schema=dict.fromkeys(engine.names, pl.Float64))
    assert_frame_equal(computed, wanted, abs_tol=1e-9)


def test_simulated_leagues_reach_every_feature() -> None:
    evidence = simulated_league(1, teams=6, seasons=4)
    engine = FeatureEngine(competitions=COMPETITIONS, information=InformationSet.CLOSING)
    features = engine.compute(evidence).select(engine.names).drop("is_derby")
    constant = [name for name in features.columns if features[name].drop_nulls().n_unique() < 2]
    assert constant == []
