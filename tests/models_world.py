"""Feature frames and recipes for the models' tests: small, quick and always the same."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from scoreline.models import MemberSpec, Recipe
from scoreline.models.recipes import STRENGTHS

FEATURES = (*STRENGTHS, "noise_1", "noise_2", "never_known")

LINEAR = Recipe(
    name="linear",
    members=(
        MemberSpec("logit", "logit", columns=STRENGTHS),
        MemberSpec("poisson", "poisson", columns=STRENGTHS),
    ),
)
"""A recipe that is fitted in a moment."""

TREES = {"n_estimators": 20, "learning_rate": 0.1, "min_child_weight": 5}

MIXED = Recipe(
    name="mixed",
    members=(
        *LINEAR.members,
        MemberSpec("trees", "boosted_outcome", params={"overrides": TREES}),
        MemberSpec("goal_trees", "boosted_goals", params={"overrides": TREES}),
    ),
)
"""One member of every kind."""


def simulated_frame(
    matches: int = 600, *, seed: int = 7, seasons: int = 3, per_day: int = 5
) -> pl.DataFrame:
    """Return a feature frame in which Elo difference decides and the rest is noise.

    A tenth of all values is missing; ``never_known`` always is.
    """
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(matches, len(FEATURES)))
    edge = 0.5 * x[:, FEATURES.index("elo_difference")]
    goals = rng.poisson(np.exp(np.stack([0.4 + edge, 0.1 - edge], axis=1)))
    x[rng.random(x.shape) < 0.1] = np.nan
    x[:, FEATURES.index("never_known")] = np.nan
    days = [date(2015, 8, 1) + timedelta(days=row // per_day) for row in range(matches)]
    keys = pl.DataFrame(
        {
            "match_id": range(1, matches + 1),
            "competition": "SIM",
            "season": [2015 + row * seasons // matches for row in range(matches)],
            "date": days,
            "kickoff": [datetime(day.year, day.month, day.day, 15, tzinfo=UTC) for day in days],
            "home": "A",
            "away": "B",
            "home_goals": goals[:, 0],
            "away_goals": goals[:, 1],
        }
    )
    columns = [pl.Series(name, x[:, k], nan_to_null=True) for k, name in enumerate(FEATURES)]
    return keys.hstack(columns)
