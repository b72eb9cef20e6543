"""Data health: how fresh what is stored is, what was left out, and spellings to resolve."""

from collections.abc import Iterator, Sequence
from typing import Final

from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi.responses import RedirectResponse

from scoreline import reference
from scoreline.checkup import Checkup
from scoreline.errors import ScorelineError
from scoreline.home import Home
from scoreline.log import warn
from scoreline.sources import retry, source_named
from scoreline.store import quarantine, teams
from scoreline.store.quarantine import Entry
from scoreline.web.dependencies import TheActor, TheCheckups, TheHome
from scoreline.web.errors import InvalidParameterError
from scoreline.web.pages.spellings import Spelling, unknown_spellings
from scoreline.web.pages.tables import Column, Row, Table, table
from scoreline.web.pages.templates import render
from scoreline.web.pages.tiles import Tile
from scoreline.web.pages.views import season_text
from scoreline.web.recording import record
from scoreline.web.sessions import form_of

router = APIRouter(include_in_schema=False)

MOST: Final = 50
"""Spellings that can be resolved at a time; the rest follow once these are."""


@router.get("/data")
def show_data(request: Request, home: TheHome, checkups: TheCheckups) -> Response:
    """Show how the data are."""
    kept = checkups.now()
    with home.database.read() as connection:
        waiting = [each for each in quarantine.history(connection) if each.closed_at is None]
        known = teams.aliases(connection)
        clubs = teams.listing(connection)
    spellings = list(unknown_spellings((each.row for each in waiting), known))
    found = kept.value
    tables = [_left_out(request, waiting)]
    if found is not None:
        tables += [_leagues(request, found), _sources(request, found)]
    countries = {each.country for each in spellings[:MOST]}
    return render(
        request,
        "data.html",
        tables=tables,
        checkup=found,
        problem=kept.problem,
        tiles=[] if found is None else _tiles(found, waiting, spellings),
        spellings=spellings[:MOST],
        more=max(len(spellings) - MOST, 0),
        clubs={
            country: [club["name"] for club in clubs if club["country"] == country]
            for country in sorted(countries)
        },
    )


@router.post("/data/aliases")
def resolve(request: Request, home: TheHome, actor: TheActor, later: BackgroundTasks) -> Response:
    """Let a spelling stand for a club; what it held back goes in afterwards."""
    form = form_of(request)
    source, spelling = form.get("source", ""), form.get("spelling", "")
    club = form.get("club", "").strip()
    if not source or not spelling or not club:
        raise InvalidParameterError("club: say which club it is")
    source_named(source, home.settings)
    with home.database.write() as connection:
        teams.seed(connection, reference.clubs())
        teams.add_alias(connection, source=source, spelling=spelling, name=club)
        subject = f"{spelling} of {source}"
        record(home, connection, "alias.add", subject, actor=actor, detail=f"stands for {club}")
    later.add_task(_read_again, home, source)
    answer = RedirectResponse("/data#spellings", status_code=303)
    answer.background = later
    return answer


def _read_again(home: Home, source: str) -> None:
    try:
        retry(
            home.database,
            lambda name: source_named(name, home.settings),
            clock=home.wall,
            source=source,
        )
    except ScorelineError as error:
        warn("what an alias held back stays out", source=source, reason=str(error))


def _tiles(found: Checkup, waiting: Sequence[Entry], spellings: Sequence[Spelling]) -> list[Tile]:
    newest = max((e.newest_result for e in found.leagues if e.newest_result), default=None)
    return [
        Tile("Matches", f"{sum(league.matches for league in found.leagues):,}"),
        Tile(
            "Newest result",
            f"{newest.day} {newest:%b %Y}" if newest else "\N{EN DASH}",
            words=True,
        ),
        Tile("Overdue results", str(sum(league.overdue for league in found.leagues))),
        Tile("Left out", str(len(waiting)), "rows or values"),
        Tile("Spellings to resolve", str(len(spellings))),
        Tile("Database", f"{found.server.size / 1e6:,.0f} MB", found.server.kind),
    ]


def _leagues(request: Request, found: Checkup) -> Table:
    rows: list[Row] = list(_league_rows(found))
    columns = (
        Column("league", "League", head=True),
        Column("country", "Country", wide=True),
        Column("seasons", "Seasons", style="nowrap", wide=True),
        Column("matches", "Matches", "number"),
        Column("newest", "Newest result", "day", style="nowrap"),
        Column("coming", "Next match", "time", style="nowrap", wide=True),
        Column("overdue", "Overdue", "number", hint="Kicked off, and no result for two days"),
    )
    empty = "No league has matches yet."
    return table(request, "leagues", "Leagues", columns, rows, empty=empty)


def _league_rows(found: Checkup) -> Iterator[Row]:
    for each in found.leagues:
        league = reference.competitions().get(each.competition)
        years = [
            season_text(year, calendar_year=bool(league and league.calendar_year))
            for year in dict.fromkeys((each.first, each.last))
        ]
        yield {
            "league": league.name if league else each.competition,
            "league_href": f"/competitions/{each.competition}" if league else None,
            "country": league.country if league else None,
            "seasons": " to ".join(years),
            "matches": each.matches,
            "newest": each.newest_result,
            "coming": each.next_match,
            "overdue": each.overdue,
        }


def _sources(request: Request, found: Checkup) -> Table:
    rows: list[Row] = [
        {
            "source": each.source,
            "files": each.files,
            "fetched": each.fetched_at,
            "changed": each.changed_at,
            "newest": each.newest_match,
            "waiting": each.waiting,
            "noted": each.noted,
        }
        for each in found.sources
    ]
    columns = (
        Column("source", "Source", head=True),
        Column("files", "Files", "number", wide=True),
        Column("fetched", "Last fetched", "time", style="nowrap"),
        Column("changed", "Last brought something", "time", style="nowrap", wide=True),
        Column("newest", "Newest match", "day", style="nowrap", wide=True),
        Column("waiting", "Wait", "number", hint="Left out, somebody has to decide"),
        Column("noted", "Noted", "number", hint="Left out, nothing can be done"),
    )
    empty = "No source has been fetched yet."
    return table(request, "sources", "Sources", columns, rows, empty=empty)


def _left_out(request: Request, waiting: Sequence[Entry]) -> Table:
    rows: list[Row] = [
        {
            "source": each.row.source,
            "file": each.row.file,
            "line": each.row.line,
            "reason": each.row.reason,
            "text": each.row.text,
            "suggestion": each.row.suggestion,
            "since": each.opened_at,
        }
        for each in waiting
    ]
    columns = (
        Column("source", "Source", head=True, style="nowrap"),
        Column("file", "File", "code", wide=True),
        Column("line", "Line", "number", wide=True),
        Column("reason", "Why"),
        Column("text", "It says", "code", wide=True),
        Column("suggestion", "What to do", style="dim", wide=True),
        Column("since", "Since", "day", style="nowrap", wide=True),
    )
    return table(
        request,
        "quarantine",
        "Quarantine",
        columns,
        rows,
        search=("source", "file", "reason", "text"),
        size=50,
        empty="Nothing is left out.",
    )
