"""Cutting matches into parts by calendar day, never through one."""

from collections.abc import Sequence

import numpy as np

from scoreline.errors import NotEnoughDataError
from scoreline.models._base import Ints
from scoreline.words import counted


def edges(days: Ints, shares: Sequence[float]) -> list[int]:
    """Return where to cut rows so that each part holds about its share and no day is cut.

    Args:
        days: The day of each row, in order.
        shares: Positive, one for each part; they need not sum to one.

    Returns:
        ``len(shares) + 1`` row numbers, from 0 to the number of rows, strictly rising.

    Raises:
        NotEnoughDataError: There are fewer days than parts.
    """
    starts = np.unique(np.searchsorted(days, days, side="left"))
    if len(starts) < len(shares):
        raise NotEnoughDataError(
            f"the matches lie on {counted(len(starts), 'day')},"
            f" too few for {len(shares)} separate parts"
        )
    targets = np.cumsum(shares)[:-1] / np.sum(shares) * len(days)
    cuts = [0]
    for parts_left, target in zip(range(len(targets), 0, -1), targets, strict=True):
        free = starts[starts > cuts[-1]]
        # Each part still to come needs a day of its own.
        allowed = free[: len(free) - parts_left + 1]
        cuts.append(int(allowed[np.abs(allowed - target).argmin()]))
    return [*cuts, len(days)]
