"""Members made of boosted trees, whichever library grows them."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np

from scoreline.models._base import Artefact, Floats, Ints, part_of, read_json, to_json
from scoreline.models._growing import Grown, Library, Objective, Taught, planned


@dataclass(slots=True)
class BoostedMember:
    """What members made of boosted trees share: a run of trees for each thing they forecast.

    A subclass names the library, says what is forecast and names the files.

    Attributes:
        preset: A preset of the library.
        overrides: Settings that differ from the preset, by the library's names.
        rounds: How many times trees are added, for each run; None takes the settings' number.
    """

    LIBRARY: ClassVar[Library]
    OBJECTIVE: ClassVar[Objective]
    FILES: ClassVar[tuple[str, ...]]

    preset: str = "own"
    overrides: dict[str, Any] = field(default_factory=dict)
    rounds: tuple[int, ...] | None = None
    seed: int = 42
    _grown: tuple[Grown, ...] = field(default=(), init=False, repr=False)

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters that make an unfitted copy."""
        return {
            "preset": self.preset,
            "overrides": self.overrides,
            "rounds": self.rounds,
            "seed": self.seed,
        }

    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        """Learn from all rows, for as many rounds as are set; ``y`` is (n,) or (n, runs)."""
        self._grow(x, y, sample_weight, None)
        return self

    def fit_until(self, x: Floats, y: Ints, weight: Floats, later: tuple[Floats, Ints]) -> Self:
        """Learn each run until ``later`` is no longer forecast better."""
        self._grow(x, y, weight, later)
        return self

    def unfitted(self) -> Self:
        """Return an unfitted copy with this one's numbers of rounds."""
        rounds = tuple(each.rounds for each in self.grown)
        return type(self)(**{**self.get_params(), "rounds": rounds})

    def contributions(self, x: Floats) -> Floats:
        """Return SHAP values of what the trees add up to, shape (n, sums of all runs, k)."""
        return np.concatenate([each.trees.contributions(x) for each in self.grown], axis=1)

    def gains(self) -> Floats:
        """Return the average gain of the splits on each column over all runs, shape (k,)."""
        gains: Floats = np.mean([each.gains for each in self.grown], axis=0)
        return gains

    @property
    def grown(self) -> tuple[Grown, ...]:
        """Return the fitted trees, run by run."""
        assert self._grown, "fit comes first"
        return self._grown

    def dump(self) -> dict[str, bytes]:
        """Return parameters as JSON and trees as their library keeps them."""
        trees = {
            f"{name}.{self.LIBRARY.suffix}": each.content
            for name, each in zip(self.FILES, self.grown, strict=True)
        }
        return {"params.json": to_json(self.get_params()), **trees}

    @classmethod
    def restore(cls, files: Artefact) -> Self:
        """Return the member that :meth:`dump` described."""
        params = read_json(files, "params.json")
        rounds = params.pop("rounds")
        member = cls(**params, rounds=None if rounds is None else tuple(rounds))
        names = [f"{name}.{cls.LIBRARY.suffix}" for name in cls.FILES]
        member._grown = tuple(cls.LIBRARY.read(part_of(files, name)) for name in names)
        return member

    def _grow(
        self, x: Floats, y: Ints, weight: Floats | None, later: tuple[Floats, Ints] | None
    ) -> None:
        grown = []
        for run in range(len(self.FILES)):
            plan = planned(
                self.LIBRARY,
                self.OBJECTIVE,
                self.preset,
                self.overrides,
                rounds=self.rounds[run] if self.rounds else None,
                seed=self.seed,
            )
            watched = None if later is None else Taught(later[0], _run_of(later[1], run))
            grown.append(self.LIBRARY.grow(plan, Taught(x, _run_of(y, run), weight), watched))
        self._grown = tuple(grown)


def _run_of(y: Ints, run: int) -> Ints:
    return y if y.ndim == 1 else y[:, run]
