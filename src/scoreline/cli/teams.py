"""Commands about clubs: teams list, alias."""

from typing import Annotated

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import say, show
from scoreline.store import teams

app = typer.Typer()
teams_app = typer.Typer(help="Clubs and the names that sources call them by.")
app.add_typer(teams_app, name="teams", no_args_is_help=True)


@teams_app.command("list")
def list_teams(as_json: AsJson = False) -> None:
    """List every club by country."""
    with opened() as home, home.database.read() as connection:
        show(teams.listing(connection), as_json=as_json, empty="no clubs yet: ingest something")


@teams_app.command("alias")
def add_alias(
    source: Annotated[str, typer.Argument(help="Whose spelling it is, like football-data.")],
    spelling: Annotated[str, typer.Argument(help="As the source writes the club.")],
    name: Annotated[str, typer.Argument(help="The club's name here; see: scoreline teams list.")],
) -> None:
    """Let a source's spelling stand for a club; then: scoreline quarantine retry."""
    with opened() as home, home.database.write() as connection:
        teams.add_alias(connection, source=source, spelling=spelling, name=name)
    say(f"'{spelling}' of {source} stands for {name}")
    say("what it held back goes in with: scoreline quarantine retry")
