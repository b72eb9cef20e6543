"""Who takes the steps of a walk: this process, or several at the same time."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process

from scoreline.evaluation.kept import Kept
from scoreline.evaluation.walk import Stage, Step, Walk


def walk(plan: Walk, *, jobs: int = 1, kept: Kept | None = None) -> Iterator[Stage]:
    """Take the steps in order; up to ``jobs`` at the same time, with the same results.

    Args:
        plan: What to walk.
        jobs: Processes.
        kept: Where steps are kept as soon as they are taken, and those that were taken before are
            read instead.
    """
    names = dict(zip(plan.steps, plan.names(), strict=True)) if kept else {}
    found = {step: kept.read(name) for step, name in names.items()} if kept else {}
    missing = [step for step in plan.steps if found.get(step) is None]
    with _taking(plan, min(jobs, len(missing)), kept, names) as take:
        taken = take(missing)
        for step in plan.steps:
            rows = found.get(step)
            yield next(taken) if rows is None else plan.taken(step, rows)


@contextmanager
def _taking(
    plan: Walk, jobs: int, kept: Kept | None, names: Mapping[Step, str]
) -> Iterator[Callable[[Sequence[Step]], Iterator[Stage]]]:
    """Yield what takes steps in order."""
    worker = _Worker(plan, kept, names)
    if jobs <= 1:
        yield partial(map, worker.take)
        return
    # Started afresh, because a forked copy of a process with threads may hang.
    with ProcessPoolExecutor(
        max_workers=jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(worker,)
    ) as pool:
        yield partial(pool.map, _take)


@dataclass(frozen=True, slots=True, eq=False)
class _Worker:
    """Takes steps and keeps each before it goes on, so that nothing is lost with the process."""

    plan: Walk
    kept: Kept | None
    names: Mapping[Step, str]

    def take(self, step: Step) -> Stage:
        stage = self.plan.take(step)
        if self.kept:
            self.kept.write(self.names[step], stage.to_rows())
        return stage


_workers: list[_Worker] = []
"""A process's own copy, given to it when it starts."""


def _begin(worker: _Worker) -> None:
    _workers[:] = [worker]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _take(step: Step) -> Stage:
    return _workers[0].take(step)


def _end_with_parent() -> None:
    # A pool's processes would wait for ever for the next step of a parent that was killed.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
