from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from scoreline.domain import Deduction, InformationSet
from scoreline.domain.frames import MATCHES, ODDS, Evidence
from scoreline.domain.odds import power
from scoreline.errors import ConfigurationError
from scoreline.features import (
    CATALOGUE,
    FURTHER,
    GROUPS,
    FeatureEngine,
    _table,
    availability,
    chances,
    context,
    form,
    head_to_head,
    league,
    news,
    quotes,
    venue,
    visible,
)
from scoreline.features.form import FORM
from scoreline.ratings import elo, implied, margins, pi, poisson
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
    quotes._cut,
    visible._spans,
    visible._there,
    venue._walk,
    elo._walk,
    implied._goals,
    implied._totals,
    margins._walk,
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
FAIR = ["fair_home", "fair_draw", "fair_away"]
BY_PAST_ODDS = {"home_market_strength", "away_market_strength", "market_margin", "market_total"}


def test_columns_are_the_keys_the_labels_the_catalogue_and_further_ones_in_order() -> None:
    engine = FeatureEngine(competitions={}, information=InformationSet.CLOSING)
    features = engine.compute(simulated_league(1))
    further = [feature.name for group in FURTHER for feature in group.features]
    assert features.columns == [*KEYS, *FAIR, *(entry.name for entry in CATALOGUE), *further]
    assert features.columns == [*KEYS, *FAIR, *engine.names]
    assert set(features.select(engine.names).dtypes) == {pl.Float64}


def test_columns_that_need_odds_are_there_for_those_who_may_see_them() -> None:
    none, past, opening, closing = (
        FeatureEngine(competitions={}, information=each) for each in InformationSet
    )
    assert len(none.names) == 135 + 8
    assert set(past.names) - set(none.names) == BY_PAST_ODDS
    assert len(set(opening.names) - set(past.names)) == 7 + 2
    assert closing.names == opening.names
    evidence = simulated_league(1)
    whole = closing.compute(evidence)
    for engine, labels in ((none, KEYS), (past, [*KEYS, *FAIR])):
        assert_frame_equal(engine.compute(evidence), whole.select(*labels, *engine.names))


def test_the_margin_changes_the_implied_probabilities_and_nothing_else() -> None:
    power, shin = (
        FeatureEngine(competitions={}, information=InformationSet.CLOSING, margin=margin).compute(
            simulated_league(1)
        )
        for margin in ("power", "shin")
    )
    other = [name for name in power.columns if not power[name].equals(shin[name])]
    assert other == [f"implied_{name}_probability" for name in ("home", "draw", "away")]
    with pytest.raises(ConfigurationError, match="called 'odd'; there are power, shin, prop"):
        FeatureEngine(margin="odd")


def test_missing_is_null_and_never_nan() -> None:
    engine = FeatureEngine(competitions={}, information=InformationSet.CLOSING)
    features = engine.compute(simulated_league(1)).select(engine.names)
    assert features.null_count().sum_horizontal().item() > 0
    assert not features.select(pl.any_horizontal(pl.all().is_nan().any())).item()


def test_no_matches_give_an_empty_frame_with_every_column() -> None:
    engine = FeatureEngine(information=InformationSet.CLOSING)
    features = engine.compute(Evidence(pl.DataFrame(schema=MATCHES)))
    assert features.shape == (0, len(KEYS) + len(FAIR) + len(engine.names))


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


def quoted(*prices: tuple[int, str, float]) -> Evidence:
    """Return two matches of A and B a week apart, with prices by match, moment and home win."""
    day = date(2024, 9, 1)
    evidence = evidence_of(
        played("A", "B", "2-1", day),
        played("B", "A", "1-0", day + timedelta(7)),
        played("B", "A", "3-0", day + timedelta(14), status="awarded"),
    )
    rows = [
        {"match_id": key, "moment": moment, "price_1": home, "price_x": 3.5, "price_2": 4.0}
        | {"bookmaker": "pinnacle", "market": "1x2"}
        for key, moment, home in prices
    ]
    return replace(evidence, odds=pl.DataFrame(rows, schema=ODDS))


def test_fair_chances_are_those_of_the_last_prices_and_known_with_the_result() -> None:
    evidence = quoted((1, "opening", 3.0), (1, "closing", 2.0), (2, "opening", 3.0))
    engine = FeatureEngine([FORM], competitions={}, information=InformationSet.PAST)
    fair = power(np.array([[2.0, 3.5, 4.0], [3.0, 3.5, 4.0]]))
    labels = engine.compute(evidence).select(FAIR)
    assert labels[:2].to_numpy() == pytest.approx(fair)
    assert labels[2].row(0) == (None, None, None)
    known = datetime(2024, 9, 1, 17, 30, tzinfo=UTC)
    seen, unseen = (
        engine.compute(evidence, as_of=instant)["fair_home"].is_not_null().to_list()
        for instant in (known, known - timedelta(microseconds=1))
    )
    assert (seen, unseen) == ([True, False, False], [False, False, False])


def test_nobody_plays_for_an_awarded_result_so_its_prices_are_no_label() -> None:
    evidence = quoted((2, "closing", 2.0), (3, "closing", 2.0))
    engine = FeatureEngine([FORM], competitions={}, information=InformationSet.PAST)
    assert engine.compute(evidence)["fair_home"].is_not_null().to_list() == [False, True, False]


@pytest.mark.parametrize("information", [InformationSet.PAST, InformationSet.OPENING])
def test_closing_prices_sing_in_the_label_of_their_match_and_in_no_feature_of_it(
    information: InformationSet,
) -> None:
    engine = FeatureEngine(competitions={}, information=information)
    one, other = (
        engine.compute(quoted((1, "closing", 2.0), (2, "opening", 3.0), (2, "closing", home)))
        for home in (1.5, 6.0)
    )
    assert (one["fair_home"] != other["fair_home"]).to_list()[:2] == [False, True]
    assert_frame_equal(one[:2].drop(FAIR), other[:2].drop(FAIR), check_exact=True)
    assert not one[2].select(engine.names).equals(other[2].select(engine.names))


def test_without_odds_in_sight_there_are_no_fair_chances() -> None:
    engine = FeatureEngine([FORM], competitions={})
    assert not set(engine.compute(quoted((1, "closing", 2.0))).columns) & set(FAIR)


def test_the_reference_knows_the_rules_of_real_competitions() -> None:
    day = date(2024, 9, 1)
    table = [group for group in GROUPS if group.name == "table"]
    matches = [played(f"C{n}", f"D{n}", "1-0", day, competition="D1") for n in range(9)]
    coming = played("C1", "D1", None, day + timedelta(7), competition="D1")
    row = FeatureEngine(table).compute(evidence_of(*matches, coming), match_ids=[10])
    assert row.select("home_is_top_half", "away_in_relegation").row(0) == (1, 0)


def test_every_group_computes_what_it_lists() -> None:
    evidence = simulated_league(1)
    for group in (*GROUPS, *FURTHER):
        names = {feature.name for feature in group.features}
        alone = FeatureEngine([group], competitions={}, information=InformationSet.CLOSING)
        assert set(alone.compute(evidence).columns) == {*KEYS, *FAIR, *names}


def test_the_catalogue_says_what_a_feature_is() -> None:
    entry = next(each for each in CATALOGUE if each.name == "home_points_last_5")
    assert (entry.group, entry.unit) == ("form", "points")
    assert entry.definition == "home team: points (3/1/0) in the last 5 matches"


def test_feature_names_are_unique() -> None:
    names = FeatureEngine(information=InformationSet.CLOSING).names
    assert len(CATALOGUE) == 144
    assert len(names) == len(set(names)) == 144 + 12


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


def test_newcomers_are_the_clubs_that_a_league_did_not_have_the_season_before() -> None:
    day = date(2023, 8, 12)
    evidence = evidence_of(
        played("A", "B", "1-0", day, season=2023),
        played("A", "C", None, day + timedelta(days=364), season=2024),
        played("B", "A", None, day + timedelta(days=371), season=2024),
        played("D", "E", None, day + timedelta(days=371), season=2024, competition="E1"),
    )
    running = FeatureEngine().start(evidence)
    first, promoted, stayed, unknown = evidence.matches["match_id"].to_list()
    found = running.newcomers([stayed, promoted, first, unknown])
    assert found == [frozenset(), frozenset({"C"}), frozenset(), frozenset()]
    assert running.newcomers([]) == []
