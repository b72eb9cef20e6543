"""Forecasters side by side, always on the same matches."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from scoreline.evaluation.bootstrap import paired_difference
from scoreline.models import Floats, Ints
from scoreline.models.metrics import log_losses, outcome_metrics, ranked_probability_scores

MODEL: Final = "model"
MARKET: Final = "market"


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
    happened, drawn = outcomes[shared], np.asarray(days)[shared]
    if not shared.any():
        return {"matches": 0, "forecasters": {}, "differences": {}}
    return {
        "matches": int(shared.sum()),
        "forecasters": {name: outcome_metrics(p, happened) for name, p in forecasts.items()},
        "differences": {
            name: {
                "log_loss": paired_difference(
                    log_losses(forecasts[MODEL], happened),
                    log_losses(p, happened),
                    drawn,
                    seed=seed,
                ).to_plain(),
                "rps": paired_difference(
                    ranked_probability_scores(forecasts[MODEL], happened),
                    ranked_probability_scores(p, happened),
                    drawn,
                    seed=seed,
                ).to_plain(),
            }
            for name, p in forecasts.items()
            if name != MODEL
        },
    }
