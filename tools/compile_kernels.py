"""Compile what runs as machine code and leave it on disk, once for all test processes.

Usage: python tools/compile_kernels.py
"""

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from scoreline.domain import InformationSet
from scoreline.evaluation.simulation import simulate_season
from scoreline.features import FeatureEngine
from scoreline.models import DixonColes, MemberSpec, Recipe, fit
from scoreline.models.recipes import STRENGTHS
from scoreline.testing.leagues import simulated_competitions, simulated_league

TREES = {"overrides": {"n_estimators": 2, "min_child_weight": 1}}
RECIPE = Recipe(
    "compiled",
    members=(
        MemberSpec("poisson", "poisson", columns=STRENGTHS),
        MemberSpec("trees", "boosted_outcome", params=TREES),
        MemberSpec("goal_trees", "boosted_goals", params=TREES),
    ),
)


def main() -> None:
    """Do a little of everything that has kernels."""
    league = simulated_league(1, teams=6, seasons=4)
    known = simulated_competitions(teams=6)
    FeatureEngine(competitions=known, information=InformationSet.CLOSING).compute(league)
    rows = FeatureEngine(competitions=known).compute(league)
    model = fit(rows, RECIPE)
    model.contributions(rows)
    DixonColes().fit(league.matches.drop_nulls("home_goals"))
    last = int(league.matches["season"].max())  # type: ignore[arg-type]
    midway = datetime(last, 11, 1, tzinfo=UTC)
    open_matches = league.matches.with_columns(status=pl.lit("scheduled")).filter(season=last)
    past = league.matches.filter(pl.col("season") < last)
    coming = replace(league, matches=pl.concat([past, open_matches]))
    simulate_season(coming, model, "SIM1", last, as_of=midway, runs=1, competitions=known)


if __name__ == "__main__":
    main()
