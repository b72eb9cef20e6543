"""What training reports of a model, all of it on matches that no part of it has seen."""

from itertools import pairwise
from typing import Any, Final

import numpy as np

from scoreline.models._base import Floats, Gains, StopsEarly
from scoreline.models.baselines import baselines
from scoreline.models.ensemble import Ensemble
from scoreline.models.metrics import goal_metrics, outcome_metrics
from scoreline.models.parts import edges
from scoreline.models.pooling import pool_means
from scoreline.models.sample import Sample

FOLDS: Final = 4


def report(model: Ensemble, past: Sample, test: Sample) -> dict[str, Any]:
    """Measure a model that was made from ``past`` on the later matches of ``test``.

    Returns:
        Plain JSON values: ``test`` (span and matches), ``outcomes``, ``goals``, ``baselines``
        (the same outcome measures on the same matches), ``importance`` (every feature, the
        weightiest first) and ``pool`` (weights, rounds, calibration).
    """
    grid = model.predict_matrix(test.x)
    said = baselines(past, test)
    return {
        "test": {
            "from": test.frame["date"][0].isoformat(),
            "to": test.frame["date"][-1].isoformat(),
            "matches": len(test),
        },
        "outcomes": outcome_metrics(grid.outcomes(), test.outcomes),
        "goals": {
            **goal_metrics(grid.expected_goals(), test.goals),
            **_cross_validated(model, past),
        },
        "baselines": {
            name: outcome_metrics(chances, test.outcomes) for name, chances in said.items()
        },
        "importance": _importance(model, test),
        "pool": _pool(model),
    }


def _cross_validated(model: Ensemble, sample: Sample) -> dict[str, float]:
    """Return the goals members' mean absolute error on blocks later than they learnt from.

    Rounds and weights are those of the model; the members are fitted anew for each block.
    """
    cuts = edges(sample.days, [1] * (FOLDS + 1))[1:]
    errors = [_fold_error(model, sample, start, end) for start, end in pairwise(cuts)]
    return {
        "cross_validated_mae": float(np.mean(errors)),
        "cross_validated_mae_sd": float(np.std(errors, ddof=1)),
    }


def _fold_error(model: Ensemble, sample: Sample, start: int, end: int) -> float:
    known, fold = sample.between(0, start), sample.between(start, end)
    weight = np.ones(len(known))
    means = [
        seat.anew().fit(known.x, known.goals, weight).opinion(fold.x) for seat in model.scorers
    ]
    return float(np.abs(pool_means(means, model.pool.goals) - fold.goals).mean())


def _importance(model: Ensemble, sample: Sample) -> list[dict[str, Any]]:
    shap = np.abs(model.contributions_matrix(sample.x)).mean(axis=(0, 1))
    gains = _gains(model)
    order = np.argsort(-shap, kind="stable")
    return [
        {"feature": model.features[k], "shap": float(shap[k]), "gain": float(gains[k])}
        for k in order.tolist()
    ]


def _gains(model: Ensemble) -> Floats:
    """Return the average gain of each feature's splits over the members made of trees."""
    found = np.zeros(len(model.features))
    trees = [seat for seat in model.seats if isinstance(seat.estimator, Gains)]
    for seat in trees:
        assert isinstance(seat.estimator, Gains)
        found[list(seat.columns)] += seat.estimator.gains() / len(trees)
    return found


def _pool(model: Ensemble) -> dict[str, Any]:
    names = [seat.spec.name for seat in model.voters]
    return {
        "outcomes": dict(zip([*names, "grid"], model.pool.outcomes.tolist(), strict=True)),
        "goals": dict(
            zip([s.spec.name for s in model.scorers], model.pool.goals.tolist(), strict=True)
        ),
        "rho": model.pool.rho,
        "calibration": model.pool.calibrated_by,
        **model.pool.calibration.to_plain(),
        "rounds": _rounds(model),
    }


def _rounds(model: Ensemble) -> dict[str, Any]:
    """Return at which round each member of trees stopped: one number, or one for each side."""
    stopped = {
        seat.spec.name: seat.anew().estimator.get_params().get("rounds")
        for seat in model.seats
        if isinstance(seat.estimator, StopsEarly)
    }
    return {name: list(at) if isinstance(at, tuple) else at for name, at in stopped.items()}
