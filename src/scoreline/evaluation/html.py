"""A backtest as one page that needs nothing but itself."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scoreline.domain import OUTCOMES
from scoreline.evaluation import charts
from scoreline.evaluation.charts import Bar, Dot
from scoreline.evaluation.part_tables import PARTS
from scoreline.evaluation.sections import sections
from scoreline.evaluation.writing import LABELS, MINUS, signed

if TYPE_CHECKING:
    from jinja2 import Template

SIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "no odds in sight",
        "past": "odds of earlier matches in sight",
        "opening": "odds before the match in sight",
        "closing": "the closing odds in sight",
    }
)

YARDSTICKS: Final = MappingProxyType(
    {"closing": "the closing line", "opening": "the line before the match"}
)


@dataclass(frozen=True, slots=True)
class Card:
    """A figure at the head of the page, beside the market's."""

    name: str
    value: str
    beside: str


def page(summary: Mapping[str, Any]) -> str:
    """Return a backtest's summary as an HTML page with its styles and plots inside."""
    asked = summary["asked"]
    at = next(iter(summary["against"]), None)
    return _template().render(
        title=f"{asked['recipe'].capitalize()}, {SIGHT[asked['odds']]}",
        summary=summary,
        lead=lead(summary, at).replace(" %", "\N{NO-BREAK SPACE}%"),
        cards=cards(summary, at),
        yardstick=YARDSTICKS.get(at or ""),
        plots=gaps(summary, at) if at else [],
        bets=_returns(summary["betting"]),
        diagrams=diagrams(summary),
        sections=sections(summary),
        command=command(asked),
        version=version("scoreline"),
    )


def command(asked: Mapping[str, Any]) -> str:
    """Return the call that makes the backtest again."""
    leagues = [part for code in asked["leagues"] for part in ("--league", code)]
    named = [part for key in _OPTIONS if asked[key] for part in (f"--{key}", asked[key])]
    return shlex.join(["scoreline", "backtest", *leagues, *named])


_OPTIONS: Final = ("from", "to", "odds", "recipe", "goals", "calibration", "decision", "refit")


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def lead(summary: Mapping[str, Any], at: str | None) -> str:
    """Return what a summary found out in a sentence or two."""
    if at is None:
        return (
            f"{summary['matches']:,} matches. No odds are stored for them, so there is no market to"
            " stand beside."
        )
    found = summary["against"][at]
    gap = found["figures"][0]
    where = "above" if gap["difference"] > 0 else "below"
    sure = "" if gap["low"] > 0 or gap["high"] < 0 else " The interval holds 0."
    return (
        f"On {found['matches']:,} matches the model's log loss lies {abs(gap['difference']):.4f}"
        f" {where} that of {YARDSTICKS[at]}, {signed(gap['low'])} to {signed(gap['high'])} with"
        f" 95 % confidence.{sure}{_distance(summary['compared'])}"
    )


def _distance(compared: Mapping[str, Any]) -> str:
    """Say how far the model has come from how often outcomes happen to what the market knows."""
    losses = {name: each["log_loss"] for name, each in compared["forecasters"].items()}
    if "market" not in losses or losses["class_frequencies"] <= losses["market"]:
        return ""
    whole = losses["class_frequencies"] - losses["market"]
    share = (losses["class_frequencies"] - losses["model"]) / whole
    covered = f"{100 * share:.0f}".replace("-", MINUS)
    return f" It covers {covered} % of the way from bare frequencies to the market."


_HEADS: Final = (
    ("log_loss", "Log loss"),
    ("accuracy", "Accuracy"),
    ("exact_mode", "Exact scores"),
    ("points_4/3/2_expected_points", "Points under 4/3/2"),
    ("points_3/1_expected_points", "Points under 3/1"),
    ("mae", "Goals off a side"),
)


def cards(summary: Mapping[str, Any], at: str | None) -> list[Card]:
    """Return the figures at the head of a page."""
    values = summary["figures"]
    market: dict[str, float | None] = {}
    if at is not None:
        rows = {row["figure"]: row for row in summary["against"][at]["figures"]}
        values = {name: row["model"] for name, row in rows.items()}
        market = {name: row["market"] for name, row in rows.items()}
    return [
        Card(
            title,
            LABELS[name].write(values[name]),
            f"market {LABELS[name].write(market[name])}" if name in market else "",
        )
        for name, title in _HEADS
    ]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot under its heading, already drawn; where twice, once for wide and once for narrow."""

    title: str
    drawn: tuple[str, ...]


def gaps(summary: Mapping[str, Any], at: str) -> list[Plot]:
    """Return the model's distance from the market, drawn over the parts of the matches."""
    zero = YARDSTICKS[at]
    gap = f"Log loss less that of {zero}"
    parts = {
        name: [
            Bar(row["part"], row["difference"], row["low"], row["high"], f"{row['matches']:,}")
            for row in rows
        ]
        for name, rows in summary["breakdown"].items()
    }
    seasons = parts["season"]
    course = Plot("Season by season", _twice(charts.course, seasons, zero=zero, describes=gap))
    # Two columns come out nearly even in this order; one season alone has no course, and one
    # league alone says what the page's first sentence does.
    names = ["promoted", "month", *(["league"] if len(parts["league"]) > 1 else [])]
    return [
        *([course] if len(seasons) > 1 else []),
        *(
            Plot(
                PARTS[name],
                _twice(
                    charts.intervals,
                    parts[name],
                    zero=zero,
                    describes=f"{gap}, {PARTS[name].lower()}",
                ),
            )
            for name in names
        ),
    ]


def _twice(draw: Callable[..., str], bars: Sequence[Bar], **given: Any) -> tuple[str, ...]:
    return tuple(draw(bars, width=width, **given) for width in (charts.WIDTH, charts.NARROW))


def _returns(rows: Sequence[Mapping[str, Any]]) -> list[Plot]:
    asked = (("yield", "Yield", "even"), ("clv", "Closing-line value", "the close"))
    drawn = [(title, zero, _bars(rows, key)) for key, title, zero in asked]
    return [
        Plot(title, _twice(charts.intervals, bars, zero=zero, describes=title, percent=True))
        for title, zero, bars in drawn
        if bars
    ]


def _bars(rows: Sequence[Mapping[str, Any]], key: str) -> list[Bar]:
    return [
        Bar(
            f"{row['bettor']}, {row['prices'].split()[0]}, {row['stakes']}",
            row[key]["value"],
            row[key]["low"],
            row[key]["high"],
            f"{row['bets']:,}",
        )
        for row in rows
        if row[key] is not None
    ]


def diagrams(summary: Mapping[str, Any]) -> list[Plot]:
    """Return the reliability of each outcome, drawn."""
    found = summary["reliability"]
    names = ("Home wins", "Draws", "Away wins")
    return [
        Plot(
            title,
            (
                charts.reliability(
                    _dots(found["model"][outcome.name.lower()]),
                    _dots(found.get("market", {}).get(outcome.name.lower(), [])),
                    describes=f"{title}: how often they came, against how likely they were said"
                    " to be",
                ),
            ),
        )
        for outcome, title in zip(OUTCOMES, names, strict=True)
    ]


def _dots(bins: Sequence[Mapping[str, Any]]) -> list[Dot]:
    return [Dot(each["forecast"], each["observed"], each["matches"]) for each in bins]
