"""Forecasters that anything worth having must beat."""

from typing import Final

import numpy as np
import polars as pl

from scoreline.domain import OUTCOMES, Outcome
from scoreline.models._base import Floats, Ints, outcomes_of
from scoreline.models.dixon_coles import DixonColes
from scoreline.models.logit import LogitOutcome
from scoreline.models.metrics import happened
from scoreline.models.sample import Sample

ELO: Final = "elo_difference"


def baselines(past: Sample, coming: Sample) -> dict[str, Floats]:
    """Return each baseline's probabilities for ``coming``, taught on ``past``, by name, (n, 3)."""
    rows = len(coming)
    chances = {
        "uniform": uniform(rows),
        "class_frequencies": class_frequencies(past.outcomes, rows),
        "always_home": always_home(past.outcomes, rows),
    }
    if ELO in past.features:
        chances["elo_logit"] = elo_logit(past, coming)
    return chances


def uniform(rows: int) -> Floats:
    """Return a third for every outcome."""
    return np.full((rows, len(OUTCOMES)), 1 / len(OUTCOMES))


def class_frequencies(outcomes: Ints, rows: int) -> Floats:
    """Return how often each outcome happened before, each counted once more than it did."""
    counts = happened(outcomes).sum(axis=0) + 1
    return np.tile(counts / counts.sum(), (rows, 1))


def always_home(outcomes: Ints, rows: int) -> Floats:
    """Return the point forecast «home win» as probabilities.

    Given certainty its log loss would be infinite at the first draw. So the home win is
    given the share of matches in which the forecast was right before (counted once more, both
    right and wrong), and draw and away win half of the rest each.
    """
    right = float(((outcomes == Outcome.HOME).sum() + 1) / (len(outcomes) + 2))
    return np.tile([right, (1 - right) / 2, (1 - right) / 2], (rows, 1))


def elo_logit(past: Sample, coming: Sample) -> Floats:
    """Return the forecasts of a multinomial logit on the difference of Elo ratings alone."""
    column = past.features.index(ELO)
    logit = LogitOutcome(strength=1.0)
    logit.fit(past.x[:, [column]], outcomes_of(past.goals))
    return logit.predict_proba(coming.x[:, [column]])


def dixon_coles(past: pl.DataFrame, coming: pl.DataFrame) -> Floats:
    """Return what Dixon and Coles' model says, fitted once to the past of each competition.

    Args:
        past: Finished matches, as :meth:`DixonColes.fit` takes them.
        coming: Matches to forecast, with their ``competition``.

    Returns:
        Shape (n, 3), NaN where a competition has no past.
    """
    said = np.full((len(coming), len(OUTCOMES)), np.nan)
    codes, known = coming["competition"].to_numpy(), past["competition"].to_numpy()
    for code in np.unique(codes[np.isin(codes, known)]):
        model = DixonColes().fit(past.filter(known == code))
        said[codes == code] = model.predict(coming.filter(codes == code)).outcomes()
    return said
