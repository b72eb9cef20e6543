"""Processes that have no business without the one that began them."""

import os
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

LOOK: Final = 0.5
"""Seconds between two looks whether the parent is there yet."""


def end_with(parent: int, end: Callable[[], None]) -> None:
    """Call a function, in a thread, once a parent is gone, however it ended."""

    def wait() -> None:
        waiting = Event()
        while os.getppid() == parent:
            waiting.wait(LOOK)
        end()

    Thread(target=wait, daemon=True, name="parent").start()
