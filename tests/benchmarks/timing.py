"""Taking times that can be compared."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def best(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the shortest time of a call, after one that does not count.

    For ratios of one program to itself, where whatever else the machine does can only disturb.
    """
    work()
    return min(_once(work) for _ in range(runs))


def seconds(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the median time of a call, after one that does not count."""
    work()
    return median(_once(work) for _ in range(runs))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
