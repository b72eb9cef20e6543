"""Every figure that forecasts are judged by, as sums over matches."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from scoreline.domain import OUTCOMES, ScoreGrid
from scoreline.evaluation.bootstrap import MatchDays, Measure, mean_of, share_of
from scoreline.evaluation.metrics import RULES, exact_hits, near_hits, tip_points
from scoreline.models import Floats, Ints, outcomes_of
from scoreline.models.metrics import (
    BINS,
    brier_scores,
    hits,
    log_losses,
    ranked_probability_scores,
)

Figures = Mapping[str, Measure]


def figures(grid: ScoreGrid, goals: Ints, balanced: Ints) -> Figures:
    """Return the figures of n forecasts by name.

    Those of outcomes (losses, calibration error, accuracy and recall by the largest probability
    and by a balanced rule), of goals (MAE, RMSE and R² of expected goals) and of tips by the three
    decision rules: mode, rounded means, expected points.

    Args:
        grid: The forecasts.
        goals: What happened, shape (n, 2).
        balanced: What a balanced rule recommends, shape (n,).
    """
    return MappingProxyType(
        {
            **outcome_figures(grid.outcomes(), outcomes_of(goals), balanced),
            **goal_figures(grid.expected_goals(), goals),
            **tip_figures(grid, goals),
        }
    )


def outcome_figures(chances: Floats, outcomes: Ints, balanced: Ints) -> dict[str, Measure]:
    """Return the figures of 1X2 probabilities, shape (n, 3), and of balanced recommendations."""
    brier = brier_scores(chances, outcomes)
    return {
        "log_loss": mean_of(log_losses(chances, outcomes)),
        "rps": mean_of(ranked_probability_scores(chances, outcomes)),
        "brier_mean": mean_of(brier / len(OUTCOMES)),
        "brier_sum": mean_of(brier),
        "accuracy": mean_of(hits(chances, outcomes)),
        **_recalls("", chances.argmax(axis=1), outcomes),
        "balanced_accuracy": mean_of((balanced == outcomes).astype(np.float64)),
        **_recalls("balanced_", balanced, outcomes),
        **{
            f"calibration_error_{each.name.lower()}": _calibration(chances, outcomes, each)
            for each in OUTCOMES
        },
    }


def goal_figures(expected: Floats, goals: Ints) -> dict[str, Measure]:
    """Return the figures of expected goals, shape (n, 2)."""
    gaps = expected - goals
    return {
        "mae": mean_of(np.abs(gaps).mean(axis=1)),
        "rmse": Measure(mean_of((gaps**2).mean(axis=1)).terms, _root_of_mean),
        **{
            f"r2_{side}": _explained(gaps[:, k], goals[:, k])
            for k, side in enumerate(("home", "away"))
        },
    }


def tip_figures(grid: ScoreGrid, goals: Ints) -> dict[str, Measure]:
    """Return the figures of tips taken from grids by each decision rule."""
    tips = {"mode": grid.modal_scores(), "rounded_means": grid.rounded_means()}
    found = {
        f"{name}_{rule}": mean_of(hit(chosen, goals))
        for name, hit in (("exact", exact_hits), ("within_one_goal", near_hits))
        for rule, chosen in tips.items()
    }
    for rule in RULES:
        for name, chosen in {**tips, "expected_points": grid.best_tips(rule)}.items():
            found[f"points_{rule}_{name}"] = mean_of(tip_points(chosen, goals, rule))
    return found


def recommended(values: Mapping[str, float | None], rule: str) -> dict[str, Any]:
    """Return how often what a decision rule recommends is right, in all and by what happened.

    Args:
        values: Figures by name.
        rule: ``largest`` or ``balanced``.
    """
    prefix = "" if rule == "largest" else f"{rule}_"
    sides = (each.name.lower() for each in OUTCOMES)
    return {
        "rule": rule,
        "accuracy": values[f"{prefix}accuracy"],
        "recall": {side: values[f"{prefix}recall_{side}"] for side in sides},
    }


def against(ours: Figures, theirs: Figures, days: MatchDays) -> list[dict[str, Any]]:
    """Return a row a figure: ours, theirs, ours minus theirs, and 95 % intervals.

    Args:
        ours: Figures of the model.
        theirs: The same figures of another forecaster of the same matches.
        days: The match days of these.
    """
    return [_row(name, ours[name], theirs[name], days) for name in ours]


def _row(name: str, ours: Measure, theirs: Measure, days: MatchDays) -> dict[str, Any]:
    gap, interval = days.difference(ours, theirs), days.interval(ours)
    return {
        "figure": name,
        "model": ours.value,
        "model_interval": list(interval) if interval else None,
        "market": theirs.value,
        "difference": gap.mean if gap else None,
        "low": gap.low if gap else None,
        "high": gap.high if gap else None,
    }


def _recalls(prefix: str, chosen: Ints, outcomes: Ints) -> dict[str, Measure]:
    return {
        f"{prefix}recall_{each.name.lower()}": _recall(chosen, outcomes, each) for each in OUTCOMES
    }


def _recall(chosen: Ints, outcomes: Ints, outcome: int) -> Measure:
    happened = (outcomes == outcome).astype(np.float64)
    return share_of(happened * (chosen == outcome), happened)


def _calibration(chances: Floats, outcomes: Ints, outcome: int) -> Measure:
    """Return the expected calibration error as sums: forecast less happened, by bin."""
    forecast = chances[:, outcome]
    bins = np.minimum((forecast * BINS).astype(np.int64), BINS - 1)
    gaps = np.eye(BINS)[bins] * (forecast - (outcomes == outcome))[:, None]
    return Measure(np.column_stack([gaps, np.ones(len(gaps))]), _mean_of_gaps)


def _explained(gaps: Floats, goals: Ints) -> Measure:
    ones = np.ones(len(gaps))
    return Measure(np.column_stack([gaps**2, goals, goals**2, ones]), _r_squared)


def _mean_of_gaps(sums: Floats) -> Floats:
    errors: Floats = np.abs(sums[..., :-1]).sum(axis=-1) / sums[..., -1]
    return errors


def _root_of_mean(sums: Floats) -> Floats:
    roots: Floats = np.sqrt(sums[..., 0] / sums[..., 1])
    return roots


def _r_squared(sums: Floats) -> Floats:
    errors, total, squares, count = np.moveaxis(sums, -1, 0)
    spread = squares - total**2 / count
    there = spread > 0
    unexplained: Floats = np.divide(errors, spread, out=np.full_like(errors, np.nan), where=there)
    return 1 - unexplained
