"""Commands that run: serve, and single jobs."""

from typing import Annotated

import typer
import uvicorn

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import say, show
from scoreline.jobs import JOBS
from scoreline.jobs import run as run_named
from scoreline.store import jobs as record
from scoreline.web import create_app

app = typer.Typer()
jobs_app = typer.Typer(help="The work that runs by itself.")
app.add_typer(jobs_app, name="jobs", no_args_is_help=True)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve forecasts: a page of the coming matches and the HTTP API."""
    with opened() as home:
        say(f"scoreline on http://{host}:{port} (stop with Ctrl+C)")
        uvicorn.run(create_app(home), host=host, port=port, log_level="warning")


@jobs_app.command("list")
def list_jobs(as_json: AsJson = False) -> None:
    """List the jobs and their last runs."""
    with opened() as home, home.database.read() as connection:
        last = {run.job: run for run in reversed(record.latest(connection, limit=200))}
    rows = [
        {
            "job": name,
            "does": (function.__doc__ or "").strip().rstrip("."),
            "last_run": f"{last[name].started_at:%Y-%m-%d %H:%M}" if name in last else "",
            "outcome": last[name].outcome if name in last else "",
            "detail": last[name].detail if name in last else "",
        }
        for name, function in JOBS.items()
    ]
    show(rows, as_json=as_json)


@jobs_app.command("run")
def run_job(name: Annotated[str, typer.Argument(help=", ".join(JOBS))]) -> None:
    """Run one job now; running it again does nothing twice."""
    with opened() as home:
        say(run_named(home, name))
