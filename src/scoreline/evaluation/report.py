"""Summaries as plain rows, for whoever prints tables."""

from typing import Any, Final

from scoreline.evaluation.comparison import MARKET, MODEL, OPENING, PROPORTIONAL, SHIN
from scoreline.evaluation.weekly import WEEKLY

ORDER: Final = (
    MODEL,
    MARKET,
    PROPORTIONAL,
    SHIN,
    OPENING,
    WEEKLY,
    "elo_logit",
    "class_frequencies",
    "always_home",
    "uniform",
)


def comparison_rows(compared: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one row a forecaster from what :func:`compare` found, the model first.

    ``model_minus_it`` is the model's log loss less this forecaster's on the same matches; below
    0 the model is better. ``interval`` is its 95 % bootstrap interval by match day.
    """
    found = compared["forecasters"]
    names = [*(name for name in ORDER if name in found), *(n for n in found if n not in ORDER)]
    return [
        {
            "forecaster": name.replace("_", " "),
            "matches": found[name]["matches"],
            "log_loss": found[name]["log_loss"],
            "rps": found[name]["rps"],
            "brier_mean": found[name]["brier_mean"],
            "accuracy": found[name]["accuracy"],
            "calibration_error": found[name]["calibration_error"],
            **_difference(compared["differences"].get(name)),
        }
        for name in names
    ]


def _difference(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        return {"model_minus_it": None, "interval": None}
    gap = found["log_loss"]
    return {"model_minus_it": gap["mean"], "interval": [gap["low"], gap["high"]]}
