"""What LightGBM and scikit-learn grew is read without them, and says what they say."""

from functools import cache
from typing import Any, Final

import lightgbm as lgb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreline.errors import ConfigurationError, IntegrityError
from scoreline.models import Floats
from scoreline.models._growing import Grown, Library, Plan, Taught
from scoreline.models._histgradient import HISTGRADIENT, _estimator, _kept
from scoreline.models._lightgbm import LIGHTGBM

SEEDS: Final = st.integers(0, 2**32 - 1)
COLUMNS: Final = 6
PLANS: Final = {
    "outcomes": Plan("outcomes", {"max_depth": 3, "learning_rate": 0.2}, 12, 5),
    "goals": Plan("goals", {"max_depth": 3, "learning_rate": 0.2}, 12, 5),
}


def _rows(rng: np.random.Generator, rows: int) -> Floats:
    """Return numbers that often meet a threshold, some of every column but one missing."""
    x = rng.integers(-3, 4, (rows, COLUMNS)) * rng.choice([0.1, 0.5, 1.0], (rows, COLUMNS))
    return np.where(rng.random((rows, COLUMNS)) < 0.1, np.nan, x)


@cache
def _taught(rows: int = 500) -> Taught:
    rng = np.random.default_rng(8)
    x = _rows(rng, rows)
    # Nothing is missing here in training: what a missing value means then is the library's affair.
    x[:, 1] = np.nan_to_num(x[:, 1], nan=0.7)
    y = np.clip(rng.poisson(np.exp(0.4 * np.nan_to_num(x[:, 0]) - 0.3 * x[:, 1])), 0, 2)
    return Taught(x, y)


@cache
def _light(objective: str) -> tuple[Grown, lgb.Booster]:
    grown = LIGHTGBM.grow(PLANS[objective], _taught(), None)
    return grown, lgb.Booster(model_str=grown.content.decode())


@cache
def _hist(objective: str) -> tuple[Grown, Any]:
    estimator = _estimator(PLANS[objective], stops=False).fit(*_taught()[:2])
    return HISTGRADIENT.read(_kept(estimator, 12)), estimator


@pytest.mark.parametrize("objective", PLANS)
@given(seed=SEEDS)
@settings(deadline=None, max_examples=10)
def test_sums_are_those_of_lightgbm_to_the_last_bit(objective: str, seed: int) -> None:
    grown, booster = _light(objective)
    x = _rows(np.random.default_rng(seed), 100)
    raw = np.asarray(booster.predict(x, raw_score=True)).reshape(100, -1)
    assert np.array_equal(grown.trees.sums(x), raw)


@pytest.mark.parametrize("objective", PLANS)
@given(seed=SEEDS)
@settings(deadline=None, max_examples=10)
def test_sums_are_those_of_scikit_learn_to_the_last_bit(objective: str, seed: int) -> None:
    grown, estimator = _hist(objective)
    x = _rows(np.random.default_rng(seed), 100)
    assert np.array_equal(grown.trees.sums(x), estimator._raw_predict(x))


@pytest.mark.parametrize("objective", PLANS)
def test_contributions_and_gains_are_those_of_lightgbm(objective: str) -> None:
    grown, booster = _light(objective)
    x = _rows(np.random.default_rng(4), 100)
    theirs = np.asarray(booster.predict(x, pred_contrib=True)).reshape(100, -1, COLUMNS + 1)
    assert grown.trees.contributions(x) == pytest.approx(theirs[:, :, :-1], abs=1e-6)
    total = booster.feature_importance("gain")
    splits = booster.feature_importance("split")
    assert grown.gains == pytest.approx(total / np.maximum(splits, 1), rel=1e-4)


@pytest.mark.parametrize("library", [LIGHTGBM, HISTGRADIENT], ids=["lightgbm", "histgradient"])
@pytest.mark.parametrize("objective", PLANS)
def test_trees_stop_where_later_matches_are_forecast_best(library: Library, objective: str) -> None:
    x, y, _ = _taught()
    eager = Plan(PLANS[objective].objective, {"max_depth": 6, "learning_rate": 0.5}, 200, 5)
    past, later = Taught(x[:300], y[:300]), Taught(x[300:], y[300:])
    grown = library.grow(eager, past, later)
    assert 1 <= grown.rounds < 100
    again = Plan(eager.objective, eager.settings, grown.rounds, 5)
    assert np.array_equal(library.grow(again, past, None).trees.sums(x), grown.trees.sums(x))


@pytest.mark.parametrize("library", [LIGHTGBM, HISTGRADIENT], ids=["lightgbm", "histgradient"])
def test_matches_that_teach_nothing_make_trees_without_a_split(library: Library) -> None:
    x, y = np.full((100, 2), np.nan), np.arange(100) % 3
    grown = library.grow(PLANS["outcomes"], Taught(x, y), None)
    assert grown.trees.sums(x) == pytest.approx(np.full((100, 3), grown.trees.sums(x)[0]))
    assert not grown.gains.any()


@pytest.mark.parametrize("made", [_light, _hist])
@given(data=st.data())
@settings(deadline=None)
def test_a_damaged_model_is_an_error_or_another_model_but_never_a_crash(
    made: Any, data: st.DataObject
) -> None:
    grown, _ = made("outcomes")
    library = LIGHTGBM if made is _light else HISTGRADIENT
    whole = grown.content.partition(b"feature_importances")[0] if made is _light else grown.content
    place = data.draw(st.integers(0, len(whole) - 1))
    splinter = data.draw(st.binary(min_size=1, max_size=8))
    x = _taught().x[:5]
    try:
        read = library.read(whole[:place] + splinter + whole[place + len(splinter) :])
    except IntegrityError:
        return
    if read.trees.columns == COLUMNS:
        assert read.trees.sums(x).shape[0] == 5


@pytest.mark.parametrize("made", [_light, _hist])
def test_half_a_model_is_damaged(made: Any) -> None:
    grown, _ = made("goals")
    library = LIGHTGBM if made is _light else HISTGRADIENT
    for part in (0, 1, 5):
        with pytest.raises(IntegrityError):
            library.read(grown.content[: len(grown.content) * part // 10])


def test_categories_and_linear_leaves_are_refused_and_not_misread() -> None:
    x, y, _ = _taught()
    x = np.nan_to_num(x)
    config = {"objective": "poisson", "verbosity": -1, "num_threads": 1}
    whole = x.round().astype(int) + 4
    data = lgb.Dataset(whole.astype(float), y, categorical_feature=[0])
    for booster in (
        lgb.train({**config, "min_data_per_group": 1, "cat_smooth": 0}, data, 2),
        lgb.train({**config, "linear_tree": True}, lgb.Dataset(x, y), 2),
    ):
        with pytest.raises(IntegrityError, match="of a kind that is not read here"):
            LIGHTGBM.read(booster.model_to_string().encode())


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (ImportError("no module"), r"pip install 'scoreline\[lightgbm\]'"),
        (OSError("libgomp.so.1: cannot open"), "install OpenMP: libgomp"),
    ],
)
def test_without_lightgbm_it_is_said_what_to_install(
    reason: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise reason

    taught = _taught()
    # Whoever reports on tests may import something too, once this one has ended.
    with monkeypatch.context() as patch:
        patch.setattr("builtins.__import__", fail)
        with pytest.raises(ConfigurationError, match=said):
            LIGHTGBM.grow(PLANS["goals"], taught, None)
