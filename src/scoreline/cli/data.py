"""Commands about data: init, ingest, features, doctor."""

from pathlib import Path
from typing import Annotated, Any

import typer

from scoreline.cli._accounting import account
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson, Leagues, Seasons, read_seasons
from scoreline.cli._output import (
    progress,
    require_place,
    say,
    show_json,
    write_whole,
)
from scoreline.domain import InformationSet
from scoreline.domain.odds import Margin
from scoreline.errors import ScorelineError
from scoreline.home import Home
from scoreline.sources import Selection, source_named
from scoreline.sources import ingest as take_in
from scoreline.store import matches, quarantine, raw_files
from scoreline.store import versions as version_store
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


def _age(fresh: raw_files.Freshness) -> str:
    newest = f", newest match {fresh.newest_match}" if fresh.newest_match else ""
    return (
        f"{counted(fresh.files, 'file')}, last fetched {fresh.fetched_at:%Y-%m-%d %H:%M},"
        f" last changed {fresh.changed_at:%Y-%m-%d %H:%M}{newest}"
    )


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is stored, how fresh it is and what needs attention.

    Ends with exit code 1 when the active model is damaged.
    """
    with opened() as home:
        damage = _damage(home)
        facts = _facts(home, damage)
    if as_json:
        show_json(facts)
    else:
        _show_facts(facts)
    if damage is not None:
        raise typer.Exit(1)


def _show_facts(facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        lines = [f"{k}: {v}" for k, v in value.items()] if isinstance(value, dict) else value
        for at, line in enumerate(lines if isinstance(lines, list) else [lines]):
            say(f"{'' if at else name.replace('_', ' '):17}{line}")


def _facts(home: Home, damage: str | None) -> dict[str, Any]:
    with home.database.read() as connection:
        stored = matches.seasons(connection)
        fresh = raw_files.freshness(connection)
        waiting = len(quarantine.open_rows(connection))
        trained = version_store.count(connection)
    stands = " (stands)" if home.settings.as_of else ""
    return {
        "home": str(home.settings.home),
        "database": home.database.engine.url.render_as_string(hide_password=True),
        "clock": f"{home.clock.now():%Y-%m-%d %H:%M} UTC{stands}",
        "leagues": {code: f"{years[0]}-{years[-1]}" for code, years in stored.items()},
        "sources": {each.source: _age(each) for each in fresh},
        "quarantined": waiting,
        "model_versions": trained,
        "active_version": home.registry.active_name() or "none",
        "problems": _problems(home, waiting, damage, stored=bool(stored)),
    }


def _problems(home: Home, waiting: int, damage: str | None, *, stored: bool) -> list[str]:
    found = [] if damage is None else [damage]
    if not stored:
        found.append("no matches yet: scoreline ingest bundled")
    if waiting:
        left_out = counted(waiting, "row or value", "rows or values")
        found.append(f"{left_out} left out: scoreline quarantine list")
    if home.registry.active_name() is None:
        found.append("no model is active: scoreline train")
    return found or ["none"]


def _damage(home: Home) -> str | None:
    """Return why the active model cannot serve, None where it can or there is none."""
    active = home.registry.active_name()
    if active is None:
        return None
    try:
        home.registry.load(active)
    except ScorelineError as error:
        return str(error)
    return None
