"""The program: its global options and how it ends."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from scoreline.cli._output import errors, say
from scoreline.errors import ScorelineError
from scoreline.home import Home, open_home

app = typer.Typer(
    name="scoreline",
    help="Football forecasting you can trust, with bots that play on it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Begin with `scoreline demo`, or with `scoreline ingest bundled`.",
)


@app.callback(invoke_without_command=True)
def _root(
    home: Annotated[
        Path | None,
        typer.Option(
            envvar="SCORELINE_HOME",
            metavar="DIR",
            help="The folder that holds all state.",
            show_default="~/.scoreline",
        ),
    ] = None,
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.")
    ] = False,
) -> None:
    if home is not None:
        os.environ["SCORELINE_HOME"] = str(home)
    if show_version:
        say(f"scoreline {version('scoreline')}")
        raise typer.Exit


@contextmanager
def opened() -> Iterator[Home]:
    """Open the home that the command line names and say where the clock stands."""
    with open_home() as home:
        if home.settings.as_of is not None:
            errors.print(f"[dim]the clock stands at {home.clock.now():%d %b %Y %H:%M} UTC[/dim]")
        yield home


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; ends the process with 0, 1 for an error, 2 for wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=home_first(given), prog_name="scoreline")
    except ScorelineError as error:
        errors.print(f"[red]error:[/red] {_plain(error)}", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("interrupted")
        sys.exit(130)


def home_first(arguments: Sequence[str]) -> list[str]:
    """Move ``--home`` to the front, so that it may stand behind a command as well."""
    front: list[str] = []
    rest = list(arguments)
    for at, argument in enumerate(arguments):
        if argument == "--home" and at + 1 < len(arguments):
            front, rest = [argument, arguments[at + 1]], [*arguments[:at], *arguments[at + 2 :]]
        elif argument.startswith("--home="):
            front, rest = [argument], [*arguments[:at], *arguments[at + 1 :]]
    return [*front, *rest]


def _plain(error: ScorelineError) -> str:
    return str(error).replace("\n", " ").replace("[", "\\[")
