"""Bots: the table of a league, how it got there, and one bot with its tips and their reasons."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from scoreline import reference
from scoreline.domain import Bot, League
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.store import bots, matches
from scoreline.web.api.parameters import LARGEST_ID
from scoreline.web.boards import FOREMOST, Board
from scoreline.web.dependencies import TheBoards, TheHome, ThePurses
from scoreline.web.pages import bankroll
from scoreline.web.pages.choices import Link
from scoreline.web.pages.standings import DRAWN, address, board_tables, course, duel_rows
from scoreline.web.pages.tables import Column, Row, Table, percent, table
from scoreline.web.pages.templates import render
from scoreline.web.pages.tiles import Tile
from scoreline.web.pages.views import score_text, season_text

router = APIRouter(include_in_schema=False)


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
    kept = purses.of(name, chosen) if bot.personality.staking and chosen else None
    purse = kept.value if kept else None
    if purse is not None:
        tables += [bankroll.curve_table(request, purse), bankroll.bets_table(request, purse)]
    return render(
        request,
        "bot.html",
        tables=tables,
        bot=bot,
        league=chosen,
        leagues=[
            Link(each.name, f"{address(name)}?league={key}", key == number)
            for key, each in plays.items()
        ],
        tiles=[] if board is None else _tiles(board, bot),
        bets=kept,
        money=[] if purse is None else bankroll.tiles(purse),
        no_bets=None if purse is None or chosen is None else bankroll.no_bets(purse, chosen),
        curve=() if purse is None else bankroll.curve(purse),
    )


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
    tables = [] if board is None else board_tables(request, board)
    return render(
        request,
        "bots.html",
        tables=tables,
        leagues=[Link(e.name, f"/bots/leagues/{key}", key == number) for key, e in found.items()],
        league=league,
        seasons=", ".join(_seasons(league)),
        kept=kept,
        board=board,
        course=() if board is None else course(board),
        drawn=DRAWN,
        foremost=FOREMOST,
        duels=() if board is None else duel_rows(board),
    )


def _seasons(league: League) -> Iterator[str]:
    for code, year in league.seasons:
        known = reference.competition(code)
        yield f"{known.name} {season_text(year, calendar_year=known.calendar_year)}"


def _tips(request: Request, home: Home, league: League, bot: Bot) -> Table:
    now = home.clock.now()
    with home.database.read() as connection:
        given = bots.tips_by(connection, bot.name, book=league.book, as_of=now, league=league.name)
        ids = {tip.match_id for _, tip, _, _ in given}
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
        for _, tip, result, points in given
        if tip.match_id in played
    ]
    columns = (
        Column("day", "Day", "day", style="nowrap short"),
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
