"""Commands about whole seasons: replay, demo."""

from typing import Annotated, Any

import typer

from scoreline.bots import league_table
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson, OneLeague, Season
from scoreline.cli._output import heading, progress, say, show, show_json
from scoreline.cli.bots import standing_row
from scoreline.cli.forecasts import explain, line
from scoreline.domain import ScoringRule
from scoreline.home import Home
from scoreline.jobs import Replay, replay, season_quality
from scoreline.jobs import demo as steps
from scoreline.settings import keep_setting
from scoreline.sources import Selection, ingest, source_named
from scoreline.words import counted

app = typer.Typer()

SHOWN = 10


@app.command("replay")
def replay_season(
    league: OneLeague,
    season: Season,
    rule: Annotated[
        str, typer.Option(metavar="POINTS", help="3/1 exact/outcome, or 4/3/2 with difference.")
    ] = "3/1",
    as_json: AsJson = False,
) -> None:
    """Play a season match day by match day, as if it were happening.

    A model is trained on what was known before the season, forecasts each match day two hours
    before its first kick-off, the bots tip, and results settle the tips.
    """
    with opened() as home:
        played = _play(home, league, season, ScoringRule.parse(rule))
        if as_json:
            show_json(_plain(home, played))
        else:
            _tables(home, played)


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
        played = _play(home, steps.LEAGUE, steps.SEASON, ScoringRule(), book=home.book)
        home.registry.activate(played.version.name, note="demo")
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


def _play(
    home: Home, league: str, season: int, rule: ScoringRule, *, book: str | None = None
) -> Replay:
    with progress(f"replaying {league} {season}") as tell:
        return replay(home, league, season, rule=rule, book=book, progress=tell)


def _tables(home: Home, played: Replay) -> None:
    name = played.league.name
    after = counted(len(played.match_ids), "match")
    heading(f"{name}: bots after {after}, {played.league.rule} points")
    show(_standings(home, played), as_json=False)
    heading(f"{name}: forecasts by {played.version.name} beside others on the same matches")
    show(season_quality(home, played), as_json=False)
    say(
        "model minus it: difference in log loss; where the interval is below 0, the model is better"
    )


def _plain(home: Home, played: Replay) -> dict[str, Any]:
    return {
        "league": played.league.name,
        "version": played.version.name,
        "matches": len(played.match_ids),
        "table": _standings(home, played),
        "quality": season_quality(home, played),
    }


def _standings(home: Home, played: Replay) -> list[dict[str, Any]]:
    with home.database.read() as connection:
        table = league_table(connection, played.league, as_of=home.clock.now())
    return [standing_row(each) for each in table]
