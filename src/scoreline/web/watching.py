"""Looking after which version is active, so that no request has to."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from threading import Event, Thread
from typing import Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from scoreline.registry import ActiveModel

LOOK_EVERY: Final = 0.5
"""Seconds; how often the handle really asks the database is its own affair."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def watched(active: ActiveModel, *, at_the_end: Callable[[], None] | None = None) -> Lifespan:
    """Return an application's life: the active model is read before the first request is taken.

    From then on a thread takes newly active versions; requests go on with the old one meanwhile.

    Args:
        active: The handle.
        at_the_end: Called once the service has stopped.
    """

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(active.bundle)
        over = Event()
        thread = Thread(target=_watch, args=(active, over), daemon=True, name="active model")
        thread.start()
        try:
            yield
        finally:
            over.set()
            await run_in_threadpool(thread.join)
            if at_the_end is not None:
                at_the_end()

    return life


def _watch(active: ActiveModel, over: Event) -> None:
    while not over.wait(LOOK_EVERY):
        active.bundle()
