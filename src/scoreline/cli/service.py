"""Commands that run: serve, and single jobs."""

import os
import socket
import tempfile
from contextlib import closing
from typing import Annotated, Any, Final

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import say, show
from scoreline.errors import ConfigurationError
from scoreline.jobs import JOBS
from scoreline.jobs import run as run_named
from scoreline.store import jobs as record

app = typer.Typer()
jobs_app = typer.Typer(help="The work that runs by itself.")
app.add_typer(jobs_app, name="jobs", no_args_is_help=True)

SERVER: Final[dict[str, Any]] = {
    "log_level": "warning",
    "server_header": False,
    "timeout_graceful_shutdown": 10,
    # A worker that is busy reading a model is not dead.
    "timeout_worker_healthcheck": 60,
}


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that answer; each holds its own model.")
    ] = 1,
) -> None:
    """Serve forecasts: a page of the coming matches and the HTTP API."""
    import uvicorn  # noqa: PLC0415 - only serving needs it and the pages

    require_free(host, port)
    with opened() as home:
        # Opened before any worker: the tables are there once they start.
        say(f"scoreline on http://{host}:{port} (stop with Ctrl+C)")
        if workers == 1:
            from scoreline.web import create_app  # noqa: PLC0415

            uvicorn.run(create_app(home), host=host, port=port, **SERVER)
            return
    with tempfile.TemporaryDirectory(prefix="scoreline-metrics-") as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        application = "scoreline.web.worker:application"
        uvicorn.run(application, factory=True, workers=workers, host=host, port=port, **SERVER)


def require_free(host: str, port: int) -> None:
    """Refuse an address that somebody listens on already.

    Raises:
        ConfigurationError: It is taken, or is none of this machine's.
    """
    with closing(socket.socket()) as probe:
        # As the server itself does: a port that was just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"cannot listen on {host}:{port} ({error.strerror}); try --port {port % 65535 + 1}"
            ) from error


@jobs_app.command("list")
def list_jobs(as_json: AsJson = False) -> None:
    """List the jobs and their last runs."""
    with opened() as home, home.database.read() as connection:
        last = {run.job: run for run in reversed(record.latest(connection, limit=200))}
    rows = [
        {
            "job": name,
            "does": (function.__doc__ or "").strip().split("\n")[0].rstrip("."),
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
