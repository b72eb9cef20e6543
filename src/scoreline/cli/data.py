"""Commands about data: init, ingest, features."""

from pathlib import Path
from typing import Annotated

import typer

from scoreline.cli._accounting import account
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson, Leagues, Seasons, read_seasons
from scoreline.cli._output import (
    progress,
    require_place,
    say,
    write_whole,
)
from scoreline.domain import InformationSet
from scoreline.domain.odds import Margin
from scoreline.sources import Selection, source_named
from scoreline.sources import ingest as take_in
from scoreline.words import counted

_KEYS = ("match_id", "league", "season", "date", "home", "away", "home_goals", "away_goals")

app = typer.Typer()


@app.command()
def init() -> None:
    """Make the home: its folder and an empty database."""
    with opened() as home:
        say(f"ready: {home.settings.home}")
        say("next: scoreline ingest bundled, or scoreline demo")


@app.command()
def ingest(
    source: Annotated[
        str,
        typer.Argument(
            help="football-data, understat, openfootball, clubelo, api-football, csv, parquet or"
            " bundled."
        ),
    ],
    league: Leagues = None,
    seasons: Seasons = None,
    location: Annotated[
        str | None,
        typer.Option("--from", metavar="DIR_OR_URL", help="Stands for the source's own place."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in matches, odds and more from a source. Doing it twice changes nothing."""
    selection = Selection(tuple(dict.fromkeys(league or ())), read_seasons(seasons))
    with opened() as home, progress(f"ingesting {source}") as tell:
        report = take_in(
            home.database,
            source_named(source, home.settings),
            selection,
            clock=home.wall,
            location=location,
            progress=tell,
        )
    account(report, as_json=as_json)
    report.require_whole()
    report.require_some()


@app.command()
def features(
    out: Annotated[Path, typer.Option(metavar="FILE.parquet", help="Where to write them.")],
    league: Leagues = None,
    seasons: Seasons = None,
    odds: Annotated[
        InformationSet,
        typer.Option(
            "--odds",
            help="Which odds the features may be made from; closing gives every column.",
        ),
    ] = InformationSet.CLOSING,
    margin: Annotated[
        Margin,
        typer.Option(
            help="How the market's probabilities are freed of the bookmaker's margin; models"
            " always see power.",
        ),
    ] = Margin.POWER,
) -> None:
    """Write the features of matches, each as known at its own kick-off, to a Parquet file."""
    from scoreline.features import CATALOGUE  # noqa: PLC0415 - likewise
    from scoreline.jobs import feature_rows  # noqa: PLC0415 - slow, and only features need it

    require_place(out)
    with opened() as home:
        rows = feature_rows(
            home,
            as_of=home.clock.now(),
            competitions=league or (),
            seasons=read_seasons(seasons),
            information=odds,
            margin=margin,
        )
    named = rows.rename({"competition": "league"}).drop("kickoff")
    columns = [each.name for each in CATALOGUE if each.name in named.columns]
    write_whole(out, named.select(*_KEYS, *columns).write_parquet)
    say(f"{counted(len(named), 'match')}, {counted(len(columns), 'feature')}: {out}")
