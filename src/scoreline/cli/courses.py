"""Commands about how prediction leagues went: over time, bot against bot, tip by tip."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from scoreline.bots import best_days, league_course, league_duels, recalculate
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import heading, say, show, show_json
from scoreline.cli.leagues import LeagueName, chosen_leagues, league_named
from scoreline.domain import League, ScoringRule
from scoreline.home import Home
from scoreline.store import Connection, matches
from scoreline.store import bots as ledger
from scoreline.words import counted

courses_app = typer.Typer()

Rows = list[dict[str, Any]]

_NO_LEAGUE = "no prediction league yet: scoreline bots open --league E0 --season 2025"
_SHOWN = 20


@courses_app.command("timeline")
def timeline(
    league: LeagueName = None,
    bot: Annotated[str | None, typer.Option(metavar="NAME", help="Only this bot.")] = None,
    best: Annotated[
        bool, typer.Option("--best", help="Only each bot's day with the most points.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show points over time: what every bot earned on every match day, and where that put it."""

    def rows(connection: Connection, chosen: League, home: Home) -> Rows:
        course = league_course(connection, chosen, as_of=home.clock.now())
        lines = [each for each in course if bot in {None, each.bot}]
        return [asdict(each) for each in (best_days(lines) if best else lines)]

    _each_league(league, rows, as_json=as_json)


@courses_app.command("head-to-head")
def head_to_head(
    league: LeagueName = None,
    bot: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this bot against the others.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show bot against bot: who earned more, match by match, where both tipped."""

    def rows(connection: Connection, chosen: League, home: Home) -> Rows:
        found = league_duels(connection, chosen, as_of=home.clock.now())
        return [asdict(each) for each in found if bot in {None, each.bot}]

    _each_league(league, rows, as_json=as_json)


@courses_app.command("tips")
def tips(
    bot: Annotated[str, typer.Argument(metavar="BOT", help="Whose tips.")],
    league: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only those of this prediction league.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the latest first.")] = _SHOWN,
    as_json: AsJson = False,
) -> None:
    """Show a bot's tips with their reasons, and what they earned."""
    with opened() as home, home.database.read() as connection:
        now = home.clock.now()
        if league is not None:
            league = league_named(ledger.all_leagues(connection), league, home.book).name
        found = ledger.tips_by(
            connection, bot, book=home.book, as_of=now, league=league, limit=limit
        )
        ids = {tip.match_id for _, tip, _, _ in found}
        played = {each.id: each for each in matches.fixtures(connection, as_of=now, ids=ids)}
    rows = [
        {
            "league": name,
            "match": str(played[tip.match_id]),
            "tip": str(tip.score),
            "result": None if result is None else str(result),
            "points": points,
            "confidence": tip.confidence,
            "fallback": tip.fallback,
            "reason": tip.reason,
        }
        for name, tip, result, points in found
    ]
    show(rows, as_json=as_json, empty=f"no tips of {bot} yet: scoreline bots tip")


@courses_app.command("rule")
def rule(
    league: Annotated[str, typer.Argument(metavar="LEAGUE", help="A prediction league.")],
    points: Annotated[str, typer.Argument(metavar="POINTS", help="Like 3/1 or 4/3/2.")],
) -> None:
    """Let a league's tips earn something else, as long as its first match has not begun."""
    new = ScoringRule.parse(points)
    with opened() as home, home.database.write() as connection:
        chosen = league_named(ledger.all_leagues(connection), league, home.book)
        ledger.change_rule(connection, chosen, new, at=home.clock.now())
    say(f"{league}: tips earn {new}")


@courses_app.command("recalculate")
def recalculate_leagues(league: LeagueName = None, as_json: AsJson = False) -> None:
    """Count all points anew from tips and results, and put right what was recorded otherwise.

    A table is derived from the ledger of tips: unless somebody meddled with it, nothing changes.
    """
    with opened() as home:
        with home.database.read() as connection:
            chosen = chosen_leagues(connection, home, league)
        rows = [
            {"league": each.name, **asdict(recalculate(home.database, each, home.clock))}
            for each in chosen
        ]
    if as_json or not rows:
        show(rows, as_json=as_json, empty=_NO_LEAGUE)
        return
    for row in rows:
        tips_counted = counted(row["tips"], "tip")
        say(f"{row['league']}: {tips_counted} counted, {row['repaired']} put right")


def _each_league(
    name: str | None, rows: Callable[[Connection, League, Home], Rows], *, as_json: bool
) -> None:
    with opened() as home, home.database.read() as connection:
        found: dict[str, Sequence[dict[str, Any]]] = {
            league.name: rows(connection, league, home)
            for league in chosen_leagues(connection, home, name)
        }
    if as_json:
        show_json(found)
        return
    if not found:
        say(_NO_LEAGUE)
    for title, lines in found.items():
        heading(title)
        show(lines, as_json=False, empty="nothing is settled yet: scoreline bots settle")
