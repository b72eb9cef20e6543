"""How figures are written and what they are called, for terminals, pages and documents alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

INTERVAL: Final = "95 % interval"
MISSING: Final = "\N{EN DASH}"
MINUS: Final = "\N{MINUS SIGN}"

Write = Callable[[float | None], str]


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading.

    Attributes:
        key: A name for links.
        note: A sentence on how to read it.
        columns: Names of the columns.
        rows: Cells as text, as many as columns in each row.
        words: Which columns hold words; the others hold figures.
    """

    key: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = (0,)


def number(value: float | None) -> str:
    """Write a figure with four decimals."""
    return MISSING if value is None else f"{value:.4f}".replace("-", MINUS)


def percent(value: float | None) -> str:
    """Write a share in percent."""
    return MISSING if value is None else f"{value:.1%}".replace("%", " %").replace("-", MINUS)


def signed(value: float | None) -> str:
    """Write a difference with its sign."""
    return MISSING if value is None else _signed(f"{value:+.4f}")


def signed_percent(value: float | None) -> str:
    """Write a difference of shares, or a return, in percent with its sign."""
    return MISSING if value is None else _signed(f"{value:+.1%}").replace("%", " %")


def _signed(text: str) -> str:
    """Write a minus as one, and what rounding has made nought without a sign."""
    nothing = not any(digit in text for digit in "123456789")
    return text[1:] if nothing else text.replace("-", MINUS)


def span(bounds: Sequence[float | None] | None, write: Write) -> str:
    """Write an interval; nothing where there is none."""
    if bounds is None or bounds[0] is None:
        return ""
    return f"{write(bounds[0])} to {write(bounds[1])}"


OUTCOMES: Final = "outcomes"
GOALS: Final = "goals"
SCORES: Final = "scores"


@dataclass(frozen=True, slots=True)
class Label:
    """A figure in words.

    Attributes:
        group: What it is about, and so the table it stands in.
        is_share: Whether it is written in percent.
    """

    text: str
    group: str
    is_share: bool = False

    @property
    def write(self) -> Write:
        """Return how its values are written."""
        return percent if self.is_share else number

    @property
    def write_change(self) -> Write:
        """Return how differences of its values are written."""
        return signed_percent if self.is_share else signed


LABELS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "log_loss": Label("log loss", OUTCOMES),
        "rps": Label("ranked probability score", OUTCOMES),
        "brier_mean": Label("Brier score, mean over classes", OUTCOMES),
        "brier_sum": Label("Brier score, summed", OUTCOMES),
        "accuracy": Label("accuracy", OUTCOMES, is_share=True),
        "recall_home": Label("recall of home wins", OUTCOMES, is_share=True),
        "recall_draw": Label("recall of draws", OUTCOMES, is_share=True),
        "recall_away": Label("recall of away wins", OUTCOMES, is_share=True),
        "balanced_accuracy": Label("accuracy, balanced rule", OUTCOMES, is_share=True),
        "balanced_recall_home": Label(
            "recall of home wins, balanced rule", OUTCOMES, is_share=True
        ),
        "balanced_recall_draw": Label("recall of draws, balanced rule", OUTCOMES, is_share=True),
        "balanced_recall_away": Label(
            "recall of away wins, balanced rule", OUTCOMES, is_share=True
        ),
        "calibration_error_home": Label("calibration error, home wins", OUTCOMES),
        "calibration_error_draw": Label("calibration error, draws", OUTCOMES),
        "calibration_error_away": Label("calibration error, away wins", OUTCOMES),
        "mae": Label("mean absolute error of expected goals", GOALS),
        "rmse": Label("root mean squared error", GOALS),
        "r2_home": Label("R² of home goals", GOALS),
        "r2_away": Label("R² of away goals", GOALS),
        "exact_mode": Label("exact score by the mode", SCORES, is_share=True),
        "exact_rounded_means": Label("exact score by rounded means", SCORES, is_share=True),
        "within_one_goal_mode": Label("within one goal by the mode", SCORES, is_share=True),
        "within_one_goal_rounded_means": Label(
            "within one goal by rounded means", SCORES, is_share=True
        ),
        "points_3/1_mode": Label("points under 3/1 by the mode", SCORES),
        "points_3/1_rounded_means": Label("points under 3/1 by rounded means", SCORES),
        "points_3/1_expected_points": Label("points under 3/1 by expected points", SCORES),
        "points_4/3/2_mode": Label("points under 4/3/2 by the mode", SCORES),
        "points_4/3/2_rounded_means": Label("points under 4/3/2 by rounded means", SCORES),
        "points_4/3/2_expected_points": Label("points under 4/3/2 by expected points", SCORES),
    }
)
"""Each figure that forecasts are judged by."""
