"""Trees as flat arrays say what the library that grew them says, to the last bit."""

import itertools
import math
from functools import cache
from typing import Any, Final

import numpy as np
import pytest
import xgboost as xgb
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreline.errors import IntegrityError
from scoreline.models import Floats
from scoreline.models._growing import Grown
from scoreline.models._trees import LEAF, Tree, Trees, just_below
from scoreline.models._xgboost import XGBOOST

COLUMNS: Final = 4
SEEDS: Final = st.integers(0, 2**32 - 1)
OBJECTIVES: Final[dict[str, dict[str, Any]]] = {
    "multi:softprob": {"num_class": 3},
    "count:poisson": {},
}


def _rows(rng: np.random.Generator, rows: int, columns: int = COLUMNS) -> Floats:
    """Return numbers that often meet a threshold exactly, a tenth of them missing."""
    x = rng.integers(-3, 4, (rows, columns)) * rng.choice([0.1, 0.5, 1.0], (rows, columns))
    return np.where(rng.random((rows, columns)) < 0.1, np.nan, x)


def _grow(rng: np.random.Generator, depth: int, kind: Any = np.float64) -> Tree:
    """Return a tree of random splits, some branches shorter than others."""
    nodes: list[list[Any]] = []

    def branch(left: int, cover: float) -> int:
        own = len(nodes)
        nodes.append([0, 0, LEAF, LEAF, 0, rng.normal(), cover])
        if left and rng.random() < 0.8:
            share = rng.uniform(0.2, 0.8)
            nodes[own][:2] = rng.integers(COLUMNS), rng.integers(-3, 4) * 0.5
            nodes[own][4] = rng.integers(2)
            nodes[own][2] = branch(left - 1, cover * share)
            nodes[own][3] = branch(left - 1, cover * (1 - share))
        return own

    branch(depth, 100.0)
    column, threshold, left, right, missing, value, cover = np.array(nodes).T
    return Tree(
        *(column, threshold.astype(kind), left, right, missing, value.astype(kind)), cover=cover
    )


def _walk(tree: Tree, row: Floats) -> float:
    """Return the leaf that a row reaches, step by step."""
    node = 0
    while tree.left[node] != LEAF:
        number = row[int(tree.column[node])]
        left = tree.missing_left[node] if np.isnan(number) else number <= tree.threshold[node]
        node = int((tree.left if left else tree.right)[node])
    return float(tree.value[node])


def _mean(tree: Tree, row: Floats, known: frozenset[int], node: int = 0) -> float:
    """Return what is to be expected of a row of which only some columns are known."""
    if tree.left[node] == LEAF:
        return float(tree.value[node])
    column = int(tree.column[node])
    sides = [int(tree.left[node]), int(tree.right[node])]
    if column not in known:
        means = [_mean(tree, row, known, side) * tree.cover[side] for side in sides]
        return float(sum(means) / tree.cover[node])
    number = row[column]
    left = tree.missing_left[node] if np.isnan(number) else number <= tree.threshold[node]
    return _mean(tree, row, known, sides[0 if left else 1])


def _shapley(tree: Tree, row: Floats) -> Floats:
    """Return every column's mean step over all orders in which columns become known."""
    parts = np.zeros(COLUMNS)
    for order in itertools.permutations(range(COLUMNS)):
        for place, column in enumerate(order):
            before = frozenset(order[:place])
            parts[column] += _mean(tree, row, before | {column}) - _mean(tree, row, before)
    return parts / math.factorial(COLUMNS)


@given(seed=SEEDS, count=st.integers(1, 12), sums=st.integers(1, 3), depth=st.integers(0, 5))
@settings(deadline=None)
def test_sums_are_those_of_a_walk_down_every_tree(
    seed: int, count: int, sums: int, depth: int
) -> None:
    rng = np.random.default_rng(seed)
    trees, target = [_grow(rng, depth) for _ in range(count)], rng.integers(0, sums, count)
    base, x = rng.normal(size=sums), _rows(rng, 40)
    expected = np.tile(base, (len(x), 1))
    for tree, k in zip(trees, target, strict=True):
        expected[:, k] += [_walk(tree, row) for row in x]
    assert np.array_equal(Trees.of(trees, target, base, COLUMNS).sums(x), expected)


def test_without_a_tree_a_sum_is_where_it_starts() -> None:
    bare, x = Trees.of([], [], np.array([0.5, 2.0]), COLUMNS), np.zeros((3, COLUMNS))
    assert bare.sums(x).tolist() == [[0.5, 2.0]] * 3
    assert not bare.contributions(x).any()


@given(seed=SEEDS, kind=st.sampled_from([np.float32, np.float64]))
@settings(deadline=None)
def test_a_row_alone_is_the_row_in_the_batch_to_the_last_bit(seed: int, kind: Any) -> None:
    rng = np.random.default_rng(seed)
    grown = [_grow(rng, 3, kind) for _ in range(9)]
    trees = Trees.of(grown, np.arange(9) % 3, np.zeros(3, dtype=kind), COLUMNS)
    x = np.asfortranarray(_rows(rng, 37))
    alone = [(trees.sums(x[[row]]), trees.contributions(x[[row]])) for row in range(len(x))]
    assert np.array_equal(np.concatenate([sums for sums, _ in alone]), trees.sums(x))
    assert np.array_equal(np.concatenate([parts for _, parts in alone]), trees.contributions(x))


@given(seed=SEEDS, depth=st.integers(0, 4))
@settings(deadline=None, max_examples=12)
def test_contributions_are_the_shapley_values_of_their_definition(seed: int, depth: int) -> None:
    rng = np.random.default_rng(seed)
    trees, x = [_grow(rng, depth) for _ in range(3)], _rows(rng, 3)
    found = Trees.of(trees, [0, 1, 0], np.zeros(2), COLUMNS).contributions(x)
    for row, parts in zip(x, found, strict=True):
        assert parts[0] == pytest.approx(_shapley(trees[0], row) + _shapley(trees[2], row))
        assert parts[1] == pytest.approx(_shapley(trees[1], row))


@cache
def _booster(objective: str, depth: int) -> tuple[Grown, xgb.Booster]:
    rng = np.random.default_rng(7)
    x = _rows(rng, 600, 9)
    y = rng.integers(0, 3, len(x)) + (np.nan_to_num(x[:, 0]) > 0)
    config = {"objective": objective, "max_depth": depth, "gamma": 0.3, "subsample": 0.8}
    config |= {"nthread": 1, **OBJECTIVES[objective]}
    booster = xgb.train(config, xgb.DMatrix(x, label=y % 3, nthread=1), 30)
    return XGBOOST.read(bytes(booster.save_raw("ubj"))), booster


@pytest.mark.parametrize("objective", OBJECTIVES)
@given(seed=SEEDS, depth=st.sampled_from([1, 2, 6]))
@settings(deadline=None, max_examples=10)
def test_sums_are_the_margins_of_xgboost_to_the_last_bit(
    objective: str, seed: int, depth: int
) -> None:
    boosted, booster = _booster(objective, depth)
    x = _rows(np.random.default_rng(seed), 100, 9)
    margins = np.asarray(booster.inplace_predict(x, predict_type="margin")).reshape(100, -1)
    assert boosted.trees.sums(x).dtype == np.float32
    assert np.array_equal(boosted.trees.sums(x), margins)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("depth", [1, 2, 6])
def test_contributions_and_gains_are_those_of_xgboost(objective: str, depth: int) -> None:
    boosted, booster = _booster(objective, depth)
    x = _rows(np.random.default_rng(3), 100, 9)
    theirs = booster.predict(xgb.DMatrix(x, nthread=1), pred_contribs=True)
    parts = theirs.reshape(100, -1, 10)[:, :, :-1]
    assert boosted.trees.contributions(x) == pytest.approx(parts, abs=1e-5)
    gains = booster.get_score(importance_type="gain")
    assert boosted.gains == pytest.approx([gains.get(f"f{k}", 0.0) for k in range(9)], rel=1e-5)


def test_where_every_goal_starts_is_xgboosts_own_logarithm_to_the_last_bit() -> None:
    x = np.zeros((50, 1))
    for mean in np.random.default_rng(1).uniform(0.2, 5, 40):
        config = {"objective": "count:poisson", "base_score": mean, "eta": 0.0, "nthread": 1}
        booster = xgb.train(config, xgb.DMatrix(x, label=np.ones(50), nthread=1), 1)
        said = XGBOOST.read(bytes(booster.save_raw("ubj"))).trees.sums(x)[:, 0]
        assert np.array_equal(said, booster.inplace_predict(x, predict_type="margin"))


@given(st.floats(width=32, allow_nan=False), st.floats(width=32, allow_nan=False))
def test_up_to_just_below_is_below(number: float, threshold: float) -> None:
    limit = np.array([threshold], dtype=np.float32)
    if math.isfinite(threshold):
        assert (np.float32(number) <= just_below(limit)[0]) == (np.float32(number) < limit[0])


@pytest.mark.parametrize(
    ("field", "value"), [("left", 9), ("left", -7), ("right", 5), ("column", COLUMNS)]
)
def test_a_node_outside_of_its_tree_is_damage(field: str, value: int) -> None:
    tree = _stump()._replace(**{field: np.array([value, LEAF, LEAF])})
    with pytest.raises(IntegrityError, match="a node lies outside of its tree"):
        Trees.of([tree, _stump()], [0, 0], np.zeros(1), COLUMNS)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([1, 0, LEAF], [2, 2, LEAF]),
        ([1, LEAF, LEAF], [1, LEAF, LEAF]),
        ([LEAF, 2, 1], [LEAF, 2, 1]),
        ([2, 0, LEAF], [2, 0, LEAF]),
    ],
)
def test_branches_that_meet_are_damage(left: list[int], right: list[int]) -> None:
    knot = _stump()._replace(left=np.array(left), right=np.array(right))
    with pytest.raises(IntegrityError, match="branches meet"):
        Trees.of([knot], [0], np.zeros(1), COLUMNS)


def test_a_node_that_was_cut_off_is_no_damage() -> None:
    # XGBoost leaves what it pruned where it was.
    pruned = _stump()._replace(left=np.full(3, LEAF), right=np.full(3, LEAF))
    trees = Trees.of([pruned], [0], np.zeros(1), COLUMNS)
    assert trees.sums(np.ones((1, COLUMNS))).item() == 0.0
    assert not trees.contributions(np.ones((1, COLUMNS))).any()


@pytest.mark.parametrize("sums", [[1], [-1], []])
def test_a_tree_that_adds_to_no_sum_is_damage(sums: list[int]) -> None:
    with pytest.raises(IntegrityError, match="adds to no sum"):
        Trees.of([_stump()], sums, np.zeros(1), COLUMNS)


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="rows of 4 columns"):
        Trees.of([_stump()], [0], np.zeros(1), COLUMNS).sums(np.zeros((2, 3)))


def _stump() -> Tree:
    return Tree(
        column=np.zeros(3),
        threshold=np.zeros(3),
        left=np.array([1, LEAF, LEAF]),
        right=np.array([2, LEAF, LEAF]),
        missing_left=np.ones(3),
        value=np.array([0.0, -1.0, 1.0]),
        cover=np.array([2.0, 1.0, 1.0]),
    )
