"""Commands about bots and their leagues."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from scoreline.bots import ROSTER, Standing, league_table, open_league, strategy_named
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson, OneLeague, Season, require_name
from scoreline.cli._output import heading, say, show, show_json
from scoreline.domain import LIVE, Bot, League, Personality, RiskProfile, ScoringRule
from scoreline.errors import NotFoundError
from scoreline.home import STANDING, Home
from scoreline.jobs import run, season_name
from scoreline.store import bots as ledger

app = typer.Typer()
bots_app = typer.Typer(help="Bots, their tips and their league tables.")
app.add_typer(bots_app, name="bots", no_args_is_help=True)

LONGEST_BOT, LONGEST_LEAGUE = 60, 80

LeagueName = Annotated[
    str | None,
    typer.Argument(metavar="LEAGUE", help="A prediction league; all where left away."),
]


@bots_app.command("list")
def list_bots(as_json: AsJson = False) -> None:
    """List the bots and what they play."""
    with opened() as home, home.database.read() as connection:
        rows = [_bot_row(bot) for bot in ledger.listing(connection)]
    show(rows, as_json=as_json, empty="no bots yet: scoreline bots open, or scoreline demo")


@bots_app.command("add")
def add_bot(
    name: Annotated[str, typer.Argument(help="What the bot is called.")],
    plays: Annotated[str, typer.Argument(metavar="STRATEGY", help="Like expected_points.")],
    risk: Annotated[RiskProfile, typer.Option(help="How it bends its scores.")] = (
        RiskProfile.BALANCED
    ),
    base_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Scales the confidence of its tips.")
    ] = 0.8,
    threshold: Annotated[
        float, typer.Option(min=0, max=1, help="Below this confidence it gives no tip.")
    ] = 0.0,
    league: Annotated[str | None, typer.Option(help="A prediction league to join at once.")] = None,
) -> None:
    """Add a bot."""
    require_name("a bot", name, LONGEST_BOT)
    bot = Bot(name, strategy_named(plays).name, Personality(risk, base_confidence, threshold))
    with opened() as home, home.database.write() as connection:
        ledger.add(connection, bot)
        if league is not None:
            joined = _named(ledger.all_leagues(connection), league, home.book)
            ledger.add_league(connection, joined, [name])
    say(f"{name} plays {bot.strategy}{f' in {league}' if league else ''}")


@bots_app.command("open")
def open_prediction_league(
    league: OneLeague,
    season: Season,
    name: Annotated[str | None, typer.Option(help="What the league is called.")] = None,
    rule: Annotated[
        str, typer.Option(metavar="POINTS", help="3/1 exact/outcome, or 4/3/2 with difference.")
    ] = "3/1",
) -> None:
    """Open a prediction league on a season, with the usual bots in it."""
    called = name or season_name(league, season)
    require_name("a league", called, LONGEST_LEAGUE)
    points = ScoringRule.parse(rule)
    with opened() as home:
        open_league(home.database, League(called, ((league, season),), points, home.book))
    say(f"{called}: {len(ROSTER)} bots play for {points}")


@bots_app.command("tip")
def tip() -> None:
    """Let every league's bots tip the matches of the next day."""
    with opened() as home:
        say(run(home, "tip"))


@bots_app.command("settle")
def settle() -> None:
    """Settle tips on the results that are known."""
    with opened() as home:
        say(run(home, "settle"))


@bots_app.command("table")
def table(league: LeagueName = None, as_json: AsJson = False) -> None:
    """Show the table of a prediction league."""
    with opened() as home:
        tables = standings(home, league)
    if as_json:
        show_json(tables)
        return
    if not tables:
        say("no prediction league yet: scoreline bots open --league E0 --season 2025")
    for name, rows in tables.items():
        heading(name)
        show(rows, as_json=False)


def standings(home: Home, name: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of one or all prediction leagues, as rows."""
    now = home.clock.now()
    with home.database.read() as connection:
        every = ledger.all_leagues(connection)
        leagues = [each for each in every if each.book == home.book]
        if name is not None:
            leagues = [_named(every, name, home.book)]
        return {
            f"{league.name} ({league.rule})": [
                standing_row(line) for line in league_table(connection, league, as_of=now)
            ]
            for league in leagues
        }


def standing_row(line: Standing) -> dict[str, Any]:
    """Return a line of a table as the command line shows it."""
    return asdict(line)


def _named(leagues: Sequence[League], name: str, book: str) -> League:
    books = {league.book: league for league in leagues if league.name == name}
    if book in books:
        return books[book]
    if {LIVE, STANDING} & set(books):
        then, now = ("ran", "stands") if book == STANDING else ("stood", "runs")
        raise NotFoundError(
            f"prediction league '{name}' was opened while the clock {then}, and now it {now}"
            " (SCORELINE_AS_OF); the two records are kept apart"
        )
    raise NotFoundError(f"no prediction league '{name}'; see: scoreline bots table")


def _bot_row(bot: Bot) -> dict[str, Any]:
    return {
        "bot": bot.name,
        "strategy": bot.strategy,
        "risk": bot.personality.risk.value,
        "base_confidence": bot.personality.base_confidence,
        "threshold": bot.personality.threshold,
    }
