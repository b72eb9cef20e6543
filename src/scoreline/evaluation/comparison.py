"""Forecasters side by side, always on the same matches."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from scoreline.evaluation.bootstrap import MatchDays, Measure, mean_of
from scoreline.models import Floats, Ints
from scoreline.models.metrics import log_losses, outcome_metrics, ranked_probability_scores

MODEL: Final = "model"
MARKET: Final = "market"
OPENING: Final = "market_opening"
PROPORTIONAL: Final = "market_proportional"
SHIN: Final = "market_shin"

_LOSSES: Final = MappingProxyType({"log_loss": log_losses, "rps": ranked_probability_scores})


def compare(
    chances: Mapping[str, Floats], outcomes: Ints, days: ArrayLike, *, seed: int = 42
) -> dict[str, Any]:
    """Measure forecasters on the same matches, and the model against each of the others.

    Args:
        chances: 1X2 probabilities of shape (n, 3) by forecaster; one of them is ``model``. A
            match that one of them has no forecast for (NaN) counts for none.
        outcomes: What happened, shape (n,).
        days: What is drawn together in the bootstrap, shape (n,): the match days.
        seed: Decides the draws.

    Returns:
        Plain JSON values: ``matches`` compared, ``forecasters`` (their measures by name) and
        ``differences`` (by name: model minus forecaster in ``log_loss`` and ``rps``, with a 95 %
        interval; below 0 the model is better).
    """
    shared = ~np.isnan(np.concatenate(list(chances.values()), axis=1)).any(axis=1)
    forecasts = {name: values[shared] for name, values in chances.items()}
    happened = outcomes[shared]
    if not shared.any():
        return {"matches": 0, "forecasters": {}, "differences": {}}
    drawn = MatchDays(np.asarray(days)[shared], seed=seed)
    losses = {
        name: {loss: mean_of(of(p, happened)) for loss, of in _LOSSES.items()}
        for name, p in forecasts.items()
    }
    return {
        "matches": int(shared.sum()),
        "forecasters": {name: outcome_metrics(p, happened) for name, p in forecasts.items()},
        "differences": {
            name: {loss: _gap(drawn, losses[MODEL][loss], theirs[loss]) for loss in _LOSSES}
            for name, theirs in losses.items()
            if name != MODEL
        },
    }


def _gap(days: MatchDays, ours: Measure, theirs: Measure) -> dict[str, Any]:
    gap = days.difference(ours, theirs)
    assert gap is not None, "a mean of matches that are there has a meaning"
    return gap.to_plain()
