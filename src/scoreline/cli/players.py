"""Commands about players: players list, alike, alias."""

from typing import Annotated

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import say, show
from scoreline.names import require_name
from scoreline.sources import require_source
from scoreline.sources.likeness import alike
from scoreline.store import players, teams

app = typer.Typer()
players_app = typer.Typer(help="Players and the names that sources call them by.")
app.add_typer(players_app, name="players", no_args_is_help=True)

OfClub = Annotated[
    str | None, typer.Option("--club", metavar="NAME", help="Only players of this club.")
]


@players_app.command("list")
def list_players(club: OfClub = None, as_json: AsJson = False) -> None:
    """List every player that a source names, by club."""
    with opened() as home, home.database.read() as connection:
        found = players.listing(connection, club=club)
    rows = [
        {
            "club": each.club,
            "player": each.name,
            "spellings": "; ".join(f"{source}: {spelling}" for source, spelling in each.spellings),
        }
        for each in found
    ]
    show(rows, as_json=as_json, empty="no players yet: ingest a source of absences, like bundled")


@players_app.command("alike")
def list_alike(club: OfClub = None, as_json: AsJson = False) -> None:
    """List names of different sources that may be one player's, the likest first."""
    with opened() as home, home.database.read() as connection:
        pairs = alike(players.listing(connection, club=club))
    rows = [
        {
            "club": pair.club,
            "player": pair.name,
            "source": pair.source,
            "spelling": pair.spelling,
            "likeness": pair.likeness,
        }
        for pair in pairs
    ]
    show(rows, as_json=as_json, empty="no names of different sources are alike")


@players_app.command("alias")
def add_alias(
    source: Annotated[str, typer.Argument(help="Whose spelling it is.")],
    spelling: Annotated[str, typer.Argument(help="As the source writes the player.")],
    name: Annotated[str, typer.Argument(help="The player's name; see: scoreline players list.")],
    club: Annotated[str, typer.Option(metavar="NAME", help="The club that he plays for.")],
) -> None:
    """Let a source's spelling stand for a player of a club."""
    require_name("the spelling", spelling, teams.LONGEST["spelling"])
    with opened() as home, home.database.write() as connection:
        require_source(source, *players.sources(connection))
        players.add_alias(connection, source=source, spelling=spelling, club=club, name=name)
    say(f"'{spelling}' of {source} stands for {name} of {club}")
