"""No backtest forecast knows anything that was not known when it would have been made."""

from datetime import date, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from scoreline.domain.frames import Evidence
from scoreline.evaluation import backtest
from scoreline.models import MemberSpec, Recipe
from scoreline.models.recipes import STRENGTHS
from scoreline.testing.evidence import scrambled
from scoreline.testing.leagues import simulated_league

QUICK = Recipe(
    name="quick",
    members=(
        MemberSpec("logit", "logit", columns=STRENGTHS),
        MemberSpec("poisson", "poisson", columns=STRENGTHS),
    ),
)
SAID = ("date", "home", "away", "p_home", "p_draw", "p_away", "mu_home", "mu_away")


def forecasts_until(evidence: Evidence, instant: datetime) -> pl.DataFrame:
    """Return what a backtest says of the matches that kick off at an instant or before."""
    start, end = date(2022, 8, 1), date(2023, 2, 28)
    walked = backtest(
        evidence, leagues=["SIM1"], start=start, end=end, recipe=QUICK, refit="quarterly"
    )
    ids = evidence.matches.filter(pl.col("kickoff") <= instant)["match_id"]
    said = walked.frame.select(SAID).with_columns(match_id=pl.Series(walked.match_ids))
    return said.filter(pl.col("match_id").is_in(ids.implode())).sort("match_id")


@given(seed=st.integers(0, 2**32 - 1), data=st.data())
@settings(max_examples=3)
def test_scrambling_what_is_not_known_yet_changes_no_forecast_made_by_then(
    seed: int, data: st.DataObject
) -> None:
    evidence = simulated_league(seed, teams=8, seasons=3, first_season=2020)
    autumn = evidence.matches.filter(pl.col("date") >= date(2022, 9, 1))["kickoff"].sort()
    instant: datetime = data.draw(st.sampled_from(autumn.to_list()))
    before = forecasts_until(evidence, instant)
    after = forecasts_until(scrambled(evidence, instant, seed), instant)
    both = (
        before.join(after, on="match_id", how="semi"),
        after.join(before, on="match_id", how="semi"),
    )
    assert_frame_equal(*both, check_exact=True)
    assert both[0].height > 0
