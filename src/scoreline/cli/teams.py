"""Commands about clubs: teams list, ratings, add, alias, export, import."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from scoreline import reference
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import require_place, say, show, write_whole
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.names import require_name
from scoreline.sources import require_source
from scoreline.sources.alias_table import read_aliases, write_aliases
from scoreline.store import Connection, team_ratings, teams
from scoreline.words import counted

app = typer.Typer()
teams_app = typer.Typer(help="Clubs and the names that sources call them by.")
app.add_typer(teams_app, name="teams", no_args_is_help=True)


@teams_app.command("list")
def list_teams(as_json: AsJson = False) -> None:
    """List every club by country."""
    with opened() as home, home.database.read() as connection:
        show(teams.listing(connection), as_json=as_json, empty="no clubs yet: ingest something")


@teams_app.command("ratings")
def list_ratings(as_json: AsJson = False) -> None:
    """List what others rate each club at, the newest rating known, best first."""
    with opened() as home, home.database.read() as connection:
        known = team_ratings.frame_of(connection, as_of=home.clock.now())
    newest = known.unique(["provider", "club"], keep="last", maintain_order=True)
    rows = [
        {
            "provider": row["provider"],
            "club": row["club"],
            "rating": round(row["value"], 1),
            "since": f"{row['known_at']:%Y-%m-%d}",
        }
        for row in newest.sort("provider", "value", descending=[False, True]).to_dicts()
    ]
    show(rows, as_json=as_json, empty="no ratings yet: scoreline ingest clubelo")


@teams_app.command("add")
def add_team(
    name: Annotated[str, typer.Argument(help="As football-data.co.uk writes the club.")],
    country: Annotated[str, typer.Option(help="Where it plays, like England.")],
    full_name: Annotated[
        str | None, typer.Option(help="As people write it.", show_default="the name")
    ] = None,
) -> None:
    """Add a club that no list has yet; then: scoreline quarantine retry."""
    require_name("the club", name, teams.LONGEST["club"])
    full = full_name or name
    require_name("--full-name", full, teams.LONGEST["spelling"])
    countries = sorted({league.country for league in reference.competitions().values()})
    if country not in countries:
        raise NotFoundError(f"no league is in '{country}'; leagues are in {', '.join(countries)}")
    with _writing() as connection:
        added = teams.add(connection, name=name, full_name=full, country=country)
    say(f"{name} of {country} {'is there now' if added else 'was there already'}")


@teams_app.command("alias")
def add_alias(
    source: Annotated[str, typer.Argument(help="Whose spelling it is, like football-data.")],
    spelling: Annotated[str, typer.Argument(help="As the source writes the club.")],
    name: Annotated[str, typer.Argument(help="The club's name here; see: scoreline teams list.")],
) -> None:
    """Let a source's spelling stand for a club; then: scoreline quarantine retry."""
    require_source(source)
    require_name("the spelling", spelling, teams.LONGEST["spelling"])
    with _writing() as connection:
        teams.add_alias(connection, source=source, spelling=spelling, name=name)
    say(f"'{spelling}' of {source} stands for {name}")
    say("what it held back goes in with: scoreline quarantine retry")


@teams_app.command("export")
def export_aliases(
    out: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Where to write them.")],
) -> None:
    """Write what every source calls every club to a CSV file."""
    require_place(out, ".csv")
    with _writing() as connection:
        table = teams.alias_table(connection)
    text = write_aliases(table)
    write_whole(out, lambda place: place.write_text(text, encoding="utf-8"))
    say(f"{counted(len(table), 'alias', 'aliases')}: {out}")


@teams_app.command("import")
def import_aliases(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="As export writes it.")],
) -> None:
    """Take in aliases from a CSV file, all or none; those that are there stay as they are."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigurationError(f"cannot read {file}: {reason}") from error
    table = read_aliases(text, file.name)
    for source in sorted({alias.source for alias in table}):
        require_source(source)
    with _writing() as connection:
        new = teams.add_aliases(connection, table)
    say(f"{counted(new, 'new alias', 'new aliases')}, {len(table) - new} there already")


@contextmanager
def _writing() -> Iterator[Connection]:
    """Yield a write connection to a store that has the clubs we know."""
    with opened() as home, home.database.write() as connection:
        teams.seed(connection, reference.clubs())
        yield connection
