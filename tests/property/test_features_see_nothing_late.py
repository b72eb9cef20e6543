"""No feature knows anything that was not known at the instant it speaks from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from leagues_world import LEAGUES
from scoreline.domain import InformationSet
from scoreline.domain.frames import ODDS, Evidence
from scoreline.domain.match import DAY, MATCH_LENGTH
from scoreline.features import FURTHER, GROUPS, FeatureEngine, Group
from scoreline.testing.evidence import evidence_of, played, renamed, reordered, scrambled, truncated
from scoreline.testing.leagues import simulated_competitions

COMPETITIONS = simulated_competitions(teams=4, divisions=2, country="Simland")
SHIFTS = st.sampled_from(
    [
        timedelta(),
        timedelta(microseconds=1),
        timedelta(microseconds=-1),
        MATCH_LENGTH,
        MATCH_LENGTH - timedelta(microseconds=1),
        DAY,
    ]
)
FACTS = ("availability", "market", "news", "implied goals")
"""Groups that say nothing of results."""

LABELS = ("home_goals", "away_goals", "fair_home", "fair_draw", "fair_away")
"""Known with the result, so later than the row speaks."""

every_group = pytest.mark.parametrize("group", [*GROUPS, *FURTHER], ids=lambda group: group.name)
often = settings(max_examples=5, deadline=None)


def engine_of(group: Group) -> FeatureEngine:
    return FeatureEngine([group], competitions=COMPETITIONS, information=InformationSet.CLOSING)


def instants(evidence: Evidence, data: st.DataObject) -> datetime:
    """Draw an instant at which something happens, or next to one."""
    kickoff: datetime = data.draw(st.sampled_from(evidence.matches["kickoff"].to_list()))
    return kickoff + data.draw(SHIFTS)


def by_id(features: pl.DataFrame) -> pl.DataFrame:
    return features.sort("match_id")


@every_group
@given(evidence=LEAGUES, data=st.data())
@often
def test_cutting_off_the_future_changes_no_earlier_row(
    group: Group, evidence: Evidence, data: st.DataObject
) -> None:
    instant = instants(evidence, data)
    engine = engine_of(group)
    whole = engine.compute(evidence).filter(pl.col("kickoff") < instant).drop(LABELS)
    cut_off = engine.compute(truncated(evidence, instant)).drop(LABELS)
    assert_frame_equal(cut_off, whole, check_exact=True)


@every_group
@given(evidence=LEAGUES, seed=st.integers(0, 99), data=st.data())
@often
def test_what_becomes_known_later_is_not_felt(
    group: Group, evidence: Evidence, seed: int, data: st.DataObject
) -> None:
    instant = instants(evidence, data)
    engine = engine_of(group)
    speaking = evidence.matches.filter(pl.col("kickoff") <= instant)["match_id"].to_list()
    true, other = (
        engine.compute(seen, match_ids=speaking).drop(LABELS)
        for seen in (evidence, scrambled(evidence, instant, seed))
    )
    assert_frame_equal(other, true, check_exact=True)


@every_group
@given(evidence=LEAGUES, data=st.data())
@often
def test_an_as_of_instant_is_the_same_as_knowing_no_more(
    group: Group, evidence: Evidence, data: st.DataObject
) -> None:
    instant = instants(evidence, data)
    engine = engine_of(group)
    spoken = engine.compute(evidence, as_of=instant)
    assert_frame_equal(engine.compute(evidence.at(instant)), spoken, check_exact=True)


@every_group
@given(evidence=LEAGUES, data=st.data())
@often
def test_a_match_alone_equals_its_row_in_the_batch(
    group: Group, evidence: Evidence, data: st.DataObject
) -> None:
    engine = engine_of(group)
    batch = engine.compute(evidence)
    row = batch[data.draw(st.integers(0, len(batch) - 1))]
    alone = engine.compute(evidence, as_of=row["kickoff"][0], match_ids=[row["match_id"][0]])
    assert_frame_equal(alone.drop(LABELS), row.drop(LABELS), check_exact=True)
    assert set(alone.select(LABELS).row(0)) == {None}


@every_group
@given(evidence=LEAGUES, seed=st.integers(0, 99))
@often
def test_the_order_of_rows_does_not_matter(group: Group, evidence: Evidence, seed: int) -> None:
    engine = engine_of(group)
    other = engine.compute(reordered(evidence, seed))
    assert_frame_equal(by_id(other), by_id(engine.compute(evidence)), check_exact=True)


@every_group
@given(evidence=LEAGUES, seed=st.randoms(use_true_random=False))
@often
def test_the_names_of_clubs_do_not_matter(group: Group, evidence: Evidence, seed: Random) -> None:
    clubs = sorted({*evidence.matches["home"], *evidence.matches["away"]})
    others = seed.sample(clubs, len(clubs))
    engine = engine_of(group)
    other = engine.compute(renamed(evidence, dict(zip(clubs, others, strict=True))))
    names = ["home", "away"]
    assert_frame_equal(other.drop(names), engine.compute(evidence).drop(names), check_exact=True)


def canary(delay: timedelta, *, date_only: bool) -> Evidence:
    """Return a match and its rematch; the first is known ``delay`` after the second begins."""
    rematch = datetime(2024, 3, 2, 15, tzinfo=UTC)
    first = rematch + delay - (DAY if date_only else MATCH_LENGTH)
    counts = {"home_shots": 9, "home_shots_on_target": 7, "home_xg": 2.5, "away_xg": 0.5}
    hours = {"kickoff": first, "date_only": date_only}
    evidence = evidence_of(
        played("A", "B", None, rematch.date(), kickoff=rematch),
        played("A", "B", "3-0", first.date(), **counts, **hours),
    )
    price = {"match_id": 2, "bookmaker": "pinnacle", "moment": "opening", "market": "1x2"}
    quoted = price | {"price_1": 1.5, "price_x": 4.5, "price_2": 7.0, "known_at": first}
    return replace(evidence, odds=pl.DataFrame([quoted], schema=ODDS))


@pytest.mark.parametrize(
    "group",
    [each for each in (*GROUPS, *FURTHER) if each.name not in FACTS],
    ids=lambda group: group.name,
)
@pytest.mark.parametrize("date_only", [False, True], ids=["with an hour", "date only"])
def test_a_canary_is_seen_at_the_instant_and_not_a_microsecond_before(
    group: Group, *, date_only: bool
) -> None:
    engine = engine_of(group)
    nothing, late, just = (
        engine.compute(evidence, match_ids=[1]).select(engine.names)
        for evidence in (
            Evidence(canary(timedelta(), date_only=date_only).matches.filter(match_id=1)),
            canary(timedelta(microseconds=1), date_only=date_only),
            canary(timedelta(), date_only=date_only),
        )
    )
    assert late.equals(nothing)
    assert not just.equals(nothing)
