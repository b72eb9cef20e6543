"""Work that many workers share: steps of a backtest, and the search for better settings.

Whoever asks enters a run for each part and waits; the parts' results lie in the database, where
those of an earlier call are found again. A worker that is lost costs the part it was at.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Event
from typing import Any, Final

import polars as pl

from scoreline.errors import ConfigurationError, NotFoundError, ScorelineError
from scoreline.evaluation import Stage, Walk
from scoreline.home import Home
from scoreline.jobs.told import Told
from scoreline.log import warn
from scoreline.store import jobs, kept_steps
from scoreline.store.jobs import FAILED

STEP: Final = "backtest step"
LOOK: Final = 0.5
"""Seconds between two looks at how far the parts are."""

UNHEARD: Final = 20
"""After so many looks at parts that nobody has begun, whoever waits is told for what."""


def on_workers(home: Home) -> Callable[[Walk], Iterator[Stage]]:
    """Return what takes the steps of a walk by all workers that read the queue of long work.

    Raises:
        ConfigurationError: No broker is set, so that there are no workers.
    """
    if home.settings.broker_url is None:
        raise ConfigurationError(
            "there are no workers without a broker; set SCORELINE_BROKER_URL, or leave"
            " --on-workers away to use this machine's processors"
        )
    return lambda plan: _walk(home, plan)


def _walk(home: Home, plan: Walk) -> Iterator[Stage]:
    names = plan.names()
    runs = _hand_out(home, plan, names)
    done = looks = 0
    waiting = Event()
    while done < len(names):
        with home.database.read() as connection:
            there = kept_steps.there(connection, names)
            parts = [jobs.get(connection, number) for number in runs]
        failed = [part for part in parts if part and part.outcome == FAILED]
        if failed:
            raise ScorelineError(f"a step of the backtest failed: {failed[0].detail}")
        while done < len(names) and names[done] in there:
            yield plan.taken(plan.steps[done], _rows(home, names[done]))
            done += 1
        looks = looks + 1 if all(part.attempt == 0 for part in parts if part) else 0
        if looks == UNHEARD and done < len(names):
            warn(
                "no worker has begun; it takes: scoreline beat, scoreline worker --queue long",
                steps_waiting=len(names) - done,
            )
        if done < len(names):
            waiting.wait(LOOK)


def _hand_out(home: Home, plan: Walk, names: Sequence[str]) -> list[int]:
    now = home.wall.now()
    key = f"plan {names[-1]}"
    with home.database.read() as connection:
        there = kept_steps.there(connection, [key, *names])
    missing = [place for place, name in enumerate(names) if name not in there]
    content = plan.to_bytes() if missing and key not in there else b""
    with home.database.write() as connection:
        if content:
            kept_steps.put(connection, key, content, at=now)
        kept_steps.touch(connection, [key, *names], at=now)
        return [
            jobs.enter(
                connection,
                STEP,
                lock=names[place][:40],
                period=f"{names[place][:60]} {now:%Y-%m-%dT%H:%M}",
                due_at=now,
                order={"plan": key, "name": names[place], "step": place},
            ).id
            for place in missing
        ]


def take_step(home: Home, told: Told, order: Mapping[str, Any]) -> str:
    """Take one step of a backtest and keep what it brought."""
    name, place = order["name"], order["step"]
    with home.database.read() as connection:
        if kept_steps.there(connection, [name]):
            return "nothing to do: it was taken"
    plan = _plan(home, order["plan"])
    told("fitting", place, len(plan.steps))
    stage = plan.take(plan.steps[place])
    content = io.BytesIO()
    stage.to_rows().write_parquet(content)
    with home.database.write() as connection:
        kept_steps.put(connection, name, content.getvalue(), at=home.wall.now())
    return f"{stage.refit}: {len(stage.matches)} matches"


_plans: dict[str, Walk] = {}


def _plan(home: Home, key: str) -> Walk:
    """Return a plan, read once a process: its steps come one by one."""
    if key not in _plans:
        with home.database.read() as connection:
            content = kept_steps.get(connection, key)
        if content is None:
            raise NotFoundError("the plan of this backtest was forgotten; ask for it again")
        _plans.clear()
        _plans[key] = Walk.from_bytes(content)
    return _plans[key]


def _rows(home: Home, name: str) -> pl.DataFrame:
    with home.database.read() as connection:
        content = kept_steps.get(connection, name)
    if content is None:
        raise NotFoundError("a step was forgotten while it was waited for; ask for it again")
    return pl.read_parquet(io.BytesIO(content))
