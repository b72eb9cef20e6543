"""Forecasts from ready features, against XGBoost asked about the same trees and nothing else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import xgboost as xgb

from scoreline.domain import Fixture, MatchStatus, Outcome
from scoreline.features import FeatureEngine
from scoreline.forecasting.factors import explain
from scoreline.forecasting.reasons import View
from scoreline.models import Ensemble, Floats, fit
from scoreline.models._growing import Grown
from scoreline.models.goals import BoostedGoals
from scoreline.models.outcome import BoostedOutcome
from scoreline.models.recipes import TREES

from .timing import seconds

TAUGHT, MATCHES, SAMPLE = 4_000, 10_000, 100
DAY = datetime(2026, 5, 2, tzinfo=UTC)
FIXTURE = Fixture(1, "SIM", 2025, DAY.date(), DAY, True, None, "A", "B", MatchStatus.SCHEDULED)


def measure() -> Iterator[tuple[str, ...]]:
    """Yield rows: one forecast, many of them, and the contributions behind the factors."""
    frame = _frame(TAUGHT + MATCHES)
    model, coming = fit(frame[:TAUGHT]), frame[TAUGHT:].drop("home_goals", "away_goals")
    x = np.ascontiguousarray(coming.select(TREES).to_numpy())
    boosters, trees = _boosters(model)
    one, each = coming[:1], [coming[row : row + 1] for row in range(SAMPLE)]
    rounds = sum(booster.num_boosted_rounds() for booster in boosters)
    yield _row(
        f"a forecast of the default ensemble, one match ({rounds} rounds of trees)",
        seconds(lambda: model.predict(one), runs=200),
        "XGBoost inplace_predict, the trees alone",
        seconds(lambda: [booster.inplace_predict(x[:1]) for booster in boosters], runs=200),
    )
    together = seconds(lambda: model.predict(coming)) / MATCHES
    yield _row(
        f"the same, {MATCHES} matches at once ({together * MATCHES:.2f} s)",
        together,
        "one after the other",
        seconds(lambda: [model.predict(match) for match in each], runs=3) / SAMPLE,
    )
    view = View.of(FIXTURE, one.select(model.features).to_dicts()[0])
    yield _row(
        "the key factors of a forecast, one match",
        seconds(lambda: explain(model, one, [view], [Outcome.HOME]), runs=200),
        "XGBoost pred_contribs, the trees alone",
        seconds(lambda: _contributions(boosters, x[:1]), runs=50),
    )
    yield _row(
        "every feature's part in the trees of a forecast",
        seconds(lambda: [own.trees.contributions(x[:500]) for own in trees]) / 500,
        "XGBoost pred_contribs",
        seconds(lambda: _contributions(boosters, x[:500]), runs=3) / 500,
    )


def _row(what: str, ours: float, rival: str, theirs: float) -> tuple[str, ...]:
    return what, f"{ours * 1e6:.0f} µs", rival, f"{theirs * 1e6:.0f} µs", f"{theirs / ours:.1f}x"


def _frame(matches: int) -> pl.DataFrame:
    """Return matches whose goals depend a little on every feature, a tenth of them missing."""
    rng, names = np.random.default_rng(1), FeatureEngine().names
    x = rng.normal(size=(matches, len(names)))
    edge = 0.2 * x[:, names.index("elo_difference")] + x @ rng.normal(0, 0.02, len(names))
    goals = rng.poisson(np.exp(np.stack([0.4 + edge, 0.1 - edge], axis=1)))
    x[rng.random(x.shape) < 0.1] = np.nan
    keys = pl.DataFrame(
        {
            "match_id": range(matches),
            "competition": "SIM",
            "season": [row * 10 // matches for row in range(matches)],
            "date": [date(2000, 1, 1) + timedelta(days=row // 4) for row in range(matches)],
            **dict.fromkeys(("kickoff", "home", "away"), "-"),
            "home_goals": goals[:, 0],
            "away_goals": goals[:, 1],
        }
    )
    return keys.hstack([pl.Series(name, x[:, k]) for k, name in enumerate(names)])


def _boosters(model: Ensemble) -> tuple[list[xgb.Booster], list[Grown]]:
    """Return the ensemble's trees as XGBoost has them, and as we have."""
    trees = [
        grown
        for member in model.members
        if isinstance(member.estimator, (BoostedOutcome, BoostedGoals))
        for grown in member.estimator.grown
    ]
    boosters = [xgb.Booster({"nthread": 1}) for _ in trees]
    for booster, own in zip(boosters, trees, strict=True):
        booster.load_model(bytearray(own.content))
    return boosters, trees


def _contributions(boosters: list[xgb.Booster], x: Floats) -> None:
    rows = xgb.DMatrix(x, nthread=1)
    for booster in boosters:
        booster.predict(rows, pred_contribs=True)
