"""What training reports of a model, all of it on matches that no part of it has seen."""

from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import numpy as np

from scoreline.models._base import Floats, Gains, StopsEarly
from scoreline.models.baselines import baselines, dixon_coles
from scoreline.models.ensemble import Ensemble
from scoreline.models.learning import learn
from scoreline.models.metrics import decision_metrics, goal_metrics, outcome_metrics
from scoreline.models.parts import edges
from scoreline.models.recipe import Recipe
from scoreline.models.sample import Sample

FOLDS: Final = 4
"""Blocks of the cross-validation; as many matches again come before the first of them."""


def report(model: Ensemble, recipe: Recipe, past: Sample, test: Sample) -> dict[str, Any]:
    """Measure a model that was learnt from ``past`` on the later matches of ``test``.

    Matches that the model does not answer are measured for nobody.

    Returns:
        Plain JSON values: ``test`` (span, matches, those not answered), ``outcomes``, ``goals``,
        ``decisions`` (what either rule's recommendations found, and its weights), ``baselines``
        (the outcome measures on the same matches, or on those of them that a baseline speaks of:
        ``market`` of those with a closing line in sight), ``importance`` (every feature, the
        weightiest for outcomes first: mean |SHAP| on the log-odds, the trees' average gain, and
        mean |SHAP| on the log of each side's goals) and ``pool`` (weights, rounds, calibration,
        the rule in force).
    """
    asked, test = len(test), test.where(model.answers_matrix(test.x))
    grid = model.predict_matrix(test.x)
    goals, folds = goal_metrics(grid.expected_goals(), test.goals), _folds(model, recipe, past)
    return {
        "test": {
            "from": test.frame["date"][0].isoformat(),
            "to": test.frame["date"][-1].isoformat(),
            "matches": len(test),
            "unanswered": asked - len(test),
        },
        "outcomes": outcome_metrics(grid.outcomes(), test.outcomes),
        "goals": {
            "home": goals["home"] | _cross_validated(folds[:, 0]),
            "away": goals["away"] | _cross_validated(folds[:, 1]),
            "both": goals["both"],
            **_cross_validated(folds.mean(axis=1)),
        },
        "decisions": {
            name: {
                "weights": list(rule.weights),
                **decision_metrics(rule.apply(grid.outcomes()), test.outcomes),
            }
            for name, rule in model.rules.items()
        },
        "baselines": _baselines(past, test),
        "importance": _importance(model, test),
        "pool": _pool(model),
    }


def _baselines(past: Sample, test: Sample) -> dict[str, dict[str, Any]]:
    said = {
        **baselines(past, test),
        "dixon_coles": dixon_coles(past.frame, test.frame),
        "market": test.fair,
    }
    spoken = {name: ~np.isnan(chances).any(axis=1) for name, chances in said.items()}
    return {
        name: outcome_metrics(chances[spoken[name]], test.outcomes[spoken[name]])
        for name, chances in said.items()
        if spoken[name].any()
    }


def _cross_validated(errors: Floats) -> dict[str, float]:
    return {
        "cross_validated_mae": float(np.mean(errors)),
        "cross_validated_mae_sd": float(np.std(errors, ddof=1)),
    }


def _folds(model: Ensemble, recipe: Recipe, sample: Sample) -> Floats:
    """Return the goals members' mean absolute errors on blocks later than they learnt from.

    Shape (``FOLDS``, 2): home and away. For each block everything is learnt anew from the matches
    before it: members, rounds, weights.
    """
    goals_only = replace(recipe, members=tuple(each.spec for each in model.goals_members))
    cuts = edges(sample.days, [FOLDS, *[1] * FOLDS])[1:]
    return np.stack([_fold_errors(goals_only, sample, *each) for each in pairwise(cuts)])


def _fold_errors(recipe: Recipe, sample: Sample, start: int, end: int) -> Floats:
    model, fold = learn(sample.between(0, start), recipe), sample.between(start, end)
    fold = fold.where(model.answers_matrix(fold.x))
    errors: Floats = np.abs(model.expected_goals(fold.x) - fold.goals).mean(axis=0)
    return errors


def _importance(model: Ensemble, sample: Sample) -> list[dict[str, Any]]:
    shap = np.abs(model.contributions_matrix(sample.x)).mean(axis=(0, 1))
    home, away = np.abs(model.goal_contributions_matrix(sample.x)).mean(axis=0)
    gains = _gains(model)
    order = np.argsort(-shap, kind="stable")
    return [
        {
            "feature": model.features[k],
            "shap": float(shap[k]),
            "gain": float(gains[k]),
            "home_goals": float(home[k]),
            "away_goals": float(away[k]),
        }
        for k in order.tolist()
    ]


def _gains(model: Ensemble) -> Floats:
    """Return the average gain of each feature's splits over the members made of trees."""
    found = np.zeros(len(model.features))
    trees = [each for each in model.members if isinstance(each.estimator, Gains)]
    for member in trees:
        assert isinstance(member.estimator, Gains)
        found[list(member.columns)] += member.estimator.gains() / len(trees)
    return found


def _pool(model: Ensemble) -> dict[str, Any]:
    outcomes = [*(member.spec.name for member in model.outcome_members), "grid"]
    goals = [member.spec.name for member in model.goals_members]
    return {
        "outcomes": dict(zip(outcomes, model.pool.outcomes.tolist(), strict=True)),
        "goals": dict(zip(goals, model.pool.goals.tolist(), strict=True)),
        "rho": model.pool.rho,
        "calibration": model.pool.calibrated_by,
        **model.pool.calibration.to_plain(),
        "decision": model.rule,
        "rounds": _rounds(model),
    }


def _rounds(model: Ensemble) -> dict[str, Any]:
    """Return at which round each member of trees stopped: one number, or one for each side."""
    stopped: dict[str, tuple[int, ...]] = {
        member.spec.name: member.unfitted().estimator.get_params().get("rounds") or ()
        for member in model.members
        if isinstance(member.estimator, StopsEarly)
    }
    return {name: at[0] if len(at) == 1 else list(at) for name, at in stopped.items()}
