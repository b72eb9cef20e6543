"""Trees grown by XGBoost: the only place that speaks to it.

XGBoost grows trees and writes them down; what it wrote is read here without it. It takes seconds
to import, milliseconds to forecast a row, and may end the process over damaged bytes.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from scoreline._jit import jit
from scoreline.errors import IntegrityError
from scoreline.models._base import Floats
from scoreline.models._growing import PATIENCE, Grown, Plan, Preset, Taught, average_gains
from scoreline.models._trees import Tree, Trees, just_below
from scoreline.models._ubj import read_ubj

if TYPE_CHECKING:
    import xgboost as xgb

OWN: Final[Preset] = {
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

BET_HOPE: Final[Preset] = {
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

EXTRATIME: Final[Preset] = {
    # ML.NET's FastTree: 50 leaves wherever they help most, 10 matches in each at least.
    "grow_policy": "lossguide",
    "max_leaves": 50,
    "max_depth": 0,
    "min_child_weight": 10,
    "gamma": 0.0,
    "learning_rate": 0.2,
    "n_estimators": 500,
    "reg_alpha": 0.0,
    "reg_lambda": 0.0,
    "subsample": 1.0,
    "colsample_bytree": 1.0,
    "max_bin": 256,
}

OBJECTIVES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "outcomes": {"objective": "multi:softprob", "num_class": 3},
        "goals": {"objective": "count:poisson"},
    }
)


@jit
def _logarithm(start: Any) -> Any:
    # The system's own 32-bit logarithm, as XGBoost takes it; NumPy's is another in its last bit.
    return np.log(start)


LINKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "multi:softprob": np.positive,
    "count:poisson": _logarithm,
}
"""From where an objective starts to the sum that its trees are added to."""


class XGBoost:
    """XGBoost; see :class:`~scoreline.models._growing.Library`."""

    suffix = "ubj"
    counter = "n_estimators"
    presets: Mapping[str, Preset] = MappingProxyType(
        {"own": OWN, "bet-hope": BET_HOPE, "extratime": EXTRATIME}
    )

    def grow(self, plan: Plan, past: Taught, later: Taught | None) -> Grown:
        """Grow trees, with ``later`` only until it no longer improves."""
        import xgboost as xgb  # noqa: PLC0415

        fixed = {"nthread": 1, "verbosity": 0, "seed": plan.seed, **OBJECTIVES[plan.objective]}
        config, train = {**plan.settings, **fixed}, _data(past)
        if later is None:
            return self.read(_ubj(xgb.train(config, train, plan.rounds)))
        booster = xgb.train(
            config,
            train,
            plan.rounds,
            evals=[(_data(later), "later")],
            early_stopping_rounds=PATIENCE,
            verbose_eval=False,
        )
        return self.read(_ubj(booster[: booster.best_iteration + 1]))

    def read(self, content: bytes) -> Grown:
        """Read what XGBoost wrote."""
        try:
            learner = read_ubj(content)["learner"]
            model = learner["gradient_booster"]["model"]
            param, objective = learner["learner_model_param"], learner["objective"]["name"]
            columns = int(param["num_feature"])
            start = np.atleast_1d(np.float32(json.loads(param["base_score"])))
            sums = np.broadcast_to(LINKS[objective](start), max(int(param["num_class"]), 1))
            grown = model["trees"]
            if learner["gradient_booster"]["name"] != "gbtree" or any(map(_categorical, grown)):
                raise IntegrityError("the model's trees are of a kind that is not read here")
            trees = Trees.of([_tree(each) for each in grown], model["tree_info"], sums, columns)
            return Grown(content, trees, len(model["iteration_indptr"]) - 1, _gains(grown, columns))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise IntegrityError(f"the model's trees are damaged: {error!r}") from error


XGBOOST: Final = XGBoost()


def _data(taught: Taught) -> "xgb.DMatrix":
    import xgboost as xgb  # noqa: PLC0415

    return xgb.DMatrix(taught.x, label=taught.y, weight=taught.weight, nthread=1)


def _ubj(booster: "xgb.Booster") -> bytes:
    return bytes(booster.save_raw("ubj"))


def _tree(grown: Mapping[str, Any]) -> Tree:
    # XGBoost keeps a leaf's value where a split has its threshold.
    numbers = grown["split_conditions"]
    return Tree(
        column=grown["split_indices"],
        threshold=just_below(numbers),
        left=grown["left_children"],
        right=grown["right_children"],
        missing_left=grown["default_left"],
        value=numbers,
        cover=grown["sum_hessian"],
    )


def _categorical(grown: Mapping[str, Any]) -> bool:
    return bool(np.any(grown["split_type"])) or grown["tree_param"]["size_leaf_vector"] != "1"


def _gains(grown: Sequence[Mapping[str, Any]], columns: int) -> Floats:
    inner = [tree["left_children"] >= 0 for tree in grown]
    split = [tree["split_indices"][where] for tree, where in zip(grown, inner, strict=True)]
    gains = [tree["loss_changes"][where] for tree, where in zip(grown, inner, strict=True)]
    return average_gains(np.concatenate(split), np.concatenate(gains), columns)
