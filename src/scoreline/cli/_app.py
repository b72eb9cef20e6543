"""The program: its global options, its commands by name and how it ends."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from scoreline.cli._output import errors, fail, say
from scoreline.errors import ConfigurationError, ScorelineError

COMMANDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "demo": (
            "season",
            "Show a season end to end: data, a model, forecasts, bots and their table.",
        ),
        "init": ("data", "Make the home: its folder and an empty database."),
        "ingest": (
            "data",
            "Take in matches, odds and more from a source. Doing it twice changes nothing.",
        ),
        "features": (
            "data",
            "Write the features of matches, each as known at its own kick-off, to a Parquet file.",
        ),
        "train": (
            "models",
            "Train a model version on past matches and report how it did on the last of them.",
        ),
        "models": ("models", "Model versions: which there are, which one serves."),
        "predict": (
            "forecasts",
            "Forecast coming matches with the active model, and keep the forecasts in the ledger.",
        ),
        "backtest": (
            "backtest",
            "Walk through the past as if it were live and stand the forecasts beside the market's.",
        ),
        "evaluate": (
            "evaluate",
            "Judge what was really forecast of late: beside the market, by version, and for drift.",
        ),
        "replay": ("season", "Play seasons match day by match day, as if they were happening."),
        "simulate": (
            "simulation",
            "Play the rest of a season 10,000 times: title, Europe, relegation, final places.",
        ),
        "bots": ("bots", "Bots, their tips and their league tables."),
        "serve": ("service", "Serve forecasts: a page of the coming matches and the HTTP API."),
        "run": (
            "service",
            "Serve forecasts and do what is due, in one process with nothing else to start.",
        ),
        "worker": ("service", "Do what comes over the queue, on one machine of many."),
        "beat": ("service", "Put what is due into the queue; a second one does no harm."),
        "jobs": ("service", "The work that runs by itself: what is due, what ran and how it went."),
        "users": ("access", "Who may log in."),
        "keys": ("access", "Keys of programs."),
        "audit": ("access", "List what was done by those who may, the newest first."),
        "teams": ("teams", "Clubs and the names that sources call them by."),
        "players": ("players", "Players and the names that sources call them by."),
        "news": (
            "news",
            "Team news: documents, what they say of clubs and players, its effect.",
        ),
        "quarantine": ("quarantine", "Rows that were left out, and why."),
        "doctor": ("doctor", "Say what is stored, how fresh it is and what needs attention."),
    }
)
"""Every command: the file beside this one that holds it, and what it does."""


class _OnDemand(TyperGroup):
    """Imports a command's file when the command is called.

    What stands behind most commands (Polars, scikit-learn, XGBoost) takes seconds to import.
    """

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {
            name: TyperCommand(name, help=does) for name, (_, does) in COMMANDS.items()
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is called, whole."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, name and load(name), rest


def load(name: str) -> Any:
    """Import a command's file and return the command."""
    file, _ = COMMANDS[name]
    commands: typer.Typer = import_module(f"scoreline.cli.{file}").app
    return typer.main.get_group(commands).commands[name]


app = typer.Typer(
    name="scoreline",
    cls=_OnDemand,
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
        from importlib.metadata import version  # noqa: PLC0415

        say(f"scoreline {version('scoreline')}")
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; ends the process with 0, 1 for an error, 2 for wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(args=home_first(given), prog_name="scoreline", standalone_mode=False)
    except typer.TyperException as error:
        _refuse_usage(error)
        sys.exit(error.exit_code)
    except ScorelineError as error:
        fail(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("interrupted")
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _refuse_usage(error: typer.TyperException) -> None:
    message = error.format_message().rstrip(".")
    if not message:
        return  # a group without a command, which has shown its help instead
    for stiff, plain in (("Value error, ", ""), ("Input should", "it should")):
        message = message.replace(stiff, plain)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "scoreline"
    fail(f"{message[0].lower()}{message[1:]}; see: {command} --help")


def home_first(arguments: Sequence[str]) -> list[str]:
    """Move ``--home`` to the front, so that it may stand behind a command as well."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument == "--home" and (folder := next(left, None)) is not None:
            front.append(f"--home={folder}")
        elif argument.startswith("--home="):
            front.append(argument)
        else:
            rest.append(argument)
    if "--home=" in front:
        raise ConfigurationError("--home is empty; name a folder, like --home ~/football")
    return [*front, *rest]
