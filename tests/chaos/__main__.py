"""``python -m tests.chaos --days 30 --kills 100 --mode embedded``: kill, compare, say.

The same days are lived through twice from the same home: undisturbed, and with processes killed at
random moments (SIGKILL). In mode ``queue`` two beats put every run into Redis twice, PostgreSQL
stands behind, and beats and workers are killed; in mode ``embedded`` one process on SQLite and its
children. Ends with 1 where the databases differ.
"""

import argparse
import shutil
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from random import Random
from threading import Event
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, text

from scoreline.clock import in_utc
from scoreline.home import Home, open_home
from scoreline.jobs import tasks
from scoreline.store import jobs
from scoreline.store.jobs import RUNNING

from . import roles, world

FIRST = date(2023, 4, 15)
PATIENCE = 900
STABLE = 60
IDLE = 0.01


def main() -> int:
    """Live through the days twice and compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--mode", choices=tuple(roles.ROLES), default="embedded")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/football-data"))
    parser.add_argument("--calm", type=Path, help="keep the undisturbed home here, or take it")
    parser.add_argument("--server", default="postgresql+psycopg://postgres@127.0.0.1:5432")
    parser.add_argument("--broker", default="redis://127.0.0.1:6379/8")
    given = parser.parse_args()
    roles.patched()
    with tempfile.TemporaryDirectory(prefix="scoreline-chaos-") as folder:
        calm = given.calm or Path(folder, "calm")
        if not calm.exists():
            _build(calm, given.data, _settings(given, "calm"))
            live(calm, given.mode, given.days, kills=0, seed=given.seed, data=given.data)
        disturbed = Path(folder, "disturbed")
        _build(disturbed, given.data, _settings(given, "disturbed"))
        live(disturbed, given.mode, given.days, given.kills, seed=given.seed, data=given.data)
        with open_home(calm) as one, open_home(disturbed) as other:
            found = list(world.differences(one, other))
            tables = len(world.contents(one.database))
    print(*found or [f"the same in {tables} tables"], sep="\n")
    return 1 if found else 0


def _build(folder: Path, data: Path, settings: dict[str, str]) -> None:
    # In a process of its own: what is forked after Polars has run may hang.
    builder = roles.Forked(lambda: world.build(folder, data, FIRST, settings))
    if builder.wait(PATIENCE):
        raise RuntimeError("the home could not be made")


def _settings(given: argparse.Namespace, which: str) -> dict[str, str]:
    if given.mode == "embedded":
        return {}
    server = given.server
    name = f"chaos_{which}_{int(time.monotonic())}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return {
        "SCORELINE_DATABASE_URL": f"{server}/{name}",
        "SCORELINE_BROKER_URL": given.broker,
        "SCORELINE_QUEUE_NAME": name,
    }


def live(folder: Path, mode: str, days: int, kills: int, *, seed: int, data: Path) -> None:
    """Live through the days, with as many kills spread over them at random."""
    shutil.rmtree(folder / "again", ignore_errors=True)
    site = world.Site(folder / "again", data)
    site.root = folder / "site"
    place = folder / "clock"
    world.use_clock(place)
    steps = site.steps(FIRST, days)
    chance, began, done = Random(seed), time.monotonic(), 0
    deployment = roles.Deployment(mode, folder, seed)
    try:
        for number, step in enumerate(steps, 1):
            site.publish(step.date())
            world.set_clock(place, step)
            due = round(kills * number / len(steps)) - done
            done += _until_done(folder, step, deployment, due, chance)
            print(f"\r{mode}: {step:%d %b %H:%M}, {done} kills", end="", file=sys.stderr)
    finally:
        deployment.stop()
    took = time.monotonic() - began
    with open_home(folder) as home, home.database.read() as connection:
        runs, tries = (len(f(connection, limit=10**6)) for f in (jobs.latest, jobs.history))
    print(
        f"\r{mode}: {len(steps)} steps, {runs} runs in {tries} attempts, {done} kills, {took:.0f} s"
    )


def _until_done(
    folder: Path, step: datetime, deployment: roles.Deployment, kills: int, chance: Random
) -> int:
    """Kill while there is work, until what is due has been done; return how often."""
    idle = 0
    until, killed, waiting = time.monotonic() + PATIENCE, 0, Event()
    next_kill = time.monotonic() + chance.uniform(0, 2)
    with open_home(folder) as home:
        while time.monotonic() < until:
            deployment.look_after()
            ripe = killed < kills and time.monotonic() >= next_kill
            # Mostly while something is being done; what begins and ends may be hit as well.
            if ripe and (_running(home) or _done(home, step) or chance.random() < IDLE):
                deployment.kill_one()
                killed += 1
                next_kill = time.monotonic() + chance.uniform(0, 3)
            idle = idle + 1 if killed >= kills and _done(home, step) else 0
            if idle > STABLE:  # a kick-off without tips is found by the next tick, no sooner
                return killed
            waiting.wait(0.05)
    raise TimeoutError(f"{step}: not done after {PATIENCE} s")


def _running(home: Home) -> bool:
    with home.database.read() as connection:
        return any(run.outcome == RUNNING for run in jobs.unfinished(connection))


def _done(home: Home, step: datetime) -> bool:
    assert home.clock.now() == in_utc(step)
    # Not job.slots(): this process forks, and must not have run Polars before.
    zone = ZoneInfo(home.settings.time_zone)
    schedules = [(job.name, job.schedule(home.settings)) for job in tasks.JOBS.values()]
    slots = [(name, each.latest(step, zone).period) for name, each in schedules if each]
    with home.database.read() as connection:
        entered = jobs.known(connection, slots)
        return len(entered) == len(set(slots)) and not jobs.unfinished(connection)


if __name__ == "__main__":
    sys.exit(main())
