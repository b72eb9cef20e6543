"""Every kind of member keeps the contract, and the checks find one that does not."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from scoreline.models import Artefact, Floats, Ints, MemberSpec
from scoreline.models.logit import LogitOutcome
from scoreline.models.members import make
from scoreline.models.poisson import PoissonGoals
from scoreline.testing.members import Made, check_member, fitted, forecast, matches

KINDS: dict[str, dict[str, Any]] = {
    "logit": {},
    "poisson": {},
    "boosted_outcome": {"overrides": {"n_estimators": 30}},
    "boosted_goals": {"overrides": {"n_estimators": 30}},
    "lightgbm_outcome": {"overrides": {"n_estimators": 30}},
    "lightgbm_goals": {"overrides": {"n_estimators": 30}},
    "histgradient_outcome": {"overrides": {"max_iter": 30}},
    "histgradient_goals": {"overrides": {"max_iter": 30}},
}


def made(kind: str, seed: int = 3) -> Made:
    return lambda: make(MemberSpec("any", kind, params=KINDS[kind]), seed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_keeps_the_contract(kind: str) -> None:
    check_member(made(kind))


class Forgetful(LogitOutcome):
    @classmethod
    def restore(cls, files: Artefact) -> Self:
        member = LogitOutcome.restore.__func__(cls, files)  # type: ignore[attr-defined]
        member.linear.intercepts[:] += 1e-9
        return member  # type: ignore[no-any-return]


class Moody(PoissonGoals):
    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        PoissonGoals.fit(self, x, y, sample_weight)
        self.linear.intercepts[:] += np.random.default_rng().normal() * 0.01
        return self


class Levelling(PoissonGoals):
    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:  # noqa: ARG002
        return PoissonGoals.fit(self, x, y)


class Comparing(PoissonGoals):
    def predict(self, x: Floats) -> Floats:
        means = PoissonGoals.predict(self, x)
        compared: Floats = means / means.mean(axis=0) * 1.3
        return compared


class Silent(PoissonGoals):
    def predict(self, x: Floats) -> Floats:
        return np.where(np.isnan(x[:, [0]]), np.nan, PoissonGoals.predict(self, x))


class Blind(PoissonGoals):
    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        return PoissonGoals.fit(self, x[::-1], y, sample_weight)


class Greedy(PoissonGoals):
    def fit(self, x: Floats, y: Ints, sample_weight: Floats | None = None) -> Self:
        x[np.isnan(x)] = 0.0
        return PoissonGoals.fit(self, x, y, sample_weight)


class Boastful(LogitOutcome):
    def contributions(self, x: Floats) -> Floats:
        return 2 * LogitOutcome.contributions(self, x)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (Forgetful, "restored, it says other things"),
        (Moody, "not the same"),
        (Levelling, "do not favour home"),
        (Comparing, "a row alone"),
        (Silent, "no number"),
        (Blind, "does not learn"),
        (Boastful, "do not add up"),
    ],
)
def test_what_breaks_the_contract_is_found(broken: Made, reason: str) -> None:
    with pytest.raises(AssertionError, match=reason):
        check_member(broken)


def test_a_member_that_writes_into_what_it_is_given_is_found() -> None:
    with pytest.raises(ValueError, match="read-only"):
        check_member(Greedy)


def test_an_estimator_that_cannot_be_stored_is_found() -> None:
    with pytest.raises(AttributeError, match="dump"):
        check_member(lambda: DecisionTreeClassifier(max_leaf_nodes=8, min_samples_leaf=40))


LOAD = """
import sys
from pathlib import Path
import numpy as np
from scoreline.models import member_named

for folder in Path(sys.argv[1]).iterdir():
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "x.npy"}
    member = member_named(folder.name).restore(files)
    ask = member.predict_proba if hasattr(member, "predict_proba") else member.predict
    said, parts = ask(np.load(folder / "x.npy")), member.contributions(np.load(folder / "x.npy"))
    print(folder.name, said.sum(), parts.sum())
slow = ("joblib", "lightgbm", "optuna", "sklearn", "xgboost")
print([name for name in slow if name in sys.modules])
"""


def test_a_stored_member_forecasts_and_explains_without_what_trained_it(tmp_path: Path) -> None:
    x, goals = matches()
    expected = {}
    for kind in KINDS:
        member = fitted(made(kind), x, goals)
        folder = tmp_path / kind
        folder.mkdir()
        for name, content in member.dump().items():
            (folder / name).write_bytes(content)
        np.save(folder / "x.npy", x)
        expected[kind] = f"{kind} {forecast(member, x).sum()} {member.contributions(x).sum()}"
    told = subprocess.run(
        [sys.executable, "-c", LOAD, tmp_path], capture_output=True, text=True, check=True
    )
    *lines, slow = told.stdout.splitlines()
    assert sorted(lines) == sorted(expected.values())
    assert slow == "[]"
