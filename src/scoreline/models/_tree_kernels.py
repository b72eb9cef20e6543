"""Compiled kernels that walk trees, and the records they walk on."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoreline._jit import jit
from scoreline.models._base import Floats

Array = NDArray[Any]

BLOCK: Final = 16
"""Rows that go down a tree side by side: the processor waits for one and goes on with others."""

FEW: Final = 2
"""Up to so many conditions there is a short way to what each of them contributes."""

TINY: Final = 1e-12
"""The least share of the training data that a branch is taken to have had."""


class Forest(NamedTuple):
    """Trees one behind the other.

    Attributes:
        nodes: Records of ``threshold``, ``column`` and ``children`` (up to the threshold, above
            it; a leaf's are itself), shape (nodes,). Where a missing value goes the way of those
            above, the number of columns is added to the column's.
        value: What a leaf adds, shape (nodes,).
        roots: The first node of each tree, shape (trees,).
        depths: Steps to each tree's furthest leaf, shape (trees,).
        sums: To which sum each tree adds, shape (trees,).
    """

    nodes: Array
    value: Array
    roots: Array
    depths: Array
    sums: Array


class Paths(NamedTuple):
    """What a row must fulfil to reach each leaf, one condition for each column on the way.

    Attributes:
        conditions: Records of ``column``, ``low`` and ``high`` (it lies above the one and not
            above the other), ``missing`` (passes too) and ``share`` (of the training data that
            came to the column's splits, how much passed them), leaf after leaf.
        first: The leaf's first condition, and behind the last leaf's last, shape (leaves + 1,).
        leaves: Its node, shape (leaves,).
        value: What it adds, shape (leaves,).
        sums: To which sum, shape (leaves,).
    """

    conditions: Array
    first: Array
    leaves: Array
    value: Array
    sums: Array


def node_type(number: "np.dtype[Any]") -> "np.dtype[Any]":
    """Return the record of a node whose thresholds are of this type."""
    return np.dtype([("threshold", number), ("column", np.int32), ("children", np.int32, 2)])


def condition_type(number: "np.dtype[Any]") -> "np.dtype[Any]":
    """Return the record of a condition whose bounds are of this type."""
    fields = [("low", number), ("high", number), ("share", np.float64)]
    return np.dtype([*fields, ("column", np.int32), ("missing", np.bool_)])


# A kernel takes its arrays out of their tuple once and calls no other with arrays in its inner
# loops: counting who refers to an array takes longer than a step down a tree.


@jit
def add_leaves(x: Array, forest: Forest, found: Array) -> None:
    """Add to ``found``, shape (n, sums), the leaves that rows reach, tree by tree."""
    nodes, value, roots, depths, sums = forest
    twice = np.empty((BLOCK, 2 * x.shape[1]), x.dtype)
    reached = np.empty(BLOCK, np.int64)
    for start in range(0, len(x), BLOCK):
        rows = min(BLOCK, len(x) - start)
        _lay_out(x[start : start + rows], twice)
        for tree in range(len(roots)):
            for row in range(rows):
                reached[row] = roots[tree]
            # The way on is looked up, not branched to, and a leaf leads to itself: nothing is
            # guessed.
            for _ in range(depths[tree]):
                for row in range(rows):
                    node = nodes[reached[row]]
                    above = not twice[row, node.column] <= node.threshold
                    reached[row] = node.children[int(above)]
            for row in range(rows):
                found[start + row, sums[tree]] += value[reached[row]]


@jit
def _lay_out(x: Array, twice: Array) -> None:
    """Write each row twice: with minus infinity where it is missing, which goes left; as it is."""
    columns = x.shape[1]
    for row in range(len(x)):
        for column in range(columns):
            number = x[row, column]
            twice[row, column] = -np.inf if np.isnan(number) else number
            twice[row, columns + column] = number


@jit
def trace(forest: Forest, cover: Floats, parents: Array, columns: int, paths: Paths) -> None:
    """Find what a row must fulfil to reach each leaf.

    Args:
        forest: The trees.
        cover: How much of the training data passed each node, shape (nodes,).
        parents: Each node's parent, a root's itself, shape (nodes,).
        columns: How many columns a row has.
        paths: Its leaves are known; ``first`` and the conditions, of which there may be too many,
            are filled in.
    """
    for leaf in range(len(paths.leaves)):
        start = end = paths.first[leaf]
        node = paths.leaves[leaf]
        while parents[node] != node:
            below, node = node, parents[node]
            split = forest.nodes[node]
            left = split.children[0] == below
            column = split.column % columns
            place = start
            while place < end and paths.conditions[place].column != column:
                place += 1
            condition = paths.conditions[place]
            if place == end:
                end += 1
                _hold(condition, column)
            if left:
                condition.high = min(condition.high, split.threshold)
            else:
                condition.low = max(condition.low, split.threshold)
            condition.missing &= left == (split.column < columns)
            condition.share *= max(cover[below] / cover[node], TINY)
        paths.first[leaf + 1] = end


@jit
def _hold(condition: Any, column: int) -> None:
    """Begin with a condition that everything fulfils."""
    condition.column = column
    condition.low, condition.high = -np.inf, np.inf
    condition.missing = True
    condition.share = 1.0


@jit
def add_parts(x: Array, paths: Paths, found: Floats) -> None:
    """Add to ``found``, shape (n, sums, columns), each column's SHAP value in each sum.

    Source: Lundberg, Erion & Lee (2018), Consistent individualized feature attribution for tree
    ensembles, algorithm 2, leaf by leaf.
    """
    conditions, first, _, value, sums = paths
    most = 1
    for leaf in range(len(value)):
        most = max(most, 1 + first[leaf + 1] - first[leaf])
    passes, shares, chances = np.empty(most), np.empty(most), np.empty(most)
    for row in range(len(x)):
        for leaf in range(len(value)):
            start, count = first[leaf], first[leaf + 1] - first[leaf]
            for step in range(count):
                condition = conditions[start + step]
                number = x[row, condition.column]
                inside = (condition.low < number) & (number <= condition.high)
                passed = condition.missing if np.isnan(number) else inside
                passes[step], shares[step] = 1.0 if passed else 0.0, condition.share
            if count > FEW:
                _extend(passes, shares, count, chances)
            for step in range(count):
                if count == 1:
                    others = 1.0
                elif count == FEW:
                    # Half of the orders have the other column known before.
                    others = (passes[1 - step] + shares[1 - step]) / 2
                else:
                    others = _without(passes[step], shares[step], count, chances)
                part = others * (passes[step] - shares[step]) * value[leaf]
                found[row, sums[leaf], conditions[start + step].column] += part


@jit
def _extend(passes: Floats, shares: Floats, count: int, chances: Floats) -> None:
    """Work out the chances of all conditions of a leaf together.

    ``chances[k]`` is the chance, over the orders in which columns may become known, that k of
    them are and that the leaf is reached.
    """
    chances[0] = 1.0
    for step in range(count):
        size = step + 2
        chances[step + 1] = 0.0
        for known in range(step, -1, -1):
            chances[known + 1] += passes[step] * chances[known] * (known + 1) / size
            chances[known] *= shares[step] * (step + 1 - known) / size


@jit
def _without(passes: float, share: float, count: int, chances: Floats) -> float:
    """Take one condition out again: what the others let through on average."""
    total, size, rest = 0.0, count + 1, chances[count]
    for known in range(count - 1, -1, -1):
        if passes > 0:
            one = rest * size / (known + 1)
            total += one
            rest = chances[known] - one * share * (count - known) / size
        else:
            total += chances[known] * size / (share * (count - known))
    return total
