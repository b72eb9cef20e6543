"""The engine and a slow implementation that shares nothing with it come out the same."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import reference
from reference.every_group import DEFINITIONS
from reference.known import World, world_of
from reference.market import market
from scoreline.domain import Competition, Deduction, InformationSet
from scoreline.domain.competition import TIE_BREAKS
from scoreline.domain.frames import Evidence
from scoreline.domain.odds import Margin
from scoreline.features import FURTHER, GROUPS, FeatureEngine, Group
from scoreline.features.market import MARKET
from scoreline.testing.leagues import simulated_competitions, simulated_league

pytestmark = pytest.mark.long

FINES = (
    Deduction(2020, "SIM 01", 4),
    Deduction(2021, "SIM 02", 6, date(2021, 8, 22)),
    Deduction(2021, "SIM 02", -3, date(2021, 9, 5)),
    Deduction(2020, "SIM 03", 2, date(2020, 8, 15)),
)

every_margin = pytest.mark.parametrize("margin", [*Margin])
every_group = pytest.mark.parametrize("group", [*GROUPS, *FURTHER], ids=lambda group: group.name)


def agree(
    group: Group,
    evidence: Evidence,
    competitions: dict[str, Competition],
    as_of: datetime | None = None,
    rows: Collection[int] | None = None,
) -> None:
    """Hold a group's columns against their definitions, at some rows or at all."""
    engine = FeatureEngine([group], competitions=competitions, information=InformationSet.CLOSING)
    chosen = range(len(evidence.matches)) if rows is None else sorted(rows)
    computed = engine.compute(evidence, as_of=as_of).select(engine.names)[list(chosen)]
    wanted = expected(group.name, world_of(evidence, competitions), chosen, as_of)
    columns = [name for name in engine.names if name != "is_derby"]  # a list, not a definition
    assert_frame_equal(computed.select(columns), wanted.select(columns), rel_tol=1e-9, abs_tol=1e-9)


def expected(
    group: str, world: World, rows: Collection[int], as_of: datetime | None
) -> pl.DataFrame:
    found = []
    for number in rows:
        match = world.matches[number]
        row = DEFINITIONS[group](world.known_to(match, as_of), match)
        found.append({name: None if v is None else float(v) for name, v in row.items()})
    return pl.DataFrame(found, schema=dict.fromkeys(found[0], pl.Float64))


@every_group
@given(
    seed=st.integers(0, 2**32 - 1),
    teams=st.integers(2, 5),
    divisions=st.integers(1, 2),
    as_of_row=st.none() | st.integers(0, 20),
    country=st.sampled_from(["", "Simland"]),
)
@settings(max_examples=4, deadline=None)
def test_the_engine_agrees_with_the_definitions(
    group: Group, *, seed: int, teams: int, divisions: int, as_of_row: int | None, country: str
) -> None:
    evidence = simulated_league(seed, teams=teams, seasons=3, divisions=divisions)
    kickoffs = evidence.matches["kickoff"].to_list()
    as_of = None if as_of_row is None else kickoffs[as_of_row % len(kickoffs)]
    competitions = simulated_competitions(teams=5, divisions=2, deductions=FINES, country=country)
    agree(group, evidence, competitions, as_of)


@pytest.mark.parametrize("group", ["table", "context"])
@given(
    seed=st.integers(0, 2**32 - 1),
    breaks=st.permutations(TIE_BREAKS),
    win=st.sampled_from([2, 3]),
    rounds=st.sampled_from([0, 2, 3, 4]),
    split=st.sampled_from([0, 2]),
)
@settings(max_examples=8, deadline=None)
def test_tables_agree_by_any_rules_where_clubs_meet_up_to_four_times(
    group: str, *, seed: int, breaks: list[str], win: int, rounds: int, split: int
) -> None:
    plain = simulated_competitions(teams=4, deductions=FINES)["SIM1"]
    rules = replace(
        plain.rules[0],
        tie_breaks=tuple(breaks),
        points_per_win=win,
        rounds=rounds,
        split=split if rounds else 0,
    )
    evidence = simulated_league(seed, teams=4, seasons=2)
    one_season = evidence.matches.with_columns(season=pl.lit(2021, pl.Int32))
    chosen = next(each for each in GROUPS if each.name == group)
    agree(chosen, replace(evidence, matches=one_season), {"SIM1": replace(plain, rules=(rules,))})


@every_margin
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=3, deadline=None)
def test_the_market_agrees_with_its_definition_however_the_margin_is_taken_out(
    margin: Margin, seed: int
) -> None:
    evidence = simulated_league(seed, teams=4)
    engine = FeatureEngine(
        [MARKET], competitions={}, information=InformationSet.CLOSING, margin=margin
    )
    world = world_of(evidence, {})
    wanted = [market(world.known_to(match), match, margin) for match in world.matches]
    computed = engine.compute(evidence).select(engine.names)
    assert_frame_equal(computed, pl.DataFrame(wanted, schema=computed.schema), rel_tol=1e-9)
    row = evidence.matches["match_id"][0]
    alone = engine.compute(evidence, match_ids=[row]).select(engine.names)
    assert_frame_equal(alone, computed[:1], check_exact=True)


def test_simulated_leagues_reach_every_feature() -> None:
    evidence = simulated_league(1, teams=6, seasons=4)
    competitions = simulated_competitions(teams=6, divisions=2)
    engine = FeatureEngine(competitions=competitions, information=InformationSet.CLOSING)
    features = engine.compute(evidence).select(engine.names).drop("is_derby")
    constant = [name for name in features.columns if features[name].drop_nulls().n_unique() < 2]
    assert constant == []


def test_every_group_has_its_definitions() -> None:
    assert [*DEFINITIONS] == [group.name for group in (*GROUPS, *FURTHER)]


def test_the_definitions_import_nothing_they_are_held_against() -> None:
    files = [*Path(reference.__path__[0]).glob("*.py")]
    assert len(files) > len(DEFINITIONS)
    for file in files:
        assert not re.search(r"import scoreline|scoreline\.(features|ratings)", file.read_text())
