"""UBJSON is read as XGBoost writes it, and damage is an error, never a crash."""

from typing import Any

import numpy as np
import pytest
import xgboost as xgb
from hypothesis import given
from hypothesis import strategies as st

from models_world import FEATURES, simulated_frame
from scoreline.errors import IntegrityError
from scoreline.models._base import goals_of, matrix, outcomes_of
from scoreline.models._ubj import DEEPEST, read_ubj
from scoreline.models._xgboost import XGBOOST
from scoreline.models.outcome import BoostedOutcome

FRAME = simulated_frame(200)
MEMBER = BoostedOutcome(rounds=(3,)).fit(matrix(FRAME, FEATURES), outcomes_of(goals_of(FRAME)))
UBJ = MEMBER.grown[0].content


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"Z", None),
        (b"T", True),
        (b"F", False),
        (b"i\xff", -1),
        (b"U\xff", 255),
        (b"I\x01\x00", 256),
        (b"l\x00\x01\x00\x00", 65536),
        (b"L" + bytes(7) + b"\x05", 5),
        (b"d\x3f\x80\x00\x00", 1.0),
        (b"D\x3f\xf0" + bytes(6), 1.0),
        (b"Ca", "a"),
        ("SU\x03ä!".encode(), "ä!"),
        (b"[i\x01[]]", [1, []]),
        (b"[#i\x02TF", [True, False]),
        (b"{i\x01a{}}", {"a": {}}),
    ],
)
def test_every_kind_of_value_is_read(content: bytes, value: Any) -> None:
    assert read_ubj(content) == value


def test_an_array_of_one_type_comes_as_an_array() -> None:
    found = read_ubj(b"[$l#i\x02" + bytes([0, 0, 0, 1, 0, 0, 1, 0]))
    assert found.dtype == np.int32
    assert found.tolist() == [1, 256]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"N",
        b"i",
        b"Si\xff",
        b"Sd\x3f\x80\x00\x00a",
        b"[T",
        b"{i\x01a",
        b"[$S#i\x01i\x01a",
        b"[#L\x7f" + b"\xff" * 7 + b"T",
        b"[$L#L\x7f" + b"\xff" * 7,
        b"TT",
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b"Si\x01\xff",
    ],
)
def test_damaged_bytes_are_named_as_such(content: bytes) -> None:
    with pytest.raises(IntegrityError, match="no UBJSON"):
        read_ubj(content)


@given(st.integers(0, len(UBJ) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_model_is_an_error_or_another_model_but_never_a_crash(
    place: int, splinter: bytes
) -> None:
    damaged = UBJ[:place] + splinter + UBJ[place + len(splinter) :]
    x = matrix(FRAME, FEATURES)[:5]
    try:
        read = XGBOOST.read(damaged)
    except IntegrityError:
        return
    if read.trees.columns == x.shape[1]:
        assert read.trees.sums(x).shape[0] == 5


@given(st.integers(0, len(UBJ) - 1))
def test_half_a_model_is_damaged(place: int) -> None:
    with pytest.raises(IntegrityError):
        XGBOOST.read(UBJ[:place])


@pytest.mark.parametrize("config", [{"booster": "dart"}, {"objective": "reg:squarederror"}])
def test_trees_of_another_kind_are_refused_and_not_misread(config: dict[str, Any]) -> None:
    data = xgb.DMatrix(np.arange(20.0)[:, None], label=np.arange(20) % 2, nthread=1)
    booster = xgb.train({"objective": "count:poisson", "nthread": 1, **config}, data, 2)
    with pytest.raises(IntegrityError):
        XGBOOST.read(bytes(booster.save_raw("ubj")))


def test_categories_are_refused_and_not_misread() -> None:
    x = (np.arange(200.0) % 5)[:, None]
    data = xgb.DMatrix(x, label=np.arange(200) % 5 % 2, feature_types=["c"], nthread=1)
    data.set_info(feature_types=["c"])
    config = {"objective": "count:poisson", "nthread": 1, "max_cat_to_onehot": 1}
    booster = xgb.train(config, data, 2)
    with pytest.raises(IntegrityError, match="of a kind that is not read here"):
        XGBOOST.read(bytes(booster.save_raw("ubj")))
