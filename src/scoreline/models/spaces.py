"""Which settings of a member are worth trying, and between which bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from scoreline.models._growing import Library, Preset
from scoreline.models._histgradient import HISTGRADIENT
from scoreline.models._lightgbm import LIGHTGBM
from scoreline.models._xgboost import XGBOOST
from scoreline.models.members import make
from scoreline.models.recipe import MemberSpec

Settings = Mapping[str, float]
"""A value for each name of a space."""


@dataclass(frozen=True, slots=True)
class Range:
    """Both bounds count.

    Attributes:
        log: Whether the logarithm is what is drawn evenly.
        whole: Whether only whole numbers are meant.
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def holding(self, value: float) -> "Range":
        """Return the range made wide enough for a value; no logarithm reaches 0."""
        low = self.low if self.log and value <= 0 else min(self.low, value)
        return replace(self, low=low, high=max(self.high, value))


@dataclass(frozen=True, slots=True)
class Space:
    """The settings of one kind of member.

    Attributes:
        ranges: By name.
        into: The parameter that takes them as a mapping; None where each is a parameter itself.
        presets: Where that mapping overrides one of several presets, what each of them says.
    """

    ranges: Mapping[str, Range]
    into: str | None = None
    presets: Mapping[str, Preset] = field(default_factory=dict)

    def settings(self, spec: MemberSpec) -> dict[str, float]:
        """Return what a member has as it stands."""
        params = make(spec, seed=0).get_params()
        preset = self.presets.get(params.get("preset", ""), {})
        known = {**preset, **(params[self.into] if self.into else params)}
        return {name: known[name] for name in self.ranges}

    def tuned(self, spec: MemberSpec, settings: Settings) -> MemberSpec:
        """Return the member with other settings."""
        own = {**spec.params.get(self.into, {}), **settings} if self.into else settings
        return replace(spec, params={**spec.params, **({self.into: own} if self.into else own)})


TREES: Final[Mapping[str, Range]] = MappingProxyType(
    {
        "max_depth": Range(1, 10, whole=True),
        "learning_rate": Range(0.01, 0.3, log=True),
        "n_estimators": Range(100, 1000, whole=True),
        "min_child_weight": Range(1, 50, log=True, whole=True),
        "gamma": Range(0.0, 0.5),
        "subsample": Range(0.6, 1.0),
        "colsample_bytree": Range(0.2, 1.0),
        "reg_alpha": Range(0.0, 1.0),
        "reg_lambda": Range(0.1, 50.0, log=True),
    }
)
"""The nine parameters of the first original, its bounds widened to hold our own preset."""

HIST_TREES: Final[Mapping[str, Range]] = MappingProxyType(
    {
        "max_depth": TREES["max_depth"],
        "learning_rate": TREES["learning_rate"],
        "max_iter": TREES["n_estimators"],
        "min_samples_leaf": Range(1, 100, log=True, whole=True),
        "l2_regularization": TREES["reg_lambda"],
        "max_features": TREES["colsample_bytree"],
    }
)
"""Those of the nine that scikit-learn has."""


def _trees(library: Library, ranges: Mapping[str, Range]) -> Space:
    return Space(ranges, into="overrides", presets=library.presets)


_XGBOOST: Final = _trees(XGBOOST, TREES)
_LIGHTGBM: Final = _trees(
    LIGHTGBM, {name.replace("gamma", "min_split_gain"): each for name, each in TREES.items()}
)
_HISTGRADIENT: Final = _trees(HISTGRADIENT, HIST_TREES)

SPACES: Final[Mapping[str, Space]] = MappingProxyType(
    {
        "boosted_outcome": _XGBOOST,
        "boosted_goals": _XGBOOST,
        "lightgbm_outcome": _LIGHTGBM,
        "lightgbm_goals": _LIGHTGBM,
        "histgradient_outcome": _HISTGRADIENT,
        "histgradient_goals": _HISTGRADIENT,
        "logit": Space({"strength": Range(1e-4, 10.0, log=True)}),
        "market_logit": Space({"penalty": Range(1e-2, 1e3, log=True)}),
        "poisson": Space({"penalty": Range(1e-4, 1.0, log=True)}),
    }
)
"""By kind of member. Other kinds stay as they are."""


def space_of(spec: MemberSpec) -> Space | None:
    """Return what of a member may be set, or None where nothing is known of it."""
    return SPACES.get(spec.kind) if isinstance(spec.kind, str) else None
