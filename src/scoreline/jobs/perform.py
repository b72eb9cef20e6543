"""``python -m scoreline.jobs.perform HOME JOB``: do what was ordered, in a process of its own."""

import sys
from pathlib import Path

from scoreline.home import open_home
from scoreline.jobs.orders import perform


def main(home: str, number: str) -> None:
    """Open the home and do the job."""
    with open_home(Path(home)) as opened:
        perform(opened, int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
