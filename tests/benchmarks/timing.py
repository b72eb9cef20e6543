"""Taking times that can be compared."""

from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time


def best(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the least processor time of a call, after one that does not count.

    For ratios of one program to itself, where whatever else the machine does can only disturb: by
    the clock on the wall a long call would seem longer than a short one, as it is interrupted.
    """
    work()
    return min(_once(work, process_time) for _ in range(runs))


def seconds(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the median time of a call, after one that does not count."""
    work()
    return median(_once(work) for _ in range(runs))


def _once(work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    start = clock()
    work()
    return clock() - start
