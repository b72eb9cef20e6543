"""Commands about what was left out: quarantine list, retry."""

from typing import Annotated

import typer

from scoreline.cli._accounting import account
from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import note, progress, say, show
from scoreline.sources import retry, source_named
from scoreline.store import quarantine

app = typer.Typer()
quarantine_app = typer.Typer(help="Rows that were left out, and why.")
app.add_typer(quarantine_app, name="quarantine", no_args_is_help=True)

Only = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Only what this source gave.")
]


@quarantine_app.command("list")
def list_quarantine(
    source: Only = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what has gone in since, and when.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the rows that were left out."""
    with opened() as home, home.database.read() as connection:
        entries = quarantine.history(connection, source=source)
    # What somebody has to decide about stands first.
    entries.sort(key=lambda each: each.row.settled)
    rows = [
        {
            "source": each.row.source,
            "file": each.row.file,
            "line": each.row.line,
            "reason": each.row.reason,
            "suggestion": each.row.suggestion,
            **({"opened": f"{each.opened_at:%Y-%m-%d %H:%M}"} if everything else {}),
            **(
                {"closed": each.closed_at and f"{each.closed_at:%Y-%m-%d %H:%M}"}
                if everything
                else {}
            ),
        }
        for each in entries
        if everything or each.closed_at is None
    ]
    show(rows, as_json=as_json, empty="nothing is in quarantine")
    noted = sum(each.row.settled for each in entries if each.closed_at is None)
    if noted and not as_json:
        note(f"{noted} of them need nothing: their rows went in without what is named")


@quarantine_app.command("retry")
def retry_quarantine(source: Only = None, as_json: AsJson = False) -> None:
    """Read the kept files again and let in what makes sense by now; nothing is fetched."""
    with opened() as home, progress("reading again") as tell:
        report = retry(
            home.database,
            lambda name: source_named(name, home.settings),
            clock=home.wall,
            source=source,
            progress=tell,
        )
    if not report.files and not as_json:
        say("nothing is in quarantine")
        return
    account(report, as_json=as_json)
    report.require_whole()
