"""Sums of regression trees as flat arrays, which forecast and explain without the library.

A forecast of few rows costs microseconds instead of a library's milliseconds, and whoever only
reads a model never imports what grew it. Any library's trees will do: turn each into a
:class:`Tree`, join them with :meth:`Trees.of`, ask :meth:`Trees.sums` and, for SHAP values,
:meth:`Trees.contributions`. Everything that forecasts goes through 32-bit floats where the trees'
thresholds are of that type, as in XGBoost, and through 64-bit ones otherwise, as in scikit-learn
and LightGBM; leaves are added in the order of the trees. So the sums are the library's own to the
last bit, and a row's do not depend on the other rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoreline.errors import IntegrityError
from scoreline.models._base import Floats
from scoreline.models._tree_kernels import (
    Forest,
    Paths,
    add_leaves,
    add_parts,
    condition_type,
    node_type,
    trace,
)

Numbers = NDArray[np.floating[Any]]

LEAF: Final = -1
"""What a leaf has for children."""


class Tree(NamedTuple):
    """One tree, node by node; node 0 is its root.

    Where a library sends a row left if it is below a threshold, and not also where it is equal,
    give :func:`just_below` of its thresholds.

    Attributes:
        column: Which column a node splits on, shape (nodes,); anything in a leaf.
        threshold: Values up to this one go left; anything in a leaf.
        left: The node that a row goes on to, ``LEAF`` in a leaf.
        right: The same for the other rows.
        missing_left: Whether a missing value goes left.
        value: What a leaf adds.
        cover: How much of the training data passed a node: matches, or their hessians.
    """

    column: NDArray[Any]
    threshold: Numbers
    left: NDArray[Any]
    right: NDArray[Any]
    missing_left: NDArray[Any]
    value: Numbers
    cover: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Some sums of trees, like the log-odds of the three outcomes.

    Attributes:
        columns: How many columns a row has.
        base: Where each sum starts, shape (sums,).
    """

    columns: int
    base: Numbers
    _forest: Forest
    _grown: "_Grown"
    _paths: list[Paths] = field(default_factory=list)

    @classmethod
    def of(
        cls, trees: Sequence[Tree], sums: Sequence[int] | NDArray[Any], base: Numbers, columns: int
    ) -> Self:
        """Join trees in the order in which they are added up.

        Args:
            trees: All thresholds and values of one type, 32 or 64 bits wide.
            sums: To which sum each tree adds, shape (trees,).
            base: Where each sum starts, shape (sums,), of the thresholds' type.
            columns: How many columns a row has.

        Raises:
            IntegrityError: These are no trees: a node lies outside, or two branches meet.
        """
        sizes = np.array([len(tree.column) for tree in trees], dtype=np.int64)
        roots = np.cumsum(sizes) - sizes
        own, start = np.arange(sizes.sum()), np.repeat(roots, sizes)
        left, right = _joined(trees, "left", np.int64), _joined(trees, "right", np.int64)
        leaf = left == LEAF
        children = np.stack([np.where(leaf, own, each + start) for each in (left, right)], axis=1)
        column = np.where(leaf, 0, _joined(trees, "column", np.int64))
        _check(children, column, (start, start + np.repeat(sizes, sizes)), columns)
        nodes = np.empty(len(own), dtype=node_type(base.dtype))
        nodes["threshold"] = _joined(trees, "threshold", base.dtype)
        nodes["column"] = column + columns * ~_joined(trees, "missing_left", np.bool_)
        nodes["children"] = children
        grown = _Grown(_parents(children), _joined(trees, "cover", np.float64))
        value, target = _joined(trees, "value", base.dtype), np.array(sums, dtype=np.int64)
        if len(target) != len(trees) or ((target < 0) | (target >= len(base))).any():
            raise IntegrityError("the model's trees are damaged: one adds to no sum there is")
        forest = Forest(nodes, value, roots, _depths(children, roots), target)
        return cls(columns, np.array(base), forest, grown)

    def sums(self, x: Floats) -> Numbers:
        """Add up the leaves that rows reach.

        Args:
            x: Shape (n, columns), NaN where missing.

        Returns:
            Shape (n, sums), of the trees' own type.
        """
        rows = self._rows(x)
        found = np.empty((len(rows), len(self.base)), dtype=self.base.dtype)
        found[:] = self.base
        add_leaves(rows, self._forest, found)
        return found

    def contributions(self, x: Floats) -> Floats:
        """Return each column's SHAP value in each sum, shape (n, sums, columns).

        They add up to the sum less its mean over the training data.

        Source: Lundberg, Erion & Lee (2018), Consistent individualized feature attribution for
        tree ensembles, algorithm 2, leaf by leaf.
        """
        if not self._paths:
            self._paths.append(_paths(self._forest, self._grown, self.columns))
        rows = self._rows(x)
        found = np.zeros((len(rows), len(self.base), self.columns))
        add_parts(rows, self._paths[0], found)
        return found

    def _rows(self, x: Floats) -> Numbers:
        if x.ndim != 2 or x.shape[1] != self.columns:  # noqa: PLR2004
            raise ValueError(f"these trees read rows of {self.columns} columns, not {x.shape}")
        return np.ascontiguousarray(x, dtype=self.base.dtype)


class _Grown(NamedTuple):
    """What only contributions need to know of nodes, shapes (nodes,)."""

    parents: NDArray[np.int64]
    cover: Floats


def just_below(threshold: Numbers) -> Numbers:
    """Return the largest numbers below: up to there is what lies below a threshold."""
    return np.nextafter(threshold, threshold.dtype.type(-np.inf))


def _joined(trees: Sequence[Tree], name: str, kind: Any) -> NDArray[Any]:
    parts = [np.asarray(getattr(tree, name)) for tree in trees]
    return np.concatenate([*parts, np.zeros(0)]).astype(kind)


def _check(
    children: NDArray[np.int64],
    column: NDArray[np.int64],
    span: tuple[NDArray[np.int64], NDArray[np.int64]],
    columns: int,
) -> None:
    # The compiled kernels look nowhere else: what passes here cannot lead them astray.
    start, end = (bound[:, None] for bound in span)
    inside = (start <= children) & (children < end)
    if not inside.all() or ((column < 0) | (column >= columns)).any():
        raise IntegrityError("the model's trees are damaged: a node lies outside of its tree")


def _parents(children: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each node's parent; a root's, or that of a node that nobody reaches, is itself."""
    own = np.arange(len(children))
    inner = children[:, 0] != own
    below = children[inner].ravel()
    parents = own.copy()
    parents[below] = np.repeat(own[inner], 2)
    # Twice as far up with every look: what leads to no root by then goes round in a circle.
    furthest = parents
    for _ in range(len(children).bit_length()):
        furthest = furthest[furthest]
    if len(np.unique(below)) < len(below) or (parents[furthest] != furthest).any():
        raise IntegrityError("the model's trees are damaged: their branches meet")
    return parents


def _depths(children: NDArray[np.int64], roots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many steps lead to each tree's furthest leaf."""
    depths = np.zeros(len(roots), dtype=np.int64)
    tree, nodes, step = np.arange(len(roots)), roots, 0
    while len(nodes):
        depths[tree] = step
        inner = children[nodes, 0] != nodes
        tree, nodes = np.repeat(tree[inner], 2), children[nodes[inner]].ravel()
        step += 1
    return depths


def _paths(forest: Forest, grown: _Grown, columns: int) -> Paths:
    leaves = np.flatnonzero(forest.nodes["children"][:, 0] == np.arange(len(forest.nodes)))
    tree = np.searchsorted(forest.roots, leaves, side="right") - 1
    most = int(forest.depths[tree].sum())
    conditions = np.empty(most, dtype=condition_type(forest.value.dtype))
    first = np.zeros(len(leaves) + 1, dtype=np.int64)
    paths = Paths(conditions, first, leaves, forest.value[leaves], forest.sums[tree])
    trace(forest, grown.cover, grown.parents, columns, paths)
    return paths._replace(conditions=conditions[: first[-1]].copy())
