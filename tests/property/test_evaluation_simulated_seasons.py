"""What holds of simulated seasons, whatever the league."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoreline.domain import Competition, Deduction
from scoreline.domain.competition import TIE_BREAKS
from scoreline.domain.frames import Evidence, result_known
from scoreline.evaluation import SeasonSimulation, simulate_season
from scoreline.features import FeatureEngine
from scoreline.features.ranking import POINTS
from scoreline.features.standings import league_table
from scoreline.models import MemberSpec, Recipe, ScoreModel, fit
from scoreline.models.recipes import STRENGTHS
from scoreline.testing.evidence import reordered, scrambled
from scoreline.testing.leagues import simulated_competitions, simulated_league

pytestmark = pytest.mark.long

QUICK = Recipe(
    name="quick",
    members=(
        MemberSpec("logit", "logit", columns=STRENGTHS),
        MemberSpec("poisson", "poisson", columns=STRENGTHS),
    ),
)
TEAMS = 6
SEEDS = st.integers(0, 2**32 - 1)
OFTEN = settings(max_examples=4)


@pytest.fixture(scope="module")
def model() -> ScoreModel:
    past = simulated_league(1, teams=8, seasons=4, first_season=2010)
    return fit(FeatureEngine().compute(past), QUICK)


def competitions(*tie_breaks: str, fined: int = 0) -> dict[str, Competition]:
    """Return the simulated league with tie-breaks of its own and a club that loses points."""
    league = simulated_competitions(teams=TEAMS)["SIM1"]
    rules = tuple(replace(each, tie_breaks=tie_breaks) for each in league.rules)
    clubs = simulated_league(0, teams=TEAMS, seasons=1).matches["home"].unique().sort()
    fine = Deduction(2020, clubs[0], fined, datetime(2020, 10, 1, tzinfo=UTC).date())
    return {"SIM1": replace(league, rules=rules, deductions=(fine,) * (fined > 0))}


def simulated(
    evidence: Evidence, model: ScoreModel, as_of: datetime, *, runs: int = 50, seed: int = 1
) -> SeasonSimulation:
    """Play the rest of the last season but one."""
    known = competitions("goal_difference", "goals_for")
    return simulate_season(
        evidence, model, "SIM1", 2020, as_of=as_of, runs=runs, seed=seed, competitions=known
    )


def instant_of(evidence: Evidence, data: st.DataObject) -> datetime:
    """Draw an instant at which something becomes known, from before the season to its end."""
    season = evidence.matches.filter(pl.col("season") == 2020)
    known = season.select(result_known().alias("known"))["known"]
    instant: datetime = data.draw(st.sampled_from([datetime(2020, 7, 1, tzinfo=UTC), *known]))
    return instant


@given(seed=SEEDS, data=st.data())
@OFTEN
def test_every_place_is_taken_once_in_every_run_and_shares_sum_to_one(
    model: ScoreModel, seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=TEAMS)
    season = simulated(evidence, model, instant_of(evidence, data))
    assert (np.sort(season.places, axis=1) == np.arange(1, TEAMS + 1)).all()
    shares = season.place_shares()
    assert shares.sum(axis=0) == pytest.approx(1)
    assert shares.sum(axis=1) == pytest.approx(1)
    for name, places in season.ahead.zones.items():
        assert season.zones()[name].sum() == pytest.approx(len(places))


@given(seed=SEEDS, data=st.data())
@OFTEN
def test_points_are_those_that_stand_and_what_the_matches_left_can_bring(
    model: ScoreModel, seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=TEAMS)
    season = simulated(evidence, model, instant_of(evidence, data))
    won = season.points - season.ahead.now.totals[:, POINTS]
    left = np.bincount(season.ahead.left.pairs.ravel(), minlength=TEAMS)
    assert (won >= 0).all()
    assert (won <= 3 * left).all()
    matches = len(season.ahead.left.pairs)
    assert ((won.sum(axis=1) >= 2 * matches) & (won.sum(axis=1) <= 3 * matches)).all()
    low, high = season.interval(1.0).T
    assert (low == season.points.min(axis=0)).all()
    assert (high == season.points.max(axis=0)).all()


@given(seed=SEEDS, breaks=st.permutations(TIE_BREAKS), fined=st.integers(0, 6))
@OFTEN
def test_a_finished_season_ends_as_its_table_says(
    model: ScoreModel, seed: int, breaks: list[str], fined: int
) -> None:
    evidence = simulated_league(seed, teams=TEAMS)
    known = competitions(*breaks, fined=fined)
    over = evidence.matches.filter(pl.col("season") == 2021)["kickoff"].min()
    assert isinstance(over, datetime)
    season = simulate_season(evidence, model, "SIM1", 2020, as_of=over, runs=20, competitions=known)
    table = league_table(evidence.matches, known["SIM1"], 2020, as_of=over)
    assume(table["place"].is_unique().all())
    assert not len(season.ahead.left.pairs)
    for club, place, points in table.select("club", "place", "points").rows():
        at = season.clubs.index(club)
        assert season.place_shares()[at].tolist() == [float(p == place) for p in range(1, 7)]
        assert (season.points[:, at] == points).all()
    ended = season.table()
    assert ended["club"].to_list() == table["club"].to_list()
    assert ended["expected_points"].to_list() == table["points"].to_list()


@given(seed=SEEDS, data=st.data())
@OFTEN
def test_what_is_not_known_yet_changes_nothing(
    model: ScoreModel, seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=TEAMS)
    instant = instant_of(evidence, data)
    before = simulated(evidence, model, instant)
    after = simulated(scrambled(evidence, instant, seed), model, instant)
    assert (before.points == after.points).all()
    assert (before.places == after.places).all()


@given(seed=SEEDS, data=st.data())
@OFTEN
def test_neither_the_order_of_rows_nor_the_number_of_runs_changes_a_run(
    model: ScoreModel, seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=TEAMS)
    instant = instant_of(evidence, data)
    more = simulated(evidence, model, instant, runs=60)
    fewer = simulated(reordered(evidence, seed), model, instant, runs=30)
    assert (more.points[:30] == fewer.points).all()
    assert (more.places[:30] == fewer.places).all()


@given(seed=SEEDS, data=st.data())
@settings(max_examples=3)
def test_another_seed_draws_other_seasons_with_nearly_the_same_shares(
    model: ScoreModel, seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=TEAMS)
    instant = instant_of(evidence, data)
    runs = 20_000
    one, other = (
        simulated(evidence, model, instant, runs=runs, seed=each) for each in (seed, seed + 1)
    )
    assume(len(one.ahead.left.pairs))
    assert (one.points != other.points).any()
    # Five standard errors of a difference, for as many shares as are compared.
    assert np.abs(one.place_shares() - other.place_shares()).max() < 5 * np.sqrt(0.5 / runs)
