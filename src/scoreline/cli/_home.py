"""The home that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager

from scoreline.cli._output import note
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
