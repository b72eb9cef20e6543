"""The home that a command works on."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from scoreline.cli._output import note
from scoreline.domain.access import Local
from scoreline.home import Home, open_home
from scoreline.settings import SETTINGS_FILE


@contextmanager
def opened() -> Iterator[Home]:
    """Open the home that the command line names and say where the clock stands."""
    with open_home() as home:
        if home.settings.as_of is not None:
            note(
                f"the clock stands at {home.clock.now():%d %b %Y %H:%M} UTC"
                f" (SCORELINE_AS_OF, perhaps from {home.settings.home / SETTINGS_FILE})"
            )
        yield home


def command_line() -> Local:
    """Return how the audit log calls whoever types commands here."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        user = "somebody"
    return Local(f"command line, {user}")
