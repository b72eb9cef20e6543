"""Whole processes of scoreline on a replayed home, and what became of their work."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from socket import socket
from threading import Event
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from sqlalchemy import Column, select

from local_server import Reply, Site
from scoreline.home import Home, open_home
from scoreline.jobs import orders, scheduler, tasks
from scoreline.settings import keep_setting
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import Database, jobs
from scoreline.store._types import Instant
from scoreline.store.tables import metadata

PROGRAM: Final = str(Path(sys.executable).with_name("scoreline"))
SEASON: Final = "/mmz4281/2526/E0.csv"
HEAD: Final = b"Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A\n"
PLAYED: Final = b"E0,15/08/2025,20:00,Liverpool,Bournemouth,4,2,H,1.3,6,8.5\n"
LATER: Final = b"E0,16/08/2025,12:30,Aston Villa,Newcastle,0,0,D,2.4,3.5,2.8\n"

SILENT: Final = Reply(body=HEAD + PLAYED + LATER, pause=3600)
"""Begins to answer and then says nothing more."""

WHOLE: Final = Reply(body=HEAD + PLAYED + LATER)

RECORD: Final = ("job_runs", "job_attempts", "kept_steps")
"""Tables that tell of the attempts themselves."""

PATIENCE: Final = 240.0
"""Seconds after which what is waited for counts as never happening."""


def use_site(folder: Path, site: Site) -> None:
    """Let a home's hourly ingest ask a site as well, and do only what is done in a moment."""
    settings = {"FOOTBALL_DATA_URL": site.address, "TUNE_TRIALS": "0", "RETRAIN": "never"}
    for name, value in {**settings, "HTTP_TRIES": "1", "RATE_ADDRESS": "0"}.items():
        keep_setting(folder, f"SCORELINE_{name}", value)
    site.serve(SEASON, Reply(body=HEAD + PLAYED))
    with open_home(folder) as home:
        source = source_named("football-data", home.settings)
        ingest(home.database, source, Selection(("E0",), (2025,)), clock=home.wall)


def do_all_at_once(folder: Path) -> None:
    """Do what is due in this process, undisturbed."""
    with open_home(folder) as home:
        scheduler.enter_due(home)
        while ready := scheduler.ready(home):
            for _, run in ready:
                orders.perform(home, run.id)


def leave_only(folder: Path, *names: str) -> None:
    """Do what is due but for some jobs: each takes a process, and a process seconds to begin."""
    with open_home(folder) as home:
        scheduler.enter_due(home)
        with home.database.read() as connection:
            open_ = [run for run in jobs.unfinished(connection) if run.job not in names]
        for run in open_:
            orders.perform(home, run.id)


@contextmanager
def process(folder: Path, *arguments: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command of scoreline until it ends or the block does."""
    program = [PROGRAM, "--home", str(folder), *arguments]
    quiet = {"PYTHONWARNINGS": "ignore", **more}
    running = subprocess.Popen(
        program, env=os.environ | quiet, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    with running:
        try:
            yield running
        finally:
            running.kill()


def ended(running: "subprocess.Popen[bytes]", number: int = signal.SIGTERM) -> tuple[int, str]:
    """Send a process a signal; return how it ended and what it said on standard error."""
    running.send_signal(number)
    said = running.communicate(timeout=PATIENCE)[1]
    return running.returncode, said.decode()


def until(true: Callable[[], Any]) -> Any:
    """Wait for something to be true, however slow the machine is, and return it."""
    end, pause = time.monotonic() + PATIENCE, Event()
    while not (found := true()):
        assert time.monotonic() < end, "it never happens"
        pause.wait(0.1)
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def health(port: int) -> dict[str, Any] | None:
    """Return what a service says of itself, None where nobody answers yet."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except HTTPError as error:
        with error:
            refused: dict[str, Any] = json.load(error)
            return refused
    except (URLError, ConnectionError, TimeoutError):
        return None


def children_of(parent: int) -> list[int]:
    """Return the processes that a process has begun, whichever of its threads did."""
    found: list[int] = []
    for thread in Path(f"/proc/{parent}/task").iterdir():
        with suppress(OSError):
            found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


def outcomes(home: Home) -> dict[str, list[str]]:
    """Return how each attempt at each job ended, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    with home.database.read() as connection:
        for each in reversed(jobs.history(connection, limit=10_000)):
            found[each.job].append(each.outcome)
    return dict(found)


def all_done(home: Home) -> bool:
    """Tell whether everything that is due has been entered and done."""
    due = {job.name for job in tasks.JOBS.values() if job.schedule(home.settings)}
    with home.database.read() as connection:
        return not jobs.unfinished(connection) and due <= set(jobs.last_of_each(connection))


def at_work(home: Home, job: str) -> bool:
    """Tell whether a job is being done."""
    return outcomes(home).get(job, [""])[-1] == "running"


def _tells(column: Column[Any]) -> bool:
    when = isinstance(column.type, Instant) and column.name != "kickoff"
    return column.name != "id" and not when


def lasting(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the jobs have made, whoever did it and when by the wall clock.

    Numbers follow the order of writing, which several workers may change.
    """
    found, tips = {}, dict[int, tuple[Any, ...]]()
    with database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name in RECORD:
                continue
            rows = []
            for row in connection.execute(select(table)).mappings():
                plain = {each.name: row[each.name] for each in table.columns if _tells(each)}
                if table.name == "tips":
                    tips[row["id"]] = tuple(plain.values())
                if "tip_id" in plain:
                    plain["tip_id"] = tips[row["tip_id"]]
                rows.append(tuple(plain.values()))
            found[table.name] = sorted(rows, key=repr)
    return found
