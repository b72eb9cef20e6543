"""Trees grown by LightGBM: the only place that speaks to it.

It is needed for growing only. What it wrote, its text model, is read here without it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from scoreline.errors import ConfigurationError, IntegrityError
from scoreline.models._growing import PATIENCE, Grown, Plan, Preset, Taught, average_gains
from scoreline.models._trees import LEAF, Tree, Trees

OWN: Final[Preset] = {
    # As our XGBoost's, by LightGBM's names.
    "max_depth": 2,
    "min_child_weight": 20,
    "min_split_gain": 0.0,
    "learning_rate": 0.1,
    "n_estimators": 500,
    "reg_alpha": 0.0,
    "reg_lambda": 20.0,
    "subsample": 0.7,
    "subsample_freq": 1,
    "colsample_bytree": 0.3,
    "max_bin": 63,
}

FIXED: Final[Mapping[str, Any]] = MappingProxyType(
    {"num_threads": 1, "deterministic": True, "force_col_wise": True, "verbosity": -1}
)

OBJECTIVES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "outcomes": {"objective": "multiclass", "num_class": 3},
        "goals": {"objective": "poisson"},
    }
)

CATEGORICAL: Final = 1
MISSING_LEFT: Final = 2
MISSING_IS_NAN: Final = 8
"""Bits of a split's ``decision_type``. Without the last one no value was missing in training."""


class LightGBM:
    """LightGBM; see :class:`~scoreline.models._growing.Library`."""

    suffix = "txt"
    counter = "n_estimators"
    presets: Mapping[str, Preset] = MappingProxyType({"own": OWN})

    def grow(self, plan: Plan, past: Taught, later: Taught | None) -> Grown:
        """Grow trees, with ``later`` only until it no longer improves.

        Raises:
            ConfigurationError: LightGBM is not installed, or OpenMP's library is missing.
        """
        lgb = _library()
        config = {**plan.settings, **FIXED, "seed": plan.seed, **OBJECTIVES[plan.objective]}
        train = lgb.Dataset(past.x, past.y, weight=past.weight)
        if later is None:
            return self.read(lgb.train(config, train, plan.rounds).model_to_string().encode())
        booster = lgb.train(
            config,
            train,
            plan.rounds,
            valid_sets=[lgb.Dataset(later.x, later.y, reference=train)],
            callbacks=[lgb.early_stopping(PATIENCE, verbose=False)],
        )
        kept = booster.model_to_string(num_iteration=booster.best_iteration)
        return self.read(kept.encode())

    def read(self, content: bytes) -> Grown:
        """Read LightGBM's text model."""
        try:
            header, *grown = _sections(content.decode())
            sums, columns = int(header["num_class"]), int(header["max_feature_idx"]) + 1
            trees = Trees.of(
                [_tree(each) for each in grown],
                np.arange(len(grown)) % sums,
                np.zeros(sums),
                columns,
            )
            split = np.concatenate([_numbers(each, "split_feature", np.int64) for each in grown])
            gains = np.concatenate([_numbers(each, "split_gain") for each in grown])
            rounds = len(grown) // sums
            return Grown(content, trees, rounds, average_gains(split, gains, columns))
        except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
            raise IntegrityError(f"the model's trees are damaged: {error!r}") from error


LIGHTGBM: Final = LightGBM()


def _library() -> Any:
    try:
        import lightgbm  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "LightGBM is not installed: pip install 'scoreline[lightgbm]'"
        ) from error
    except OSError as error:  # the system lacks what the wheel does not bring
        raise ConfigurationError(f"LightGBM does not load, install OpenMP: {error}") from error
    return lightgbm


def _sections(text: str) -> list[dict[str, str]]:
    """Return the header and every tree as names and values, up to where the trees end."""
    model, end, _ = text.partition("end of trees")
    if not end:
        raise IntegrityError("the model's trees are damaged: they do not end")
    return [
        dict(line.split("=", 1) for line in section.splitlines()[1:] if "=" in line)
        for section in f"\n{model}".split("\nTree=")
    ]


def _numbers(tree: Mapping[str, str], name: str, kind: Any = np.float64) -> Any:
    return np.array(tree[name].split(), dtype=kind)


def _tree(grown: Mapping[str, str]) -> Tree:
    leaves, inner = int(grown["num_leaves"]), int(grown["num_leaves"]) - 1
    rule = _numbers(grown, "decision_type", np.int64)
    if (rule & CATEGORICAL).any() or grown["is_linear"] != "0":
        raise IntegrityError("the model's trees are of a kind that is not read here")
    threshold = _numbers(grown, "threshold")
    # Where no value was missing in training, a missing one is taken for 0.
    missing = np.where(rule & MISSING_IS_NAN, (rule & MISSING_LEFT) > 0, threshold >= 0)
    sides = [_numbers(grown, f"{side}_child", np.int64) for side in ("left", "right")]
    left, right = (np.where(side < 0, inner + ~side, side) for side in sides)
    nothing, leaf = np.zeros(leaves), np.full(leaves, LEAF)
    return Tree(
        column=np.concatenate([_numbers(grown, "split_feature", np.int64), nothing]),
        threshold=np.concatenate([threshold, nothing]),
        left=np.concatenate([left, leaf]),
        right=np.concatenate([right, leaf]),
        missing_left=np.concatenate([missing, nothing]),
        value=np.concatenate([np.zeros(inner), _numbers(grown, "leaf_value")]),
        cover=np.concatenate([_numbers(grown, f"{part}_count") for part in ("internal", "leaf")]),
    )
