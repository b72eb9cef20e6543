"""Boosted trees for the three outcomes."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from scoreline.models import _boosting
from scoreline.models._base import Artefact, Floats, Ints, read_json, to_json

if TYPE_CHECKING:
    import xgboost as xgb


@dataclass(slots=True)
class BoostedOutcome:
    """XGBoost ``multi:softprob`` over home, draw and away.

    Attributes:
        preset: ``own`` or ``bet-hope``; the original design's parameters go by the latter.
        overrides: Parameters that differ from the preset, by XGBoost's names.
        rounds: Trees per outcome; None takes the preset's ``n_estimators`` as the most.
    """

    preset: str = "own"
    overrides: dict[str, float] = field(default_factory=dict)
    rounds: int | None = None
    seed: int = 42
    _booster: "xgb.Booster | None" = field(default=None, init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {
            "preset": self.preset,
            "overrides": self.overrides,
            "rounds": self.rounds,
            "seed": self.seed,
        }

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows, for as many rounds as are set."""
        self._grow(_boosting.data(x, y, sample_weight), None)
        return self

    def fit_until(self, x: Floats, y: Ints, weight: Floats, later: tuple[Floats, Ints]) -> Self:
        """Learn until the log loss of ``later`` no longer falls."""
        self._grow(_boosting.data(x, y, weight), _boosting.data(*later))
        return self

    def unfitted(self) -> Self:
        """Return an unfitted copy with this one's number of rounds."""
        return type(self)(**{**self.get_params(), "rounds": self.booster.num_boosted_rounds()})

    def predict_proba(self, x: Floats) -> Floats:
        """Return probabilities, shape (n, 3)."""
        raw = np.asarray(self.booster.inplace_predict(x), dtype=np.float64).reshape(-1, 3)
        chances: Floats = raw / raw.sum(axis=1, keepdims=True)
        return chances

    def contributions(self, x: Floats) -> Floats:
        """Return SHAP values of the log-odds, shape (n, 3, k)."""
        values = self.booster.predict(_boosting.data(x), pred_contribs=True)
        return np.asarray(values, dtype=np.float64)[:, :, :-1]

    def gains(self) -> Floats:
        """Return the average gain of the splits on each column, shape (k,)."""
        return _boosting.gains(self.booster, self.booster.num_features())

    @property
    def booster(self) -> "xgb.Booster":
        """Return the fitted trees."""
        assert self._booster is not None, "fit comes first"
        return self._booster

    def dump(self) -> dict[str, bytes]:
        """Return parameters as JSON and trees as UBJ."""
        return {
            "params.json": to_json(self.get_params()),
            "outcome.ubj": _boosting.to_ubj(self.booster),
        }

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the member that :meth:`dump` described."""
        member = cls(**read_json(files, "params.json"))
        member._booster = _boosting.from_ubj(files, "outcome.ubj")
        return member

    def _grow(self, train: "xgb.DMatrix", later: "xgb.DMatrix | None") -> None:
        config, most = _boosting.parameters(self.preset, self.overrides)
        config |= {"objective": "multi:softprob", "num_class": 3, "seed": self.seed}
        self._booster = _boosting.boost(config, self.rounds or most, train, later)
