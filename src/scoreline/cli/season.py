"""Commands about whole seasons: replay, demo."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from scoreline.bots import ROSTER, league_table
from scoreline.cli._home import command_line, opened
from scoreline.cli._options import AsJson, Odds, chosen_recipe
from scoreline.cli._output import heading, progress, say, show, show_json
from scoreline.cli.bots import standing_row
from scoreline.cli.forecasts import explain, line
from scoreline.cli.records import bankroll_row
from scoreline.domain import Bot, InformationSet, League, ScoringRule
from scoreline.errors import NotFoundError
from scoreline.home import Home
from scoreline.jobs import Replay, bankrolls, replay_seasons, season_quality
from scoreline.jobs import demo as steps
from scoreline.settings import keep_setting
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import bots as ledger
from scoreline.words import counted

app = typer.Typer()

SHOWN = 10

_EPILOG: Final = (
    "A replay that was interrupted goes on where it stopped. What it wrote is in a book of its own,"
    " which `bots accuracy`, `bots bets` and `bots bankroll` show with `--book`. Bets need prices;"
    " `scoreline ingest football-data` brings them."
)


@app.command("replay", epilog=_EPILOG)
def replay_season(
    league: Annotated[
        list[str],
        typer.Option("--league", metavar="CODE", help="A league, like E0; give it repeatedly."),
    ],
    season: Annotated[
        list[int],
        typer.Option("--season", metavar="YEAR", help="Its first year; give it repeatedly."),
    ],
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="POINTS",
            help="3/1 exact/outcome, or 4/3/2 with difference; one league for each.",
            show_default="3/1",
        ),
    ] = None,
    bots: Annotated[
        list[str] | None,
        typer.Option(
            "--bots",
            metavar="NAME",
            help="Who plays, of those in `bots list` and the usual ones; give it repeatedly.",
            show_default="the usual bots",
        ),
    ] = None,
    retrain: Annotated[
        str, typer.Option(help="How often: weekly, monthly, quarterly, or once a season.")
    ] = "monthly",
    odds: Odds = InformationSet.NONE,
    as_json: AsJson = False,
) -> None:
    """Play seasons match day by match day, as if they were happening.

    A model is trained on what was known before and trained again as the season goes on. It
    forecasts each match day two hours before its first kick-off, the bots tip and bet, and
    results settle both.
    """
    keys = [(code, year) for code in league for year in season]
    rules = tuple(ScoringRule.parse(each) for each in rule or ("3/1",))
    with opened() as home:
        with progress(f"replaying {' '.join(league)}") as tell:
            played = replay_seasons(
                home,
                keys,
                roster=_chosen(home, bots),
                rules=rules,
                recipe=chosen_recipe("ensemble", odds),
                retrain=retrain,
                progress=tell,
            )
        if as_json:
            show_json(_plain(home, played))
        else:
            _tables(home, played)
            say(f"book: {played.league.book}")


@app.command()
def demo(
    to_the_end: Annotated[
        bool, typer.Option("--to-the-end", help="Play the last three match weeks as well.")
    ] = False,
) -> None:
    """Show a season end to end: data, a model, forecasts, bots and their table.

    Takes in the bundled Premier League, trains on all before 2025/26, plays that season up to
    three match weeks before its end and forecasts what is to come. Works without a network.
    """
    with opened() as home:
        steps.require_own_home(home)
        _take_in(home)
        instant = steps.demo_instant(home, to_the_end=to_the_end)
        keep_setting(home.settings.home, "SCORELINE_AS_OF", instant.isoformat())
    with opened() as home:
        with progress(f"replaying {steps.LEAGUE} {steps.SEASON}") as tell:
            played = steps.play(home, progress=tell)
        home.registry.activate(played.version.name, note="demo", by=command_line())
        previews = steps.look_ahead(home, played)
        _tables(home, played)
    if previews:
        first = f", the first {SHOWN}" if len(previews) > SHOWN else ""
        heading(f"To come: {counted(len(previews), 'match')}{first}")
        show([line(preview) for preview in previews[:SHOWN]], as_json=False)
        heading("The surest of them, explained")
        explain(max(previews, key=lambda each: each.forecast.confidence if each.forecast else 0))
    say()
    say("look around: scoreline serve, scoreline predict, scoreline bots table")
    say("the clock of this home stands; for real matches use another: scoreline --home DIR ...")


def _take_in(home: Home) -> None:
    source = source_named(steps.SOURCE, home.settings)
    with progress(f"ingesting {steps.SOURCE}") as tell:
        report = ingest(home.database, source, Selection(), clock=home.wall, progress=tell)
    total = report.total
    say(
        f"bundled data: {counted(total.rows, 'row')}, {total.new} new, {total.quarantined} left out"
    )


def _chosen(home: Home, names: list[str] | None) -> Sequence[Bot]:
    if not names:
        return ROSTER
    with home.database.read() as connection:
        known = {bot.name: bot for bot in (*ROSTER, *ledger.listing(connection))}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise NotFoundError(f"no bot '{unknown[0]}'; known are {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)]


def _tables(home: Home, played: Replay) -> None:
    after = counted(len(played.match_ids), "match")
    for league in played.leagues:
        heading(f"{league.name}: bots after {after}, {league.rule} points")
        show(_standings(home, league), as_json=False)
    rows = _bankrolls(home, played)
    if any(row["bets"] for row in rows):
        heading("Bankrolls, with 95 % intervals by match day")
        show([bankroll_row(row) for row in rows], as_json=False)
    if len(played.league.seasons) == 1:
        heading(f"{played.league.name}: forecasts beside others on the same matches")
        say(f"model: {_versions(played)}")
        show(season_quality(home, played), as_json=False)
        say("model minus it: difference in log loss; below 0 throughout, the model is better")


def _plain(home: Home, played: Replay) -> dict[str, Any]:
    league = played.league
    return {
        "league": league.name,
        "book": league.book,
        "version": played.version.name,
        "versions": [version.name for version in played.versions],
        "matches": len(played.match_ids),
        "table": _standings(home, league),
        "tables": {str(each.rule): _standings(home, each) for each in played.leagues},
        "bankrolls": _bankrolls(home, played),
        "quality": season_quality(home, played) if len(league.seasons) == 1 else [],
    }


def _versions(played: Replay) -> str:
    first, last = played.versions[0].name, played.version.name
    return first if first == last else f"{first} to {last}"


def _bankrolls(home: Home, played: Replay) -> list[dict[str, Any]]:
    found = bankrolls(home.at(home.clock, book=played.league.book))
    return [each.row(seed=home.settings.seed) for each in found]


def _standings(home: Home, league: League) -> list[dict[str, Any]]:
    with home.database.read() as connection:
        table = league_table(connection, league, as_of=home.clock.now())
    return [standing_row(each) for each in table]
