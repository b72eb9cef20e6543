"""Processes of this machine that are gone, and what they were doing."""

import os
import socket
from contextlib import suppress
from pathlib import Path

from scoreline.home import Home
from scoreline.jobs import engine
from scoreline.store import Connection, leases


def take_from_the_dead(home: Home, connection: Connection) -> None:
    """Take runs at once from processes of this machine that are gone: no lease need end."""
    host = socket.gethostname()
    for run, worker in leases.holders(connection):
        name, _, number = worker.rpartition(":")
        if name == host and number.isdigit() and not lives(int(number)):
            engine.lose(home, connection, run)


def lives(process: int) -> bool:
    """Tell whether a process of this machine goes on; what awaits its burial does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        return True
    with suppress(OSError):  # not every system has it
        state = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[0]
        return state != b"Z"
    return True
