from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from scoreline.domain import Deduction, InformationSet
from scoreline.domain.frames import MATCHES, Evidence
from scoreline.errors import NotFoundError
from scoreline.features import (
    CATALOGUE,
    GROUPS,
    FeatureEngine,
    _table,
    availability,
    chances,
    context,
    describe,
    form,
    head_to_head,
    league,
    news,
    venue,
)
from scoreline.features.form import FORM
from scoreline.ratings import elo, market, pi, poisson
from scoreline.testing.evidence import evidence_of, played, reordered
from scoreline.testing.leagues import simulated_competitions, simulated_league

FINED = simulated_competitions(
    deductions=(Deduction(2020, "SIM 01", 1), Deduction(2020, "SIM 02", 1))
)
KERNELS: list[Any] = [
    availability._walk,
    chances._walk,
    context._rest,
    form._walk,
    head_to_head._walk,
    league._walk,
    news._walk,
    _table.walk,
    venue._walk,
    elo._walk,
    market._walk,
    pi._walk,
    poisson._walk,
]
KEYS = [
    "match_id",
    "competition",
    "season",
    "date",
    "kickoff",
    "home",
    "away",
    "home_goals",
    "away_goals",
]


def test_columns_are_the_keys_the_result_and_the_catalogue_in_order() -> None:
    engine = FeatureEngine(competitions={}, information=InformationSet.CLOSING)
    features = engine.compute(simulated_league(1))
    assert features.columns == [*KEYS, *(entry.name for entry in CATALOGUE)]
    assert engine.names == tuple(entry.name for entry in CATALOGUE)
    assert set(features.select(engine.names).dtypes) == {pl.Float64}


def test_columns_that_need_odds_are_there_for_those_who_may_see_them() -> None:
    none, past, opening, closing = (
        FeatureEngine(competitions={}, information=each) for each in InformationSet
    )
    assert len(none.names) == 135
    assert set(past.names) - set(none.names) == {"home_market_strength", "away_market_strength"}
    assert len(set(opening.names) - set(past.names)) == 7
    assert closing.names == opening.names
    evidence = simulated_league(1)
    whole = closing.compute(evidence)
    for engine in (none, past):
        assert_frame_equal(engine.compute(evidence), whole.select(*KEYS, *engine.names))


def test_missing_is_null_and_never_nan() -> None:
    engine = FeatureEngine(competitions={}, information=InformationSet.CLOSING)
    features = engine.compute(simulated_league(1)).select(engine.names)
    assert features.null_count().sum_horizontal().item() > 0
    assert not features.select(pl.any_horizontal(pl.all().is_nan().any())).item()


def test_no_matches_give_an_empty_frame_with_every_column() -> None:
    engine = FeatureEngine(information=InformationSet.CLOSING)
    features = engine.compute(Evidence(pl.DataFrame(schema=MATCHES)))
    assert features.shape == (0, len(KEYS) + len(CATALOGUE))


def test_rows_keep_the_order_of_the_evidence_and_can_be_chosen() -> None:
    evidence = reordered(simulated_league(1), seed=2)
    ids = evidence.matches["match_id"].to_list()
    engine = FeatureEngine([FORM], competitions={})
    assert engine.compute(evidence)["match_id"].to_list() == ids
    wanted = {ids[5], ids[2], 10_000}
    assert engine.compute(evidence, match_ids=wanted)["match_id"].to_list() == [ids[2], ids[5]]


def test_results_are_given_where_they_are_known_as_of_the_instant() -> None:
    day = date(2024, 9, 1)
    evidence = evidence_of(
        played("A", "B", "2-1", day),
        played("B", "A", "1-0", day + timedelta(7)),
        played("A", "C", "1-0", day, status="abandoned"),
    )
    engine = FeatureEngine([FORM], competitions={})
    assert engine.compute(evidence)["home_goals"].to_list() == [2, 1, None]
    known = datetime(2024, 9, 1, 17, 30, tzinfo=UTC)
    assert engine.compute(evidence, as_of=known)["away_goals"].to_list() == [1, None, None]
    too_early = engine.compute(evidence, as_of=known - timedelta(microseconds=1))
    assert too_early["away_goals"].to_list() == [None, None, None]


def test_the_reference_knows_the_rules_of_real_competitions() -> None:
    day = date(2024, 9, 1)
    table = [group for group in GROUPS if group.name == "table"]
    matches = [played(f"C{n}", f"D{n}", "1-0", day, competition="D1") for n in range(9)]
    coming = played("C1", "D1", None, day + timedelta(7), competition="D1")
    row = FeatureEngine(table).compute(evidence_of(*matches, coming), match_ids=[10])
    assert row.select("home_is_top_half", "away_in_relegation").row(0) == (1, 0)


def test_every_group_computes_what_it_lists() -> None:
    evidence = simulated_league(1)
    for group in GROUPS:
        names = {feature.name for feature in group.features}
        alone = FeatureEngine([group], competitions={}, information=InformationSet.CLOSING)
        assert set(alone.compute(evidence).columns) == {*KEYS, *names}


def test_a_feature_can_be_looked_up() -> None:
    entry = describe("home_points_last_5")
    assert (entry.group, entry.unit) == ("form", "points")
    assert entry.definition == "home team: points (3/1/0) in the last 5 matches"
    with pytest.raises(NotFoundError, match="no feature 'home_luck'"):
        describe("home_luck")


def test_feature_names_are_unique() -> None:
    names = [entry.name for entry in CATALOGUE]
    assert len(names) == len(set(names)) == 144


def test_kernels_are_compiled_once_however_a_frame_lies_in_memory() -> None:
    evidence = simulated_league(1)
    whole = evidence.matches.rechunk()
    pieces = pl.concat([whole[:20], whole[20:]], rechunk=False)
    engine = FeatureEngine(competitions={}, information=InformationSet.CLOSING)
    engine.compute(evidence)
    for matches in (whole, pieces, whole[::2], whole.head(0)):
        engine.compute(Evidence(matches))
    FeatureEngine(competitions=FINED).compute(Evidence(whole))
    assert [kernel.__module__ for kernel in KERNELS if len(kernel.signatures) != 1] == []
