"""How good what was really forecast was, beside the market and beside what is easy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from scoreline.evaluation import sections
from scoreline.evaluation.html import YARDSTICKS, cards, diagrams, gaps, lead
from scoreline.evaluation.version_tables import version_sections
from scoreline.evaluation.writing import Section
from scoreline.home import Home
from scoreline.store import bots
from scoreline.web.dependencies import TheHome, TheRecords
from scoreline.web.pages import charts
from scoreline.web.pages.charts import Line, Tick
from scoreline.web.pages.choices import Choice, choices
from scoreline.web.pages.tables import Column, Table, table
from scoreline.web.pages.templates import render
from scoreline.web.pages.tiles import Tile
from scoreline.web.pages.views import day_text

router = APIRouter(include_in_schema=False)

SPANS: Final = (
    Choice("30", "30 days"),
    Choice("90", "90 days"),
    Choice("365", "A year"),
    Choice("3650", "Ten years"),
)
USUAL: Final = "365"

FIRST: Final = ("forecasters", "targets", "versions")
"""Tables that everybody wants to see, in order; those of parts stand side by side, others fold."""

PARTS: Final = ("league", "season", "month", "promoted")


@router.get("/quality")
def show_quality(
    request: Request, home: TheHome, records: TheRecords, days: str = "", book: str = ""
) -> Response:
    """Show how good the forecasts of a span of days were."""
    span = days if days in {each.value for each in SPANS} else USUAL
    books = _books(home)
    chosen = book if book in books else home.book
    kept = records.of(chosen, int(span))
    found = kept.value
    shown = {} if found is None else _shown(request, found)
    return render(
        request,
        "quality.html",
        tables=[*shown.get("tables", {}).values(), *([shown["bins"]] if shown else [])],
        kept=kept,
        spans=choices(request, "days", SPANS, span),
        books=choices(request, "book", [Choice(each, _called(each)) for each in books], chosen)
        if len(books) > 1
        else [],
        shown=shown,
    )


def _books(home: Home) -> list[str]:
    with home.database.read() as connection:
        return list(dict.fromkeys([home.book, *(e.book for e in bots.all_leagues(connection))]))


def _called(book: str) -> str:
    names = {"live": "The record", "standing": "The record"}
    return names.get(book, book[:1].upper() + book[1:])


def _shown(request: Request, found: Mapping[str, Any]) -> dict[str, Any]:
    at = next(iter(found["against"]), None)
    told = {each.key: each for each in (*sections(found), *version_sections(found))}
    tables = {key: _table(request, each) for key, each in told.items()}
    folded = [key for key in told if key not in {*FIRST, *PARTS}]
    return {
        "lead": lead(found, at),
        "span": f"{day_text(found['from'])} to {day_text(found['to'])}",
        "matches": found["matches"],
        "missed": found["missed"],
        "tiles": [Tile(each.name, each.value, each.beside) for each in cards(found, at)],
        "yardstick": YARDSTICKS.get(at or ""),
        "plots": gaps(found, at) if at else [],
        "months": () if at else _months(found["breakdown"]["month"]),
        "diagrams": diagrams(found),
        "bins": _bins(request, found["reliability"]),
        "sections": told,
        "tables": tables,
        "first": [key for key in FIRST if key in told],
        "parts": [key for key in PARTS if key in told and len(told[key].rows) > 1],
        "folded": folded,
    }


def _bins(request: Request, found: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return the numbers of the reliability diagrams."""
    rows = [
        {"who": who, "outcome": f"{outcome} win" if outcome != "draw" else outcome, **each}
        for who, outcomes in found.items()
        for outcome, bins in outcomes.items()
        for each in bins
    ]
    columns = (
        Column("who", "Forecaster", head=True),
        Column("outcome", "Outcome"),
        Column("forecast", "Said", "percent", digits=1, hint="Mean of the probabilities"),
        Column("observed", "Came", "percent", digits=1),
        Column("matches", "Matches", "number"),
    )
    return table(request, "bins", "Reliability in numbers", columns, rows, size=30)


def _months(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Draw the model's log loss month by month, where there is no market to stand beside."""
    points = [(float(k), float(row["log_loss"])) for k, row in enumerate(rows)]
    if len(points) < 2:  # noqa: PLR2004
        return ()
    low = min(0.9, *(y for _, y in points)) // 0.05 * 0.05
    high = max(1.1, *(y for _, y in points))
    up = [low + 0.05 * step for step in range(int((high - low) / 0.05) + 2)]
    return charts.lines(
        [Line("model", points, "s1")],
        across=[Tick(x, row["part"]) for (x, _), row in zip(points, rows, strict=True)],
        up=[Tick(value, f"{value:.2f}") for value in up],
        describes="Log loss of the forecasts by month of the season",
    )


def _table(request: Request, section: Section) -> Table:
    words = set(section.words)
    columns = [
        Column(
            f"c{number}",
            title[:1].upper() + title[1:],
            kind="text" if number in words or number == 0 else "figure",
            head=number == 0,
            field=title.lower().replace(" ", "_"),
        )
        for number, title in enumerate(section.columns)
    ]
    rows = [{f"c{number}": cell or None for number, cell in enumerate(row)} for row in section.rows]
    return table(request, section.key, section.title, columns, rows)
