"""Features asked one instant after the other are those of the batch, bit for bit."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from leagues_world import LEAGUES
from scoreline.domain import Deduction, InformationSet
from scoreline.domain.frames import Evidence, result_known
from scoreline.errors import ScorelineError
from scoreline.features import FURTHER, GROUPS, FeatureEngine, Group, Timeline, running
from scoreline.features._base import Columns, Walk
from scoreline.features.form import FORM
from scoreline.features.league import LEAGUE
from scoreline.ratings import Stretch
from scoreline.testing.leagues import simulated_competitions, simulated_league

COMPETITIONS: Final = simulated_competitions(
    teams=4,
    divisions=2,
    deductions=(Deduction(2020, "SIM 01", 4, date(2020, 9, 5)),),
    country="Simland",
)
TICK: Final = timedelta(microseconds=1)
BEFORE: Final = datetime(2020, 7, 1, tzinfo=UTC)
MARCH: Final = datetime(2021, 3, 1, tzinfo=UTC)
EVERYTHING: Final = FeatureEngine(competitions=COMPETITIONS, information=InformationSet.CLOSING)

every_group = pytest.mark.parametrize("group", [*GROUPS, *FURTHER], ids=lambda group: group.name)
often = settings(max_examples=5, deadline=None)


def engine_of(group: Group) -> FeatureEngine:
    return FeatureEngine([group], competitions=COMPETITIONS, information=InformationSet.CLOSING)


def rising(evidence: Evidence, data: st.DataObject) -> list[datetime]:
    """Draw instants at which matches kick off or results become known, or next to those."""
    known = evidence.matches.select(result_known()).to_series()
    at = st.sampled_from([*evidence.matches["kickoff"], *known])
    near = st.builds(lambda instant, ticks: instant + ticks * TICK, at, st.integers(-1, 1))
    return sorted(data.draw(st.lists(near, min_size=1, max_size=6)))


def some(evidence: Evidence, data: st.DataObject) -> list[int] | None:
    ids = evidence.matches["match_id"].to_list()
    return data.draw(st.none() | st.lists(st.sampled_from(ids), max_size=5))


@every_group
@given(evidence=LEAGUES, data=st.data())
@often
def test_any_matches_at_rising_instants_are_those_of_the_batch(
    group: Group, evidence: Evidence, data: st.DataObject
) -> None:
    engine = engine_of(group)
    warm = engine.start(evidence)
    for instant in rising(evidence, data):
        ids = some(evidence, data)
        asked = warm.compute(as_of=instant, match_ids=ids)
        batch = engine.compute(evidence, as_of=instant, match_ids=ids)
        assert_frame_equal(asked, batch, check_exact=True)


@every_group
@given(evidence=LEAGUES, data=st.data())
@often
def test_coming_matches_are_those_of_the_batch_without_starting_over(
    group: Group, evidence: Evidence, data: st.DataObject
) -> None:
    engine = engine_of(group)
    warm = engine.start(evidence)
    warm.compute(as_of=BEFORE, match_ids=[])
    begun = warm._walks
    for instant in rising(evidence, data):
        coming = evidence.matches.filter(evidence.matches["kickoff"] >= instant)["match_id"]
        asked = warm.compute(as_of=instant, match_ids=coming)
        batch = engine.compute(evidence, as_of=instant, match_ids=coming)
        assert_frame_equal(asked, batch, check_exact=True)
        assert warm._walks is begun


@every_group
@given(evidence=LEAGUES, data=st.data())
@often
def test_asking_twice_changes_nothing(
    group: Group, evidence: Evidence, data: st.DataObject
) -> None:
    warm = engine_of(group).start(evidence)
    for instant in rising(evidence, data):
        ids = some(evidence, data)
        first, again = (warm.compute(as_of=instant, match_ids=ids) for _ in range(2))
        assert_frame_equal(again, first, check_exact=True)


@given(evidence=LEAGUES, at_once=st.integers(1, 40))
@often
def test_it_does_not_matter_how_many_rows_are_walked_at_once(
    evidence: Evidence, at_once: int
) -> None:
    whole = EVERYTHING.compute(evidence)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "_AT_ONCE", at_once)
        assert_frame_equal(EVERYTHING.compute(evidence), whole, check_exact=True)


def test_an_earlier_instant_than_the_last_one_is_refused() -> None:
    warm = EVERYTHING.start(simulated_league(1))
    warm.compute(as_of=MARCH, match_ids=[])
    with pytest.raises(
        ScorelineError, match=r"later instant than 2021-02-28 23:59:59\.999999.*start anew"
    ):
        warm.compute(as_of=MARCH - TICK, match_ids=[1])
    warm.compute(match_ids=[])
    with pytest.raises(ScorelineError, match="start anew"):
        warm.compute(as_of=MARCH)


def test_an_interruption_leaves_nothing_half_moved() -> None:
    evidence = simulated_league(1)
    stops = iter([False, True, False])

    def begin(timeline: Timeline) -> Walk:
        inner = FORM.begin[0](timeline)

        def walk(stretch: Stretch) -> Columns:
            if next(stops):
                raise KeyboardInterrupt
            return inner(stretch)

        return walk

    engine = FeatureEngine([LEAGUE, replace(FORM, begin=(begin,))], competitions=COMPETITIONS)
    warm = engine.start(evidence)
    warm.compute(as_of=MARCH, match_ids=[])
    with pytest.raises(KeyboardInterrupt):
        warm.compute(match_ids=[])
    plain = FeatureEngine([LEAGUE, FORM], competitions=COMPETITIONS)
    assert_frame_equal(warm.compute(), plain.compute(evidence), check_exact=True)
