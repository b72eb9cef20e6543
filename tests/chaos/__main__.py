"""``python -m tests.chaos --days 30 --kills 200 --mode embedded``: kill, compare, say.

The same days are lived through twice from the same home. Undisturbed, one process does one thing
after another. Disturbed, a deployment does them while its processes are killed at random moments
(SIGKILL): in mode ``queue`` two beats put every run into Redis twice, PostgreSQL stands behind, and
beats, the worker and its children are killed; in mode ``embedded`` one process on SQLite and its
children. Ends with 1 where the databases differ.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from threading import Event
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from scoreline.home import Home, open_home
from scoreline.jobs.scheduler import Scheduler
from scoreline.jobs.tasks import JOBS
from scoreline.store import jobs

from . import roles, world

FIRST = date(2023, 4, 17)
"""A Monday: the first tips are due ten minutes before the first step, not days before."""
PATIENCE = 600
LOOK = 0.1
"""Seconds between two looks at how far a step is."""

APART = 2.0
"""Seconds between two kills, at most."""

LEFT = 8
"""So many kills may be left to the next step where a step is done."""


def main() -> int:
    """Live through the days twice and compare."""
    given = _arguments()
    roles.patched()
    folder = Path(tempfile.mkdtemp(prefix="scoreline-chaos-"))
    kept = given.calm is not None
    calm = given.calm.absolute() if kept else folder / "calm"
    lived = calm / f"{given.days} days"
    if not lived.exists():
        _dispose(calm, given)
        _live(calm, given, "calm", _calmly)
        lived.touch()
    disturbed = folder / "disturbed"
    _live(disturbed, given, "disturbed", _disturbed)
    with open_home(calm) as one, open_home(disturbed) as other:
        found = list(world.differences(one, other))
        contents = world.contents(one.database)
    if found:
        print(*found, f"both homes are kept: {calm} {disturbed}", sep="\n")
        return 1
    rows = sum(len(each) for each in contents.values())
    print(f"the same in {len(contents)} tables with {rows} rows")
    _dispose(disturbed, given)
    if not kept:
        _dispose(calm, given)
    shutil.rmtree(folder)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--mode", choices=tuple(roles.MODES), default="embedded")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/football-data"))
    parser.add_argument("--calm", type=Path, help="keep the undisturbed home here, or take it")
    parser.add_argument("--server", default="postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--broker", default="redis://127.0.0.1:6379/8")
    return parser.parse_args()


Stepping = Callable[
    [Home, argparse.Namespace], tuple[Callable[[int, int], None], Callable[[], str]]
]


def _live(folder: Path, given: argparse.Namespace, which: str, how: Stepping) -> None:
    """Make a home, live through the days in it and say what that took."""
    world.build(folder, given.data, FIRST, _settings(given, which))
    site = world.Site(folder / "again", given.data)
    site.root = folder / "site"
    steps = site.steps(FIRST, given.days)
    began = time.monotonic()
    with open_home(folder) as home:
        step_done, account = how(home, given)
        try:
            for number, step in enumerate(steps, 1):
                site.publish(step.date())
                world.set_clock(folder / "clock", step)
                step_done(number, len(steps))
                _progress(f"{given.mode}, {which}: {step:%d %b %H:%M}")
        finally:
            said = account()
        took = time.monotonic() - began
        _progress("")
        print(f"{given.mode}, {which}: {len(steps)} steps in {took:.0f} s, {_record(home)}{said}")
        sys.stdout.flush()


def _progress(said: str) -> None:
    print(f"\r{said:60}\r", end="", file=sys.stderr, flush=True)


def _calmly(
    home: Home, _given: argparse.Namespace
) -> tuple[Callable[[int, int], None], Callable[[], str]]:
    scheduler = Scheduler(home, roles.AtOnce(home))

    def step_done(_number: int, _of: int) -> None:
        while not _done(home):
            scheduler.tick()

    return step_done, lambda: ""


def _disturbed(
    home: Home, given: argparse.Namespace
) -> tuple[Callable[[int, int], None], Callable[[], str]]:
    chance = Random(given.seed)
    deployment = roles.Deployment(home, given.mode, chance)
    kills: Counter[bool] = Counter()

    def step_done(number: int, of: int) -> None:
        due = round(given.kills * number / of) - kills.total()
        kills.update(_disturb(home, deployment, due, chance, last=number == of))

    def account() -> str:
        deployment.stop()
        each = ", ".join(f"{kind} {count}" for kind, count in sorted(deployment.killed.items()))
        return (
            f"\n{given.mode}, killed: {kills.total()} processes,"
            f" {kills[True]} of them while there was something to do: {each}"
        )

    return step_done, account


def _disturb(
    home: Home, deployment: roles.Deployment, due: int, chance: Random, *, last: bool
) -> "Counter[bool]":
    """Kill until all that was due is done; return how often, with something to do or without.

    A few kills may be left to the next step, unless this is the last.
    """
    kills: Counter[bool] = Counter()
    began, waiting = time.monotonic(), Event()
    next_kill = began + chance.uniform(0, APART)
    while time.monotonic() < began + PATIENCE:
        deployment.look_after()
        done = _done(home)
        if done and due - kills.total() <= (0 if last else LEFT):
            return kills
        ripe = kills.total() < due and time.monotonic() >= next_kill
        if ripe and deployment.kill_one(anybody=done):
            kills[not done] += 1
            next_kill = time.monotonic() + chance.uniform(0, APART)
        waiting.wait(LOOK)
    with home.database.read() as connection:
        open_ = [(run.job, run.period, run.outcome) for run in jobs.unfinished(connection)]
    raise TimeoutError(f"{home.clock.now()}: not done after {PATIENCE} s: {open_}")


def _done(home: Home) -> bool:
    """Tell whether all that is due has been entered and has ended."""
    with home.database.read() as connection:
        if jobs.unfinished(connection):
            return False
    slots = [(name, slot.period) for name, job in JOBS.items() for slot in job.slots(home)]
    with home.database.read() as connection:
        entered = jobs.known(connection, slots)
        return len(entered) == len(set(slots)) and not jobs.unfinished(connection)


def _record(home: Home) -> str:
    with home.database.read() as connection:
        runs = Counter(run.outcome for run in jobs.latest(connection, limit=10**6))
        attempts = Counter(each.outcome for each in jobs.history(connection, limit=10**6))
    return (
        f"{runs.total()} runs ({_counted(runs)})"
        f" in {attempts.total()} attempts ({_counted(attempts)})"
    )


def _counted(outcomes: "Counter[str]") -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))


def _settings(given: argparse.Namespace, which: str) -> dict[str, str]:
    if given.mode == "embedded":
        return {}
    name = f"chaos_{which}_{uuid4().hex[:8]}"
    _on_server(given, f"CREATE DATABASE {name}")
    return {
        "SCORELINE_DATABASE_URL": make_url(given.server)
        .set(database=name)
        .render_as_string(hide_password=False),
        "SCORELINE_BROKER_URL": given.broker,
        "SCORELINE_QUEUE_NAME": name,
    }


def _dispose(folder: Path, given: argparse.Namespace) -> None:
    """Remove a home, with its database and queues where they are elsewhere."""
    if given.mode == "queue" and folder.exists():
        with open_home(folder) as home:
            name = home.settings.queue_name
        _forget_queues(given.broker, name)
        _on_server(given, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    shutil.rmtree(folder, ignore_errors=True)


def _forget_queues(broker: str, name: str) -> None:
    from redis import Redis  # noqa: PLC0415 - comes with Celery

    with Redis.from_url(broker) as redis:
        for key in redis.scan_iter(f"{name}.*"):
            redis.delete(key)


def _on_server(given: argparse.Namespace, command: str) -> None:
    engine = create_engine(given.server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
