"""Commands about bots and their leagues."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from scoreline import reference
from scoreline.bots import ROSTER, Standing, league_table, open_league, strategy_named
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson, read_day
from scoreline.cli._output import heading, say, show, show_json
from scoreline.cli.courses import courses_app
from scoreline.cli.leagues import LeagueName, chosen_leagues, league_named
from scoreline.cli.records import records_app
from scoreline.domain import (
    Bot,
    Doubt,
    League,
    Personality,
    RiskProfile,
    ScoringRule,
    Stakes,
    Staking,
)
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.home import Home
from scoreline.jobs import run, season_name
from scoreline.names import require_address, require_name
from scoreline.store import bots as ledger
from scoreline.words import counted

app = typer.Typer()
bots_app = typer.Typer(
    help="Bots, their tips and their league tables.\n\n"
    "A bot is a strategy with a personality. `open` a prediction league on a season and the usual"
    " bots play in it; `add` one of your own. `tip` places their tips before kick-off, `settle`"
    " counts points once results are known, `table` shows who leads."
)
app.add_typer(bots_app, name="bots", no_args_is_help=True)
bots_app.add_typer(courses_app)
bots_app.add_typer(records_app)

LONGEST_BOT, LONGEST_LEAGUE = 60, 80


@bots_app.command("list")
def list_bots(as_json: AsJson = False) -> None:
    """List the bots, what they play and how bold they are."""
    with opened() as home, home.database.read() as connection:
        rows = [_bot_row(bot) for bot in ledger.listing(connection)]
    show(rows, as_json=as_json, empty="no bots yet: scoreline bots open, or scoreline demo")


@bots_app.command("add")
def add_bot(
    name: Annotated[str, typer.Argument(help="What the bot is called.")],
    plays: Annotated[str, typer.Argument(metavar="STRATEGY", help="Like expected_points.")],
    risk: Annotated[
        RiskProfile,
        typer.Option(
            help="How it bends its scores: conservative takes a goal off each side, aggressive adds"
            " one to a side under two."
        ),
    ] = RiskProfile.BALANCED,
    base_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Scales the confidence of its tips.")
    ] = 0.8,
    threshold: Annotated[
        float, typer.Option(min=0, max=1, help="Below this confidence it does not give its tip.")
    ] = 0.0,
    doubt: Annotated[
        Doubt, typer.Option(help="What it does then: skip the match, or tip by goal averages.")
    ] = Doubt.SKIP,
    stakes: Annotated[
        Stakes | None, typer.Option(help="How it bets beside its tips; left away, it does not.")
    ] = None,
    bankroll: Annotated[
        float, typer.Option(min=0, help="What it bets with at the start, in units.")
    ] = 100.0,
    league: Annotated[str | None, typer.Option(help="A prediction league to join at once.")] = None,
) -> None:
    """Add a bot, like: scoreline bots add Bold market --risk aggressive --league 'My league'."""
    require_address("a bot", name, LONGEST_BOT)
    staking = None if stakes is None else Staking(stakes, bankroll)
    temper = Personality(risk, base_confidence, threshold, doubt, staking)
    bot = Bot(name, strategy_named(plays).name, temper)
    with opened() as home, home.database.write() as connection:
        ledger.add(connection, bot)
        if league is not None:
            joined = league_named(ledger.all_leagues(connection), league, home.book)
            ledger.add_league(connection, joined, [name])
    say(f"{name} plays {bot.strategy}{f' in {league}' if league else ''}")


@bots_app.command("open")
def open_prediction_league(
    league: Annotated[
        list[str], typer.Option(metavar="CODE", help="A league, like E0; give it repeatedly.")
    ],
    season: Annotated[
        list[int], typer.Option(metavar="YEAR", help="A season's first year; give it repeatedly.")
    ],
    name: Annotated[
        str | None, typer.Option(help="What it is called; needed for more than one season.")
    ] = None,
    rule: Annotated[
        str, typer.Option(metavar="POINTS", help="3/1 exact/outcome, or 4/3/2 with difference.")
    ] = "3/1",
    bot: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Who plays, given repeatedly; left away, the usual."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day that counts.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day that counts.")
    ] = None,
    knockout: Annotated[
        bool, typer.Option("--knockout", help="Somebody has to win: nobody tips a draw.")
    ] = False,
) -> None:
    """Open a prediction league on one or more seasons, with bots in it.

    Points are those of the rule: 3/1 gives 3 for the exact score and 1 for the right outcome,
    4/3/2 also 3 for the right difference. They stay once the first match has begun.
    """
    points, days = ScoringRule.parse(rule), (read_day(start, "--from"), read_day(end, "--to"))
    called = name or _usual_name(league, season)
    require_name("a league", called, LONGEST_LEAGUE)
    for code in league:
        reference.competition(code)
    with opened() as home:
        seasons = tuple((code, year) for code in league for year in season)
        new = League(called, seasons, points, home.book, *days, knockout)
        players = ROSTER if bot is None else _bots_named(home, bot)
        open_league(home.database, new, players)
    say(f"{called}: {counted(len(players), 'bot')} play for {points}")


@bots_app.command("tip")
def tip() -> None:
    """Let every league's bots tip the matches of the next day; tips that are there stay."""
    with opened() as home:
        say(run(home, "tip"))


@bots_app.command("settle")
def settle() -> None:
    """Settle tips on the results that are known, and anew where a result was corrected."""
    with opened() as home:
        say(run(home, "settle"))


@bots_app.command("table")
def table(league: LeagueName = None, as_json: AsJson = False) -> None:
    """Show the table of a prediction league: by points, exact scores, right outcomes."""
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
        return {
            f"{league.name} ({league.rule})": [
                standing_row(line) for line in league_table(connection, league, as_of=now)
            ]
            for league in chosen_leagues(connection, home, name)
        }


def standing_row(line: Standing) -> dict[str, Any]:
    """Return a line of a table as the command line shows it."""
    return asdict(line)


def _usual_name(leagues: Sequence[str], seasons: Sequence[int]) -> str:
    if len(leagues) > 1 or len(seasons) > 1:
        raise ConfigurationError("a league on more than one season needs a name: --name")
    return season_name(leagues[0], seasons[0])


def _bots_named(home: Home, names: Sequence[str]) -> list[Bot]:
    with home.database.read() as connection:
        known = {bot.name: bot for bot in [*ROSTER, *ledger.listing(connection)]}
    missing = [name for name in names if name not in known]
    if missing:
        raise NotFoundError(f"no bot '{missing[0]}'; add it first: scoreline bots add")
    return [known[name] for name in names]


def _bot_row(bot: Bot) -> dict[str, Any]:
    temper = bot.personality
    return {
        "bot": bot.name,
        "strategy": bot.strategy,
        "risk": temper.risk.value,
        "base_confidence": temper.base_confidence,
        "threshold": temper.threshold,
        "doubt": temper.doubt.value,
        "stakes": None if temper.staking is None else temper.staking.stakes.value,
    }
