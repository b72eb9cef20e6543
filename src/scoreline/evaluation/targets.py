"""What the two originals promised, beside what was reached and what the market reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scoreline.models import Floats

A: Final = "Bet_Hope"
B: Final = "ExtraTime"

LEAST: Final = 100
LEAST_SHARE: Final = 0.05
"""Fewer of the surest matches than these keep a promise by luck."""


@dataclass(frozen=True, slots=True)
class Target:
    """A promise of one of the originals.

    Attributes:
        origin: Whose.
        text: As it was written.
        figures: The figures it is about, to be reached together.
        bounds: What each was to be above, or below.
        below: Whether less is better.
    """

    origin: str
    text: str
    figures: tuple[str, ...]
    bounds: tuple[float, ...]
    below: bool = False

    def met(self, values: Sequence[float | None]) -> bool:
        """Tell whether figures keep the promise."""
        reached = zip(values, self.bounds, strict=True)
        return all(
            value is not None and (value < bound if self.below else value > bound)
            for value, bound in reached
        )


_RECALL: Final = ("recall_home", "recall_draw", "recall_away")
_RECALLS: Final = "recall of home wins > 70, draws > 35, away wins > 60 %"

TARGETS: Final = (
    Target(A, "accuracy > 65 %", ("accuracy",), (0.65,)),
    Target(A, f"{_RECALLS}, by the largest probability", _RECALL, (0.7, 0.35, 0.6)),
    Target(
        A,
        f"{_RECALLS}, by the balanced rule",
        tuple(f"balanced_{name}" for name in _RECALL),
        (0.7, 0.35, 0.6),
    ),
    Target(A, "log loss < 0.95", ("log_loss",), (0.95,), below=True),
    Target(A, "Brier score < 0.20, as a mean over classes", ("brier_mean",), (0.2,), below=True),
    Target(A, "Brier score < 0.20, summed", ("brier_sum",), (0.2,), below=True),
    Target(B, "exact scores > 15 %", ("exact_mode",), (0.15,)),
    Target(B, "MAE < 1.2 goals a side", ("mae",), (1.2,), below=True),
    Target(B, "R² > 0.25, home and away goals", ("r2_home", "r2_away"), (0.25, 0.25)),
)


def target_rows(
    ours: Mapping[str, float | None],
    theirs: Mapping[str, float | None],
    surest: Mapping[str, float],
) -> list[dict[str, Any]]:
    """Return a row a target: what the model and the market reach, and an honest verdict.

    Args:
        ours: The model's figures by name.
        theirs: The market's of the same matches; empty where there is none.
        surest: For some figures the share of matches, the model's surest ones, on which it keeps
            the promise.
    """
    return [_row(target, ours, theirs, surest) for target in TARGETS]


def _row(
    target: Target,
    ours: Mapping[str, float | None],
    theirs: Mapping[str, float | None],
    surest: Mapping[str, float],
) -> dict[str, Any]:
    model = [ours[name] for name in target.figures]
    market = [theirs[name] for name in target.figures] if theirs else None
    return {
        "origin": target.origin,
        "target": target.text,
        "figures": list(target.figures),
        "model": model,
        "market": market,
        "verdict": _verdict(target, model, market, surest.get(target.figures[0])),
    }


def confident_share(sure: Floats, right: Floats, bound: float) -> float:
    """Return the largest share of matches, the surest ones, of which more than ``bound`` are right.

    It is 0 where that holds for fewer than ``LEAST`` matches or less than ``LEAST_SHARE`` of them.

    Args:
        sure: How sure each forecast was, shape (n,).
        right: 1 where it was right, shape (n,).
        bound: What the share of right ones is to be above.
    """
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    above = np.flatnonzero(share > bound)
    most = int(above[-1]) + 1 if len(above) else 0
    return most / len(order) if most >= max(LEAST, LEAST_SHARE * len(order)) else 0.0


def _verdict(
    target: Target,
    model: Sequence[float | None],
    market: Sequence[float | None] | None,
    surest: float | None,
) -> str:
    met = target.met(model)
    if market is None:
        judged = "met" if met else "missed"
    elif target.met(market):
        judged = "met; the market meets it too" if met else "missed, though the market meets it"
    else:
        judged = "met, beyond the market" if met else "missed, and out of the market's reach"
    if met or not surest:
        return judged
    return (
        f"{judged}; kept on the surest {100 * surest:.0f} % of matches, a share picked afterwards"
    )
