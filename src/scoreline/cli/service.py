"""Commands that run: serve, run, and single jobs."""

import errno
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib import import_module
from threading import Event, Thread
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from scoreline.cli._home import opened
from scoreline.cli._options import AsJson
from scoreline.cli._output import say, show
from scoreline.errors import ConfigurationError
from scoreline.home import Home
from scoreline.jobs import JOBS, Job, job_named
from scoreline.jobs import run as run_named
from scoreline.jobs.job import Queue
from scoreline.log import configure
from scoreline.store import jobs as record

# Known to type checkers only: it takes long to import.
if TYPE_CHECKING:
    from fastapi import FastAPI

app = typer.Typer()
jobs_app = typer.Typer(help="The work that runs by itself: what is due, what ran and how it went.")
app.add_typer(jobs_app, name="jobs", no_args_is_help=True)

BACKLOG: Final = 2048
"""Connections that may wait until they are answered."""

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
    with until_told(), listening(host, port) as listener:
        with opened() as home:
            # Opened before any worker: the tables are there once they start.
            say(f"scoreline on {_address(host, port)} (stop with Ctrl+C)")
            configure(as_json=not sys.stderr.isatty())
            if workers == 1:
                from scoreline.web import create_app  # noqa: PLC0415

                serve_alone(create_app(home), listener)
                return
        with tempfile.TemporaryDirectory(prefix="scoreline-metrics-") as folder:
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
            serve_in_many(workers, listener)


def serve_alone(application: "FastAPI", listener: socket.socket) -> None:
    """Answer in this process until told to stop."""
    import uvicorn  # noqa: PLC0415 - only serving needs it and the pages

    uvicorn.Server(uvicorn.Config(application, **SERVER)).run(sockets=[listener])


def serve_in_many(workers: int, listener: socket.socket) -> None:
    """Answer in several processes, each with the home opened for itself, until told to stop."""
    import uvicorn  # noqa: PLC0415
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

    application = "scoreline.web.worker:application"
    config = uvicorn.Config(application, factory=True, workers=workers, **SERVER)
    listener.set_inheritable(True)
    Multiprocess(config, sockets=[listener]).run()


@contextmanager
def until_told() -> Iterator[None]:
    """Go on until SIGTERM or Ctrl+C, then close what is open; both are a proper end.

    Uvicorn stops at either, then sends it on: without this, SIGTERM would end the process there.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens: whoever asks early waits until somebody answers.

    Raises:
        ConfigurationError: The address is taken, may not be taken, or is none of this machine's.
    """
    if not host:
        raise ConfigurationError(f"--host is empty; {_advice(OSError(), port)}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        listener = socket.create_server(
            (host, port), family=family, backlog=BACKLOG, dualstack_ipv6=both
        )
    except OSError as error:
        reason = error.strerror.partition(" (")[0] if error.strerror else str(error)
        raise ConfigurationError(
            f"cannot listen on {host} port {port} ({reason}); {_advice(error, port)}"
        ) from error
    # asyncio sees to this for sockets of its own only; without it a body waits until its headers
    # are acknowledged, 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _advice(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"try --port {port % 65535 + 1}"
    if error.errno == errno.EACCES:
        return "ports below 1024 may not be taken by everybody; try --port 8000"
    return "--host takes an address of this machine, 0.0.0.0 or :: for all of them"


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@app.command()
def run(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve forecasts and do what is due, in one process with nothing else to start."""
    from scoreline.jobs.children import Children  # noqa: PLC0415
    from scoreline.jobs.scheduler import Scheduler  # noqa: PLC0415
    from scoreline.web import create_app  # noqa: PLC0415

    with until_told(), listening(host, port) as listener, opened() as home:
        say(f"scoreline on {_address(host, port)}, doing what is due (stop with Ctrl+C)")
        configure(as_json=not sys.stderr.isatty())
        scheduler, over = Scheduler(home, Children(home)), Event()
        thread = Thread(target=scheduler.serve, args=(over,), name="scheduler")

        def end() -> None:
            over.set()
            scheduler.wake.set()
            thread.join()

        thread.start()
        try:
            serve_alone(create_app(home, at_the_end=end, wake=scheduler.wake.set), listener)
        finally:
            end()


def _queues() -> ModuleType:
    """Return what speaks to the queue.

    Raises:
        ConfigurationError: Celery is not installed.
    """
    try:
        return import_module("scoreline.jobs.queues")
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "work on many machines needs Celery: pip install 'scoreline[celery]'"
        ) from error


@app.command()
def worker(
    queue: Annotated[
        list[Queue] | None, typer.Option(help="Which work; may be repeated.", show_default="both")
    ] = None,
    concurrency: Annotated[
        int, typer.Option(min=1, max=256, help="Processes that work at the same time.")
    ] = 1,
) -> None:
    """Do what comes over the queue, on one machine of many."""
    work = _queues().work

    with opened() as home:
        # Opened before any worker: the tables are there once they start.
        settings = home.settings
    configure(as_json=not sys.stderr.isatty())
    work(settings, queues=queue or list(Queue), concurrency=concurrency)


@app.command()
def beat() -> None:
    """Put what is due into the queue; a second one does no harm."""
    queues = _queues()
    from scoreline.jobs.scheduler import Scheduler  # noqa: PLC0415

    over = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: over.set())
    with opened() as home:
        scheduler = Scheduler(home, queues.Queues(home))
        configure(as_json=not sys.stderr.isatty())
        say("what is due goes into the queue (stop with Ctrl+C)")
        scheduler.serve(over)


@jobs_app.command("list")
def list_jobs(as_json: AsJson = False) -> None:
    """List the jobs, when they are due next and how they went last."""
    with opened() as home:
        with home.database.read() as connection:
            last = record.last_of_each(connection)
        rows = [_listed(home, job, last.get(job.name)) for job in JOBS.values()]
    show(rows, as_json=as_json)


def _listed(home: Home, job: Job, last: record.JobRun | None) -> dict[str, Any]:
    slot = job.coming(home)
    return {
        "job": job.name,
        "does": job.does,
        "next": _minute(slot.due if slot else None),
        "last_run": _minute(last.started_at or last.due_at if last else None),
        "outcome": last.outcome if last else "",
        "detail": last.detail if last else "",
    }


@jobs_app.command("history")
def list_attempts(
    job: Annotated[str | None, typer.Option("--job", help="Of this job only.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List what was tried, the newest first: every run, and every attempt at it."""
    if job is not None:
        job_named(job)
    with opened() as home, home.database.read() as connection:
        attempts = record.history(connection, job=job, limit=limit)
    rows = [
        {
            "run": each.run,
            "job": each.job,
            "period": each.period or "",
            "attempt": each.number,
            "worker": each.worker,
            "started": _minute(each.started_at),
            "seconds": _seconds(each),
            "outcome": each.outcome,
            "detail": each.detail,
        }
        for each in attempts
    ]
    show(rows, as_json=as_json, empty="nothing has run yet")


def _minute(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M}" if instant else ""


def _seconds(attempt: record.JobAttempt) -> float | None:
    if attempt.ended_at is None:
        return None
    return (attempt.ended_at - attempt.started_at).total_seconds()


@jobs_app.command("run")
def run_job(name: Annotated[str, typer.Argument(help=", ".join(JOBS))]) -> None:
    """Run one job now; running it again does nothing twice."""
    with opened() as home:
        say(run_named(home, name))
