"""What the tree-boosting members share, the only place that speaks to XGBoost.

XGBoost takes seconds to import, so it is imported where trees are grown or read.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from scoreline.errors import ConfigurationError
from scoreline.models._base import Artefact, Floats, Ints, part_of

if TYPE_CHECKING:
    import xgboost as xgb

OWN: Final[Mapping[str, float]] = {
    # Few matches carry little signal: shallow trees, heavy shrinkage, coarse bins (fast).
    "max_depth": 2,
    "min_child_weight": 20,
    "gamma": 0.0,
    "learning_rate": 0.1,
    "n_estimators": 500,
    "reg_alpha": 0.0,
    "reg_lambda": 20.0,
    "subsample": 0.7,
    "colsample_bytree": 0.3,
    "max_bin": 64,
}

BET_HOPE: Final[Mapping[str, float]] = {
    "max_depth": 6,
    "min_child_weight": 1,
    "gamma": 0.1,
    "learning_rate": 0.05,
    "n_estimators": 500,
    "reg_alpha": 0.1,
    "reg_lambda": 1.0,
    "subsample": 0.8,
    "colsample_bytree": 0.8,
    "max_bin": 256,
}

PRESETS: Final[Mapping[str, Mapping[str, float]]] = {"own": OWN, "bet-hope": BET_HOPE}

PATIENCE: Final = 50
"""Rounds without improvement after which boosting stops."""


def data(x: Floats, y: Ints | None = None, weight: Floats | None = None) -> "xgb.DMatrix":
    """Wrap arrays for XGBoost, on one thread."""
    import xgboost as xgb  # noqa: PLC0415

    return xgb.DMatrix(x, label=y, weight=weight, nthread=1)


def parameters(preset: str, overrides: Mapping[str, float]) -> tuple[dict[str, Any], int]:
    """Return XGBoost's parameters and the most rounds it may take.

    Raises:
        ConfigurationError: No preset has this name.
    """
    if preset not in PRESETS:
        raise ConfigurationError(f"no preset '{preset}' of boosted trees; try {', '.join(PRESETS)}")
    config: dict[str, Any] = {**PRESETS[preset], **overrides}
    rounds = int(config.pop("n_estimators"))
    return {"nthread": 1, "verbosity": 0, **config}, rounds


def boost(
    config: Mapping[str, Any], rounds: int, train: "xgb.DMatrix", later: "xgb.DMatrix | None"
) -> "xgb.Booster":
    """Grow ``rounds`` rounds; with ``later``, only until it stops improving, cut to the best."""
    import xgboost as xgb  # noqa: PLC0415

    if later is None:
        return xgb.train(dict(config), train, rounds)
    booster = xgb.train(
        dict(config),
        train,
        rounds,
        evals=[(later, "later")],
        early_stopping_rounds=PATIENCE,
        verbose_eval=False,
    )
    return booster[: booster.best_iteration + 1]


def gains(booster: "xgb.Booster", columns: int) -> Floats:
    """Return each column's average gain per split, 0 where it was never split on."""
    scores = booster.get_score(importance_type="gain")
    found = [scores.get(f"f{column}", 0.0) for column in range(columns)]
    return np.asarray(found, dtype=np.float64)


def to_ubj(booster: "xgb.Booster") -> bytes:
    """Return a booster's bytes."""
    return bytes(booster.save_raw("ubj"))


def from_ubj(files: Artefact, name: str) -> "xgb.Booster":
    """Read a booster from its bytes, which must be whole: XGBoost does not check them.

    Raises:
        IntegrityError: The file is missing.
    """
    import xgboost as xgb  # noqa: PLC0415

    booster = xgb.Booster({"nthread": 1})
    booster.load_model(bytearray(part_of(files, name)))
    return booster
