"""``python -m scoreline.jobs.perform HOME RUN [PARENT]``: do a run, in a process of its own."""

import os
import sys
from pathlib import Path

from scoreline.home import open_home
from scoreline.jobs.orders import perform
from scoreline.jobs.parent import end_with
from scoreline.log import configure


def main(home: str, number: str, parent: str | None = None) -> None:
    """Open the home and do the run; end when the parent does, if that is named."""
    if parent is not None:
        end_with(int(parent), lambda: os._exit(1))
        configure(as_json=not sys.stderr.isatty())
    with open_home(Path(home)) as opened:
        perform(opened, int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
