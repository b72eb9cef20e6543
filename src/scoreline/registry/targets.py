"""A version as the models in it: of the home side's goals, of the away side's, of the outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from scoreline.domain import ModelVersion

OUTCOME: Final = "outcome"
SIDES: Final = ("home", "away")
GRID: Final = "grid"
"""The member of the outcome's pool that is read off the goals."""


@dataclass(frozen=True, slots=True)
class TargetModel:
    """What one target of a version is forecast by, and how that did.

    All targets of a version are activated together.

    Attributes:
        target: ``home_goals``, ``away_goals`` or ``outcome``.
        algorithm: The members that are pooled, by their kinds.
        weights: What each member counts in the pool, by name.
        hyperparameters: What each member's estimator is made with, and the round at which trees
            stopped, by name.
        metrics: Goals: ``r2``, ``mae``, ``rmse``, ``mape``, ``cross_validated_mae`` and its
            standard deviation. Outcome: losses, accuracy, recall. All on later matches.
        importance: By feature, mean |SHAP|, the weightiest first.
    """

    target: str
    algorithm: str
    weights: Mapping[str, float]
    hyperparameters: Mapping[str, Mapping[str, Any]]
    metrics: Mapping[str, Any]
    importance: Mapping[str, float]


def target_models(version: ModelVersion) -> tuple[TargetModel, ...]:
    """Return home goals, away goals and outcome; what an older release did not write is missing."""
    goals = version.metrics.get("goals", {})
    sides = (
        _target(version, "goals", f"{side}_goals", goals.get(side, {}), side) for side in SIDES
    )
    outcomes = version.metrics.get("outcomes", {})
    return (*sides, _target(version, "outcomes", OUTCOME, outcomes, None))


def _target(
    version: ModelVersion, pool: str, target: str, metrics: Mapping[str, Any], side: str | None
) -> TargetModel:
    weights = version.metrics.get("pool", {}).get(pool, {})
    made = {each["name"]: each for each in version.config.get("members", [])}
    kinds = [made[name]["kind"] if name in made else name for name in weights]
    rounds = version.metrics.get("pool", {}).get("rounds", {})
    return TargetModel(
        target=target,
        algorithm=" + ".join(kinds),
        weights=weights,
        hyperparameters={
            name: {**made[name]["params"], **_stopped(rounds.get(name), side)}
            for name in weights
            if name in made
        },
        metrics=metrics,
        importance=_importance(version, "shap" if side is None else target),
    )


def _stopped(rounds: Any, side: str | None) -> dict[str, Any]:
    if rounds is None:
        return {}
    sided = isinstance(rounds, list) and side is not None
    return {"rounds": rounds[SIDES.index(side)] if sided and side else rounds}


def _importance(version: ModelVersion, column: str) -> dict[str, float]:
    rows = [each for each in version.metrics.get("importance", []) if column in each]
    ordered = sorted(rows, key=lambda each: -each[column])
    return {each["feature"]: each[column] for each in ordered}
