"""What a backtest found out as tables of text, for terminals, pages and documents alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from scoreline.evaluation.report import comparison_rows

MISSING: Final = "\N{EN DASH}"
MINUS: Final = "\N{MINUS SIGN}"
INTERVAL: Final = "95 % interval"


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


Write = Callable[[float | None], str]

LABELS: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "log_loss": ("log loss", False),
        "rps": ("ranked probability score", False),
        "brier_mean": ("Brier score, mean over classes", False),
        "brier_sum": ("Brier score, summed", False),
        "accuracy": ("accuracy", True),
        "recall_home": ("recall of home wins", True),
        "recall_draw": ("recall of draws", True),
        "recall_away": ("recall of away wins", True),
        "balanced_accuracy": ("accuracy, balanced rule", True),
        "balanced_recall_home": ("recall of home wins, balanced rule", True),
        "balanced_recall_draw": ("recall of draws, balanced rule", True),
        "balanced_recall_away": ("recall of away wins, balanced rule", True),
        "calibration_error_home": ("calibration error, home wins", False),
        "calibration_error_draw": ("calibration error, draws", False),
        "calibration_error_away": ("calibration error, away wins", False),
        "mae": ("mean absolute error of expected goals", False),
        "rmse": ("root mean squared error", False),
        "r2_home": ("R² of home goals", False),
        "r2_away": ("R² of away goals", False),
        "exact_mode": ("exact score by the mode", True),
        "exact_rounded_means": ("exact score by rounded means", True),
        "within_one_goal_mode": ("within one goal by the mode", True),
        "within_one_goal_rounded_means": ("within one goal by rounded means", True),
        "points_3/1_mode": ("points under 3/1 by the mode", False),
        "points_3/1_rounded_means": ("points under 3/1 by rounded means", False),
        "points_3/1_expected_points": ("points under 3/1 by expected points", False),
        "points_4/3/2_mode": ("points under 4/3/2 by the mode", False),
        "points_4/3/2_rounded_means": ("points under 4/3/2 by rounded means", False),
        "points_4/3/2_expected_points": ("points under 4/3/2 by expected points", False),
    }
)
"""Each figure in words, and whether it is a share."""

PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "league": "By league",
        "season": "By season",
        "month": "By month of the season",
        "promoted": "By newcomers",
    }
)

NOTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "month": "Counted from the month of the season's first match.",
        "promoted": "Newcomers are clubs that were not in the league the season before.",
    }
)


def sections(summary: Mapping[str, Any]) -> list[Section]:
    """Return every table of a backtest's summary, those without rows left out."""
    found = [
        _forecasters(summary),
        *_figure_by_figure(summary),
        *_breakdowns(summary),
        _betting(summary),
        _targets(summary),
    ]
    return [each for each in found if each.rows]


def _forecasters(summary: Mapping[str, Any]) -> Section:
    compared = summary["compared"]
    return Section(
        "forecasters",
        "Forecasters on the same matches",
        f"{compared['matches']} matches that all of them speak of. The difference is the model's"
        " log loss less theirs: below 0 the model is better.",
        (
            "forecaster",
            "log loss",
            "RPS",
            "Brier",
            "accuracy",
            "calibration",
            "difference",
            INTERVAL,
        ),
        tuple(
            (
                _CALLED.get(row["forecaster"], row["forecaster"]),
                number(row["log_loss"]),
                number(row["rps"]),
                number(row["brier_mean"]),
                percent(row["accuracy"]),
                number(row["calibration_error"]),
                "" if row["model_minus_it"] is None else signed(row["model_minus_it"]),
                _span(row["interval"], signed),
            )
            for row in comparison_rows(compared)
        ),
    )


_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "market": "market at the close",
        "market opening": "market before the match",
        "dixon coles": "Dixon and Coles",
        "elo logit": "logit of Elo",
    }
)

_GROUPS: Final = (
    ("outcomes", "Outcomes beside the market", slice(0, 15)),
    ("goals", "Expected goals beside the market", slice(15, 19)),
    ("scores", "Scores and points beside the market", slice(19, 29)),
)


def _figure_by_figure(summary: Mapping[str, Any]) -> list[Section]:
    """Return tables of figures beside the closing line and beside the line before the match."""
    found = summary["against"]
    if not found:
        return [_alone_section(summary)]
    (first, near), *rest = found.items()
    far = {row["figure"]: row for _, each in rest for row in each["figures"]}
    names = list(LABELS)
    rows = {row["figure"]: row for row in near["figures"]}
    note = "; ".join(f"{each['matches']} matches with {name} odds" for name, each in found.items())
    columns = ("figure", "model", first, "difference", INTERVAL)
    more = (rest[0][0], "difference from it", f"its {INTERVAL}") if far else ()
    return [
        Section(
            key,
            title,
            f"{note}. Differences are the model's figure less the market's.",
            (*columns, *more),
            tuple(
                (*_figure(rows[name]), *(_figure(far[name])[2:] if far else ()))
                for name in names[part]
            ),
        )
        for key, title, part in _GROUPS
    ]


def _alone_section(summary: Mapping[str, Any]) -> Section:
    return Section(
        "figures",
        "Every figure",
        "No odds are stored that the market could be judged by.",
        ("figure", "model"),
        tuple(
            (LABELS[name][0], (percent if LABELS[name][1] else number)(value))
            for name, value in summary["figures"].items()
        ),
    )


def _figure(row: Mapping[str, Any]) -> tuple[str, ...]:
    label, is_share = LABELS[row["figure"]]
    plain, change = (percent, signed_percent) if is_share else (number, signed)
    return (
        label,
        plain(row["model"]),
        plain(row["market"]),
        change(row["difference"]),
        _span([row["low"], row["high"]], change),
    )


def _breakdowns(summary: Mapping[str, Any]) -> list[Section]:
    return [
        Section(key, PARTS[key], NOTES.get(key, ""), *_part_table(rows))
        for key, rows in summary["breakdown"].items()
    ]


def _part_table(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if "market_log_loss" not in rows[0]:
        return ("part", "matches", "log loss", "RPS", "accuracy"), tuple(map(_alone, rows))
    columns = (
        "part",
        "matches",
        "log loss",
        "market",
        "difference",
        INTERVAL,
        "RPS",
        "market's RPS",
        "accuracy",
        "market's accuracy",
    )
    return columns, tuple(map(_beside, rows))


def _alone(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["part"],
        str(row["matches"]),
        number(row["log_loss"]),
        number(row["rps"]),
        percent(row["accuracy"]),
    )


def _beside(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["part"],
        str(row["matches"]),
        number(row["log_loss"]),
        number(row["market_log_loss"]),
        signed(row["difference"]),
        _span([row["low"], row["high"]], signed),
        number(row["rps"]),
        number(row["market_rps"]),
        percent(row["accuracy"]),
        percent(row["market_accuracy"]),
    )


def _betting(summary: Mapping[str, Any]) -> Section:
    return Section(
        "betting",
        "Betting",
        "A bet wherever 2 % of profit is expected. Flat stakes are one unit; Kelly's are shares of"
        " a bankroll, whose end is given for a beginning of 1. Closing-line value is what the price"
        " taken was worth at the close.",
        (
            "bettor",
            "prices",
            "stakes",
            "bets",
            "yield",
            INTERVAL,
            "closing-line value",
            f"its {INTERVAL}",
            "worst fall",
            "bankroll",
        ),
        tuple(_returns(row) for row in summary["betting"]),
        words=(0, 1, 2),
    )


def _returns(row: Mapping[str, Any]) -> tuple[str, ...]:
    compounds = row["bankroll"] is not None
    fall = percent(row["max_drawdown"]) if compounds else f"{row['max_drawdown']:.0f} units"
    return (
        row["bettor"],
        row["prices"],
        row["stakes"],
        str(row["bets"]),
        *_measured(row["yield"]),
        *_measured(row["clv"]),
        fall,
        f"{row['bankroll']:.3g}" if compounds else "",
    )


def _measured(found: Mapping[str, float] | None) -> tuple[str, str]:
    if found is None:
        return MISSING, MISSING
    return signed_percent(found["value"]), _span([found["low"], found["high"]], signed_percent)


def _targets(summary: Mapping[str, Any]) -> Section:
    return Section(
        "targets",
        "The originals' targets",
        "What the two older designs promised, what was reached, and what the market reaches on the"
        " same matches.",
        ("target", "of", "model", "market", "verdict"),
        tuple(
            (
                row["target"],
                row["origin"],
                _reached(row, row["model"]),
                _reached(row, row["market"]),
                row["verdict"],
            )
            for row in summary["targets"]
        ),
        words=(0, 1, 4),
    )


def _reached(row: Mapping[str, Any], values: Sequence[float | None] | None) -> str:
    if values is None:
        return ""
    write = percent if LABELS[row["figures"][0]][1] else number
    return " / ".join(map(write, values))


def _span(bounds: Sequence[float | None] | None, write: Write) -> str:
    if bounds is None or bounds[0] is None:
        return ""
    return f"{write(bounds[0])} to {write(bounds[1])}"
