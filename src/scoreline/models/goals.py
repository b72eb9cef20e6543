"""Boosted trees for the goals of either side."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from scoreline.models import _boosting
from scoreline.models._base import Artefact, Floats, Ints, read_json, to_json

if TYPE_CHECKING:
    import xgboost as xgb

FILES: Final = ("home_goals.ubj", "away_goals.ubj")


@dataclass(slots=True)
class BoostedGoals:
    """Two XGBoost ``count:poisson`` regressors, one for each side's goals.

    Attributes:
        preset: ``own`` or ``bet-hope``.
        overrides: Parameters that differ from the preset, by XGBoost's names.
        rounds: Trees for the home and the away side; None takes the preset's ``n_estimators``.
    """

    preset: str = "own"
    overrides: dict[str, float] = field(default_factory=dict)
    rounds: tuple[int, int] | None = None
    seed: int = 42
    _boosters: "tuple[xgb.Booster, ...]" = field(default=(), init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {
            "preset": self.preset,
            "overrides": self.overrides,
            "rounds": self.rounds,
            "seed": self.seed,
        }

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows, for as many rounds as are set; ``y`` is (n, 2)."""
        self._grow(x, y, sample_weight, None)
        return self

    def fit_until(self, x: Floats, y: Ints, weight: Floats, later: tuple[Floats, Ints]) -> Self:
        """Learn each side until the likelihood of its goals in ``later`` no longer rises."""
        self._grow(x, y, weight, later)
        return self

    def unfitted(self) -> Self:
        """Return an unfitted copy with this one's numbers of rounds."""
        home, away = (booster.num_boosted_rounds() for booster in self.boosters)
        return type(self)(**{**self.get_params(), "rounds": (home, away)})

    def predict(self, x: Floats) -> Floats:
        """Return expected goals, shape (n, 2)."""
        sides = [np.asarray(booster.inplace_predict(x)) for booster in self.boosters]
        return np.stack(sides, axis=1).astype(np.float64)

    def contributions(self, x: Floats) -> Floats:
        """Return SHAP values of the logarithms of expected goals, shape (n, 2, k)."""
        rows = _boosting.data(x)
        sides = [booster.predict(rows, pred_contribs=True)[:, :-1] for booster in self.boosters]
        return np.stack(sides, axis=1).astype(np.float64)

    def gains(self) -> Floats:
        """Return the average gain of the splits on each column over both sides, shape (k,)."""
        gains: Floats = np.mean(
            [_boosting.gains(booster, booster.num_features()) for booster in self.boosters], axis=0
        )
        return gains

    @property
    def boosters(self) -> "tuple[xgb.Booster, ...]":
        """Return the fitted trees: home, away."""
        assert self._boosters, "fit comes first"
        return self._boosters

    def dump(self) -> dict[str, bytes]:
        """Return parameters as JSON and trees as UBJ."""
        trees = {
            name: _boosting.to_ubj(booster)
            for name, booster in zip(FILES, self.boosters, strict=True)
        }
        return {"params.json": to_json(self.get_params()), **trees}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the member that :meth:`dump` described."""
        params = read_json(files, "params.json")
        rounds = params.pop("rounds")
        member = cls(**params, rounds=None if rounds is None else tuple(rounds))
        member._boosters = tuple(_boosting.from_ubj(files, name) for name in FILES)
        return member

    def _grow(
        self, x: Floats, y: Ints, weight: Floats | None, later: tuple[Floats, Ints] | None
    ) -> None:
        config, most = _boosting.parameters(self.preset, self.overrides)
        config |= {"objective": "count:poisson", "seed": self.seed}
        grown = []
        for side, rounds in enumerate(self.rounds or (most, most)):
            train = _boosting.data(x, y[:, side], weight)
            watched = None if later is None else _boosting.data(later[0], later[1][:, side])
            grown.append(_boosting.boost(config, rounds, train, watched))
        self._boosters = tuple(grown)
