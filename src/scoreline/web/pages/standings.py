"""A prediction league as a page shows it: table, course, strategies and head to head."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from fastapi import Request

from scoreline.web.boards import Board
from scoreline.web.pages import charts
from scoreline.web.pages.charts import Line, Tick
from scoreline.web.pages.tables import Column, Row, Table, table
from scoreline.web.pages.views import sentence

DRAWN: Final = 9
"""Courses that are drawn, of the best bots: more could not be told apart."""

_STEPS: Final = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)


def address(bot: str) -> str:
    """Return where a bot's page is."""
    return f"/bots/{quote(bot, safe='')}"


def board_tables(request: Request, board: Board) -> list[Table]:
    """Return everything about a league that can be sorted, filtered and had as CSV."""
    return [
        _standings(request, board),
        _course_table(request, board),
        _strategies(request, board),
        _duels_table(request, board),
    ]


def _standings(request: Request, board: Board) -> Table:
    rows: list[Row] = [
        {
            "place": line.place,
            "bot": line.bot,
            "bot_href": address(line.bot),
            "strategy": called(board.members[line.bot].strategy),
            "played": line.played,
            "missed": line.missed,
            "points": line.points,
            "exact": line.exact,
            "outcomes": line.outcomes,
            "each": line.points_per_match,
            "mae": line.mae,
        }
        for line in board.table
    ]
    columns = (
        Column("place", "Place", "number"),
        Column("bot", "Bot", head=True),
        Column("strategy", "Strategy", wide=True, style="dim roomy"),
        Column("played", "Tips", "number", wide=True),
        Column("missed", "Missed", "number", wide=True, hint="Matches without a tip"),
        Column("points", "Points", "number", style="strong"),
        Column("exact", "Exact", "number", hint="Exact scores"),
        Column(
            "outcomes", "Outcomes", "number", wide=True, hint="Right outcomes, exact ones included"
        ),
        Column("each", "A match", "number", digits=3, wide=True, hint="Points a match"),
        Column("mae", "Goals off", "number", digits=2, wide=True, hint="A side, on average"),
    )
    return table(request, "standings", "Table", columns, rows, sort="place")


def _strategies(request: Request, board: Board) -> Table:
    rows: list[Row] = [
        {
            "strategy": called(line.strategy),
            "bots": line.bots,
            "tips": line.tips,
            "outcomes": line.outcomes,
            "exact": line.exact,
            "points": line.points,
            "mae": line.mae,
        }
        for line in board.strategies
    ]
    columns = (
        Column("strategy", "Strategy", head=True),
        Column("outcomes", "Right outcomes", "share", digits=1),
        Column("exact", "Exact scores", "share", digits=1),
        Column("points", "Points a tip", "number", digits=3, style="strong"),
        Column("mae", "Goals off", "number", digits=2, wide=True),
        Column("bots", "Bots", "number", wide=True),
        Column("tips", "Tips", "number", wide=True),
    )
    return table(request, "strategies", "Accuracy by strategy", columns, rows, sort="-points")


def course(board: Board) -> tuple[str, ...]:
    """Draw how the best bots came to their points."""
    best = [line.bot for line in board.table if line.bot in board.courses][:DRAWN]
    if not best or len(board.courses[best[0]]) < 2:  # noqa: PLR2004
        return ()
    most = max(points for bot in best for _, points in board.courses[bot])
    return charts.lines(
        [
            Line(bot, [(day.toordinal(), points) for day, points in board.courses[bot]], hue)
            for bot, hue in zip(best, charts.HUES, strict=False)
        ],
        across=charts.months([day for day, _ in board.courses[best[0]]]),
        up=_upwards(most),
        describes="Points of each bot after every match day",
    )


def _course_table(request: Request, board: Board) -> Table:
    """Return the numbers of the course: what each bot had after every match day."""
    names = [line.bot for line in board.table if line.bot in board.courses]
    days = sorted({day for bot in names for day, _ in board.courses[bot]})
    had = [list(_carried(board.courses[bot], days)) for bot in names]
    rows: list[Row] = [
        {"day": day, **{f"b{n}": points[k] for n, points in enumerate(had)}}
        for k, day in enumerate(days)
    ]
    columns = (
        Column("day", "Day", "day", head=True, style="nowrap short"),
        *(Column(f"b{n}", bot, "number", field=bot) for n, bot in enumerate(names)),
    )
    title = "Points after each match day"
    return table(request, "course", title, columns, rows[::-1], sort="-day", size=20)


def _carried(course: Sequence[tuple[date, int]], days: Sequence[date]) -> Iterator[int]:
    """Yield what a bot had on each day: as much as on the day before where nothing was settled."""
    settled, had = dict(course), 0
    for day in days:
        had = settled.get(day, had)
        yield had


def _duels_table(request: Request, board: Board) -> Table:
    """Return the numbers of the head to head, a row for each two."""
    rows: list[Row] = [
        {"bot": one, "other": other, "more": share} for (one, other), share in board.duels.items()
    ]
    columns = (
        Column("bot", "Bot", head=True),
        Column("other", "Against"),
        Column("more", "Earned more", "percent", digits=1, hint="Of the matches both tipped"),
    )
    return table(request, "duels", "Head to head in numbers", columns, rows, size=20)


def _upwards(most: float) -> list[Tick]:
    step = next((each for each in _STEPS if each * 5 >= most), _STEPS[-1])
    return [Tick(value, f"{value}") for value in range(0, int(most + step), step)]


def duel_rows(board: Board) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return the map of who earned more than whom: a bot, then each cell's text and level."""
    names = [line.bot for line in board.table if line.bot in board.courses]
    return [(one, [_duel(board.duels.get((one, other))) for other in names]) for one in names]


def _duel(share: float | None) -> tuple[str, int]:
    return ("", 0) if share is None else (f"{100 * share:.0f}", min(int(8 * share / 0.5), 7))


def called(strategy: str) -> str:
    """Return a strategy in words."""
    return sentence(strategy.replace("_", " "))
