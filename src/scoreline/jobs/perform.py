"""``python -m scoreline.jobs.perform HOME RUN [PARENT]``: do a run, in a process of its own."""

import os
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Final

from scoreline.home import open_home
from scoreline.jobs.orders import perform
from scoreline.log import configure

LOOK: Final = 0.5
"""Seconds between two looks whether the parent is there yet."""


def main(home: str, number: str, parent: str | None = None) -> None:
    """Open the home and do the run; end when the parent does, if that is named."""
    if parent is not None:
        Thread(target=_end_with, args=(int(parent),), daemon=True).start()
        configure(as_json=not sys.stderr.isatty())
    with open_home(Path(home)) as opened:
        perform(opened, int(number))


def _end_with(parent: int) -> None:
    waiting = Event()
    while os.getppid() == parent:
        waiting.wait(LOOK)
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
