"""Trees grown by scikit-learn's HistGradientBoosting: the only place that speaks to it.

Scikit-learn stores an estimator by pickling it, which runs code when it is read. So its trees are
taken out, kept as plain arrays and read here without it.
"""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoreline.errors import IntegrityError
from scoreline.models._growing import PATIENCE, Grown, Plan, Preset, Taught, average_gains
from scoreline.models._threads import one_thread
from scoreline.models._trees import LEAF, Tree, Trees

OWN: Final[Preset] = {
    # As our XGBoost's, as far as it has the same settings.
    "max_depth": 2,
    "min_samples_leaf": 20,
    "learning_rate": 0.1,
    "max_iter": 500,
    "l2_regularization": 20.0,
    "max_features": 0.3,
    "max_bins": 63,
}

NODES: Final = (
    "feature_idx",
    "num_threshold",
    "left",
    "right",
    "missing_go_to_left",
    "value",
    "count",
    "is_leaf",
    "gain",
)
"""What is kept of a node, by scikit-learn's names."""


class HistGradient:
    """HistGradientBoosting; see :class:`~scoreline.models._growing.Library`."""

    suffix = "npz"
    counter = "max_iter"
    presets: Mapping[str, Preset] = MappingProxyType({"own": OWN})

    def grow(self, plan: Plan, past: Taught, later: Taught | None) -> Grown:
        """Grow trees, with ``later`` only until it no longer improves."""
        estimator = _estimator(plan, stops=later is not None)
        watched = {} if later is None else {"X_val": later.x, "y_val": later.y}
        # It cannot find thresholds where every value is missing; a constant is never split on.
        x = np.where(np.isnan(past.x).all(axis=0), 0.0, past.x)
        with one_thread():
            estimator.fit(x, past.y, sample_weight=past.weight, **watched)
        rounds = estimator.n_iter_
        if later is not None:
            # The first score is that of no trees at all.
            rounds = max(int(np.argmax(estimator.validation_score_)), 1)
        return self.read(_kept(estimator, rounds))

    def read(self, content: bytes) -> Grown:
        """Read the arrays of :func:`_kept`."""
        try:
            with np.load(BytesIO(content), allow_pickle=False) as kept:
                return _read(content, kept)
        except Exception as error:  # what damaged archives raise is without end
            raise IntegrityError(f"the model's trees are damaged: {error!r}") from error


HISTGRADIENT: Final = HistGradient()


def _estimator(plan: Plan, *, stops: bool) -> Any:
    # Imported where it is used: it takes seconds, and forecasting does without it.
    from sklearn.ensemble import (  # noqa: PLC0415
        HistGradientBoostingClassifier,
        HistGradientBoostingRegressor,
    )

    stopping = {"n_iter_no_change": PATIENCE, "tol": 0.0} if stops else {}
    settings = {
        **plan.settings,
        "max_iter": plan.rounds,
        "early_stopping": stops,
        "random_state": plan.seed,
        **stopping,
    }
    if plan.objective == "outcomes":
        return HistGradientBoostingClassifier(**settings)
    return HistGradientBoostingRegressor(loss="poisson", **settings)


def _kept(estimator: Any, rounds: int) -> bytes:
    """Return the first rounds' trees, one behind the other, and where their sums start."""
    trees = [tree.nodes for each in estimator._predictors[:rounds] for tree in each]  # noqa: SLF001
    arrays: dict[str, Any] = {
        name: np.concatenate([each[name] for each in trees]) for name in NODES
    }
    buffer = BytesIO()
    np.savez(
        buffer,
        **arrays,
        ends=np.cumsum([len(nodes) for nodes in trees]),
        base=estimator._baseline_prediction.ravel(),  # noqa: SLF001
        columns=np.int64(estimator.n_features_in_),
    )
    return buffer.getvalue()


def _read(content: bytes, kept: Mapping[str, NDArray[Any]]) -> Grown:
    nodes, ends, base = {name: kept[name] for name in NODES}, kept["ends"], kept["base"]
    columns, sums = int(kept["columns"]), len(base)
    target = np.arange(len(ends)) % sums
    trees = Trees.of(_trees(nodes, ends), target, base.astype(np.float64), columns)
    inner = nodes["is_leaf"] == 0
    gains = average_gains(nodes["feature_idx"][inner], nodes["gain"][inner], columns)
    return Grown(content, trees, len(ends) // sums, gains)


def _trees(nodes: Mapping[str, NDArray[Any]], ends: NDArray[np.int64]) -> list[Tree]:
    leaf = nodes["is_leaf"] != 0
    parts = (
        nodes["feature_idx"],
        nodes["num_threshold"],
        np.where(leaf, LEAF, nodes["left"].astype(np.int64)),
        np.where(leaf, LEAF, nodes["right"].astype(np.int64)),
        nodes["missing_go_to_left"],
        nodes["value"],
        nodes["count"],
    )
    cuts = ends[:-1]
    return [Tree(*each) for each in zip(*(np.split(part, cuts) for part in parts), strict=True)]
