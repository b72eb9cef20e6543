"""Bots: the table of a league, how it got there, and one bot with its tips and their reasons."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from scoreline import reference
from scoreline.domain import Bot, League
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.store import bots, matches
from scoreline.web.api.parameters import LARGEST_ID
from scoreline.web.boards import Board
from scoreline.web.dependencies import TheBoards, TheHome, ThePurses
from scoreline.web.pages import bankroll, charts
from scoreline.web.pages.charts import Line, Tick
from scoreline.web.pages.choices import Link
from scoreline.web.pages.tables import Column, Row, Table, percent, table
from scoreline.web.pages.templates import render
from scoreline.web.pages.tiles import Tile
from scoreline.web.pages.views import score_text, season_text

router = APIRouter(include_in_schema=False)

DRAWN: Final = 9
"""Courses that are drawn, of the best bots: more could not be told apart."""

_STEPS: Final = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)


@router.get("/bots")
def show_newest(request: Request, home: TheHome, boards: TheBoards) -> Response:
    """Show the league that was opened last."""
    found = _leagues(home)
    if not found:
        return render(request, "bots.html", leagues=[], league=None)
    return _show(request, home, boards, found, max(found))


@router.get("/bots/leagues/{league_id}")
def show_league(
    request: Request,
    home: TheHome,
    boards: TheBoards,
    league_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
) -> Response:
    """Show a league."""
    return _show(request, home, boards, _leagues(home), league_id)


@router.get("/bots/{name}")
def show_bot(
    *,
    request: Request,
    home: TheHome,
    boards: TheBoards,
    purses: ThePurses,
    name: Annotated[str, Path(max_length=60)],
    league: str = "",
) -> Response:
    """Show a bot: its temper, how it stands, and its tips with their reasons."""
    found = _leagues(home)
    with home.database.read() as connection:
        bot = next((each for each in bots.listing(connection) if each.name == name), None)
        if bot is None:
            raise NotFoundError(f"no bot '{name}'")
        plays = {
            number: each
            for number, each in found.items()
            if name in {member.name for member in bots.listing(connection, league=each)}
        }
    number = int(league) if league.isdecimal() and int(league) in plays else max(plays, default=0)
    chosen = plays.get(number)
    board = boards.of(chosen, now=home.clock.now()).value if chosen else None
    tables = [_tips(request, home, chosen, bot)] if chosen else []
    kept = purses.of(name) if bot.personality.staking else None
    purse = kept.value if kept else None
    if purse is not None:
        tables.append(bankroll.curve_table(request, purse))
    return render(
        request,
        "bot.html",
        tables=tables,
        bot=bot,
        league=chosen,
        leagues=[
            Link(each.name, f"{_address(name)}?league={key}", key == number)
            for key, each in plays.items()
        ],
        tiles=[] if board is None else _tiles(board, bot),
        bets=kept,
        money=[] if purse is None else bankroll.tiles(purse),
        curve=() if purse is None else bankroll.curve(purse),
    )


def _address(bot: str) -> str:
    return f"/bots/{quote(bot, safe='')}"


def _leagues(home: Home) -> dict[int, League]:
    with home.database.read() as connection:
        own = bots.numbered_leagues(connection, book=home.book)
        books = {each.book for each in bots.all_leagues(connection)} - {home.book}
        others = [bots.numbered_leagues(connection, book=book) for book in sorted(books)]
    # A replay is no part of the record; where there is no record yet, it is all there is to show.
    return own or {number: each for found in others for number, each in found.items()}


def _show(
    request: Request, home: Home, boards: TheBoards, found: Mapping[int, League], number: int
) -> Response:
    league = found.get(number)
    if league is None:
        raise NotFoundError(f"no prediction league {number}")
    kept = boards.of(league, now=home.clock.now())
    board = kept.value
    tables = [] if board is None else [_standings(request, board), _strategies(request, board)]
    return render(
        request,
        "bots.html",
        tables=tables,
        leagues=[Link(e.name, f"/bots/leagues/{key}", key == number) for key, e in found.items()],
        league=league,
        seasons=", ".join(_seasons(league)),
        kept=kept,
        board=board,
        course=() if board is None else _course(board),
        duels=() if board is None else _duel_rows(board),
    )


def _seasons(league: League) -> Iterator[str]:
    for code, year in league.seasons:
        known = reference.competition(code)
        yield f"{known.name} {season_text(year, calendar_year=known.calendar_year)}"


def _standings(request: Request, board: Board) -> Table:
    rows: list[Row] = [
        {
            "place": line.place,
            "bot": line.bot,
            "bot_href": _address(line.bot),
            "strategy": _named(board.members[line.bot].strategy),
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
        Column("strategy", "Strategy", wide=True, style="dim"),
        Column("played", "Tips", "number", wide=True),
        Column("missed", "Missed", "number", wide=True, hint="Matches without a tip"),
        Column("points", "Points", "number", style="strong"),
        Column("exact", "Exact", "number", hint="Exact scores"),
        Column(
            "outcomes", "Outcomes", "number", wide=True, hint="Right outcomes, exact ones included"
        ),
        Column("each", "A match", "number", digits=3, hint="Points a match"),
        Column("mae", "Goals off", "number", digits=2, wide=True, hint="A side, on average"),
    )
    return table(request, "standings", "Table", columns, rows, sort="place")


def _strategies(request: Request, board: Board) -> Table:
    rows: list[Row] = [
        {
            "strategy": _named(line.strategy),
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


def _course(board: Board) -> tuple[str, ...]:
    best = [line.bot for line in board.table if line.bot in board.courses][:DRAWN]
    if not best or len(board.courses[best[0]]) < 2:  # noqa: PLR2004
        return ()
    most = max(points for bot in best for _, points in board.courses[bot])
    return charts.lines(
        [
            Line(bot, [(day.toordinal(), points) for day, points in board.courses[bot]], hue)
            for bot, hue in zip(best, charts.HUES, strict=False)
        ],
        across=_months([day for day, _ in board.courses[best[0]]]),
        up=_upwards(most),
        describes="Points of each bot after every match day",
    )


def _months(days: Sequence[date]) -> list[Tick]:
    firsts = dict.fromkeys(day.replace(day=1) for day in days)
    return [Tick(max(first, days[0]).toordinal(), f"{first:%b %Y}") for first in firsts]


def _upwards(most: float) -> list[Tick]:
    step = next((each for each in _STEPS if each * 5 >= most), _STEPS[-1])
    return [Tick(value, f"{value}") for value in range(0, int(most + step), step)]


def _duel_rows(board: Board) -> list[tuple[str, list[tuple[str, int]]]]:
    names = [line.bot for line in board.table if line.bot in board.courses]
    return [(one, [_duel(board.duels.get((one, other))) for other in names]) for one in names]


def _duel(share: float | None) -> tuple[str, int]:
    return ("", 0) if share is None else (f"{100 * share:.0f}", min(int(8 * share / 0.5), 7))


def _tips(request: Request, home: Home, league: League, bot: Bot) -> Table:
    now = home.clock.now()
    with home.database.read() as connection:
        given = [
            (tip, result, points)
            for name, tip, result, points in bots.tips_by(
                connection, bot.name, book=league.book, as_of=now
            )
            if name == league.name
        ]
        ids = {tip.match_id for tip, _, _ in given}
        played = {each.id: each for each in matches.fixtures(connection, as_of=now, ids=ids)}
    rows: list[Row] = [
        {
            "day": played[tip.match_id].date,
            "match": f"{played[tip.match_id].home} v {played[tip.match_id].away}",
            "match_href": f"/matches/{tip.match_id}",
            "tip": score_text(tip.score.home, tip.score.away),
            "result": None if result is None else score_text(result.home, result.away),
            "points": points,
            "confidence": tip.confidence,
            "fallback": "fallback" if tip.fallback else None,
            "fallback_kind": "warm",
            "reason": tip.reason,
        }
        for tip, result, points in given
        if tip.match_id in played
    ]
    columns = (
        Column("day", "Day", "day", style="nowrap"),
        Column("match", "Match", head=True),
        Column("tip", "Tip", style="number strong"),
        Column("result", "Result", style="number"),
        Column("points", "Points", "number"),
        Column("confidence", "Confidence", "percent", wide=True),
        Column("reason", "Because", wide=True, style="dim"),
        Column("fallback", "", "badge", wide=True, sorts=False),
    )
    return table(
        request,
        "tips",
        "Tips",
        columns,
        rows,
        sort="-day",
        search=("match", "reason", "day"),
        size=40,
        empty="It has not tipped in this league yet.",
    )


def _tiles(board: Board, bot: Bot) -> list[Tile]:
    line = next((each for each in board.table if each.bot == bot.name), None)
    if line is None:
        return []
    each = line.points_per_match
    return [
        Tile("Place", str(line.place), f"of {len(board.table)}"),
        Tile("Points", str(line.points), "" if each is None else f"{each:.3f} a match"),
        Tile("Exact scores", str(line.exact), _share(line.exact, line.played)),
        Tile("Right outcomes", str(line.outcomes), _share(line.outcomes, line.played)),
        Tile("Tips", str(line.played), f"{line.missed} missed"),
        Tile("Goals off, a side", "\N{EN DASH}" if line.mae is None else f"{line.mae:.2f}"),
    ]


def _share(part: int, whole: int) -> str:
    return percent(part / whole, 1) if whole else ""


def _named(strategy: str) -> str:
    return strategy.replace("_", " ")
