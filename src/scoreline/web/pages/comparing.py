"""Two versions beside each other, on matches that neither has learnt from."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from scoreline.domain import ModelVersion
from scoreline.jobs.comparing import Compared
from scoreline.web.dependencies import TheComparisons, TheHome
from scoreline.web.errors import InvalidParameterError
from scoreline.web.pages.tables import Column, Table, percent, signed, table
from scoreline.web.pages.templates import render

router = APIRouter(include_in_schema=False)

SHARES: Final = frozenset({"accuracy", "recall_home", "recall_draw", "recall_away"})

FIGURES: Final = (
    ("log_loss", "Log loss", -1),
    ("rps", "RPS", -1),
    ("brier_mean", "Brier", -1),
    ("accuracy", "Accuracy", 1),
    ("recall_home", "Recall of home wins", 0),
    ("recall_draw", "Recall of draws", 0),
    ("recall_away", "Recall of away wins", 0),
    ("calibration_error_home", "Calibration error, home", -1),
    ("calibration_error_draw", "Calibration error, draw", -1),
    ("calibration_error_away", "Calibration error, away", -1),
    ("mae", "MAE of goals a side", -1),
    ("rmse", "RMSE of goals a side", -1),
    ("r2_home", "R² of home goals", 1),
    ("r2_away", "R² of away goals", 1),
    ("exact_mode", "Exact scores", 1),
    ("within_one_goal_mode", "Within one goal", 1),
)
"""What versions are compared by: a figure, its name, and whether more (1) or less (-1) is better.

Of recall neither: more of one outcome is less of another.
"""


@router.get("/models/compare")
def compare_models(
    request: Request, home: TheHome, comparisons: TheComparisons, a: str = "", b: str = ""
) -> Response:
    """Show two versions beside each other."""
    if not a or not b or a == b:
        raise InvalidParameterError("a, b: name two versions to compare")
    one, other = home.registry.get(a), home.registry.get(b)
    kept = comparisons.of(one.name, other.name)
    found = kept.value
    return render(
        request,
        "compare.html",
        tables=[
            _settings(request, one, other),
            *([_figures(request, found)] if found and found.matches else []),
        ],
        one=one,
        other=other,
        names=[each.name for each in home.registry.listing()],
        found=found,
        kept=kept,
    )


def _settings(request: Request, one: ModelVersion, other: ModelVersion) -> Table:
    """Return the settings in which two versions differ."""
    rows = [
        {"setting": name.replace("_", " "), "one": a, "other": b}
        for name, a, b in _different(one.config, other.config)
    ]
    columns = (
        Column("setting", "Setting", head=True),
        Column("one", one.name, field=one.name),
        Column("other", other.name, field=other.name),
    )
    return table(request, "settings", "Settings in which they differ", columns, rows)


def _figures(request: Request, found: Compared) -> Table:
    one, other = (each.name for each in found.versions)
    rows = {row["figure"]: row for row in found.figures}
    columns = (
        Column("figure", "Figure", head=True),
        Column("one", one, "figure"),
        Column("other", other, "figure"),
        Column("difference", "Difference", "figure", wide=True, hint="The second less the first"),
        Column(
            "span", "95 % interval", "figure", wide=True, hint="Of the difference, by match day"
        ),
        Column("better", "Surely better", "badge", hint="Where the interval leaves out 0"),
    )
    shown = [
        _row(rows[key], title, way, (one, other)) for key, title, way in FIGURES if key in rows
    ]
    return table(request, "figures", "Two versions", columns, shown)


def _row(
    row: Mapping[str, Any], title: str, way: int, names: tuple[str, str]
) -> dict[str, str | None]:
    share = row["figure"] in SHARES or row["figure"].startswith(("exact", "within"))
    low, high = row["low"], row["high"]
    sure = low is not None and high is not None and way and low * high > 0
    return {
        "figure": title,
        "one": _written(row["first"], share=share),
        "other": _written(row["value"], share=share),
        "difference": _gap(row["difference"], share=share),
        "span": None
        if low is None or high is None
        else f"{_gap(low, share=share)} to {_gap(high, share=share)}",
        "better": names[way * low > 0] if sure else None,
        "better_kind": "good",
    }


def _written(value: float | None, *, share: bool) -> str | None:
    if value is None:
        return None
    return percent(value, 1) if share else signed(value, 4).lstrip("+")


def _gap(value: float | None, *, share: bool) -> str | None:
    if value is None:
        return None
    return f"{signed(100 * value, 1)} %" if share else signed(value, 4)


def _different(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*one, *other}):
        a, b = one.get(name), other.get(name)
        if a != b:
            yield name, _plainly(a), _plainly(b)


def _plainly(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return ", ".join(str(each.get("name", "")) for each in value)
    return "\N{EN DASH}" if value is None else str(value)
