"""Which calibration a model gets, chosen on matches that it was not fitted on."""

from itertools import pairwise
from typing import Final

import numpy as np

from scoreline.models._base import Floats, Ints
from scoreline.models.calibrations import KINDS, Calibration
from scoreline.models.metrics import log_losses
from scoreline.models.parts import edges

AUTO: Final = "auto"

NAMES: Final = (AUTO, *KINDS)
"""What a recipe can ask for."""

BLOCKS: Final = 5


def calibrate(name: str, chances: Floats, outcomes: Ints, days: Ints) -> Calibration:
    """Return a fitted calibration: the named one, or for ``auto`` what :func:`choose` says."""
    kind = choose(chances, outcomes, days) if name == AUTO else name
    return KINDS[kind].fit(chances, outcomes)


def choose(chances: Floats, outcomes: Ints, days: Ints) -> str:
    """Return the kind that does best on later days than it was fitted on.

    Kinds are asked in order, and a later one must be better than every one before it by more than
    a standard error: what cannot be told apart from luck stays out.

    Args:
        chances: Forecasts, shape (n, 3), in order of time.
        outcomes: What happened, shape (n,).
        days: The day of each match, any increasing number; a day is never cut in two.
    """
    chosen, *_ = KINDS
    if len(np.unique(days)) < BLOCKS:
        return chosen
    losses: dict[str, Floats] = {}
    for name, kind in KINDS.items():
        said = walked_forward(kind, chances, outcomes, days)
        own = log_losses(said, outcomes[-len(said) :])
        if all(_surely_less(own, other) for other in losses.values()):
            chosen = name
        losses[name] = own
    return chosen


def walked_forward(kind: type[Calibration], chances: Floats, outcomes: Ints, days: Ints) -> Floats:
    """Return the forecasts as calibrations that saw only earlier days make them.

    The days are cut into blocks; each block after the first is calibrated by what all the blocks
    before it teach.

    Returns:
        Of all blocks but the first: the last rows, shape (fewer than n, 3). With fewer days than
        blocks nothing is taught: all rows, as they came.
    """
    if len(np.unique(days)) < BLOCKS:
        return chances
    cuts = edges(days, [1] * BLOCKS)[1:]
    return np.concatenate(
        [
            kind.fit(chances[:start], outcomes[:start]).apply(chances[start:end])
            for start, end in pairwise(cuts)
        ]
    )


def _surely_less(losses: Floats, others: Floats) -> bool:
    gain = others - losses
    return bool(gain.mean() > gain.std() / np.sqrt(len(gain)))
