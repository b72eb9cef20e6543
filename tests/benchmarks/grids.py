"""Reading markets off score grids, against one SciPy call a score and match."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import poisson

from scoreline.domain import ScoreGrid

from .timing import seconds

MATCHES, SAMPLE = 10_000, 20


def measure() -> Iterator[tuple[str, ...]]:
    """Yield a row: 1X2, over 2.5 and both to score of many matches."""
    means = np.random.default_rng(1).uniform(0.5, 2.5, (MATCHES, 2))
    ours = seconds(lambda: _ours(means)) / MATCHES
    theirs = seconds(lambda: _cell_by_cell(means[:SAMPLE]), runs=3) / SAMPLE
    yield (
        "1X2, over 2.5, both to score of a match",
        f"{ours * 1e6:.1f} µs",
        "SciPy, cell by cell",
        f"{theirs * 1e6:.0f} µs",
        f"{theirs / ours:.0f}x",
    )


def _ours(means: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    grid = ScoreGrid.from_poisson(means[:, 0], means[:, 1])
    grid.outcomes()
    grid.over(2.5)
    grid.both_score()


def _cell_by_cell(means: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    for home, away in means:
        cells = {
            (i, j): poisson.pmf(i, home) * poisson.pmf(j, away)
            for i in range(11)
            for j in range(11)
        }
        sum(p for (i, j), p in cells.items() if i > j)
        sum(p for (i, j), p in cells.items() if i + j > 2.5)
        sum(p for (i, j), p in cells.items() if i and j)
