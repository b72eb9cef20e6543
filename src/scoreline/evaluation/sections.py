"""What a backtest found out as tables of text, for terminals, pages and documents alike."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from scoreline.evaluation.comparison import OPENING
from scoreline.evaluation.part_tables import breakdown_sections
from scoreline.evaluation.report import comparison_rows
from scoreline.evaluation.writing import (
    GOALS,
    INTERVAL,
    LABELS,
    MISSING,
    OUTCOMES,
    SCORES,
    Section,
    number,
    percent,
    signed,
    signed_percent,
    span,
)

HINDSIGHT: Final = (
    "Opening prices count as known 24 hours before kick-off and forecasts speak from kick-off: what"
    " became known in between flatters the model beside those prices."
)
"""What decision 0077 admits, wherever something stands beside opening prices or is bet at them."""


def sections(summary: Mapping[str, Any]) -> list[Section]:
    """Return every table of a backtest's summary, those without rows left out."""
    found = [
        _forecasters(summary),
        *_figure_by_figure(summary),
        *breakdown_sections(summary),
        _betting(summary),
        _targets(summary),
    ]
    return [each for each in found if each.rows]


def _forecasters(summary: Mapping[str, Any]) -> Section:
    compared = summary["compared"]
    return Section(
        "forecasters",
        "Forecasters on the same matches",
        _noted(
            f"{compared['matches']} matches that all of them speak of. The difference is the"
            " model's log loss less theirs: below 0 the model is better.",
            OPENING in compared["forecasters"],
        ),
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
                span(row["interval"], signed),
            )
            for row in comparison_rows(compared)
        ),
    )


_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "market": "market at the close",
        "market proportional": "market at the close, proportional margin",
        "market shin": "market at the close, Shin's margin",
        "market opening": "market before the match",
        "dixon coles": "Dixon and Coles",
        "elo logit": "logit of Elo",
    }
)

_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        OUTCOMES: "Outcomes beside the market",
        GOALS: "Expected goals beside the market",
        SCORES: "Scores and points beside the market",
    }
)


def _figure_by_figure(summary: Mapping[str, Any]) -> list[Section]:
    """Return tables of figures beside the closing line and beside the line before the match."""
    found = summary["against"]
    if not found:
        return [_alone_section(summary)]
    (first, near), *rest = found.items()
    far = {row["figure"]: row for _, each in rest for row in each["figures"]}
    rows = {row["figure"]: row for row in near["figures"]}
    counts = "; ".join(
        f"{each['matches']} matches with {name} odds" for name, each in found.items()
    )
    note = _noted(
        f"{counts}. Differences are the model's figure less the market's.", "opening" in found
    )
    columns = ("figure", "model", first, "difference", INTERVAL)
    more = (rest[0][0], "difference from it", f"its {INTERVAL}") if far else ()
    return [
        Section(
            group,
            title,
            note,
            (*columns, *more),
            tuple(
                (*_figure(rows[name]), *(_figure(far[name])[2:] if far else ()))
                for name, label in LABELS.items()
                if label.group == group
            ),
        )
        for group, title in _GROUPS.items()
    ]


def _noted(note: str, opening: bool) -> str:
    return f"{note} {HINDSIGHT}" if opening else note


def _alone_section(summary: Mapping[str, Any]) -> Section:
    return Section(
        "figures",
        "Every figure",
        "No odds are stored that the market could be judged by.",
        ("figure", "model"),
        tuple(
            (LABELS[name].text, LABELS[name].write(value))
            for name, value in summary["figures"].items()
        ),
    )


def _figure(row: Mapping[str, Any]) -> tuple[str, ...]:
    label = LABELS[row["figure"]]
    return (
        label.text,
        label.write(row["model"]),
        label.write(row["market"]),
        label.write_change(row["difference"]),
        span([row["low"], row["high"]], label.write_change),
    )


def _betting(summary: Mapping[str, Any]) -> Section:
    return Section(
        "betting",
        "Betting",
        _noted(
            "A bet wherever 2 % of profit is expected. Flat stakes are one unit; Kelly's are shares"
            " of a bankroll, whose end is given for a beginning of 1. Closing-line value is what"
            " the price taken was worth at the close.",
            any(row["prices"].endswith("opening") for row in summary["betting"]),
        ),
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
    return signed_percent(found["value"]), span([found["low"], found["high"]], signed_percent)


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
    return " / ".join(map(LABELS[row["figures"][0]].write, values))
