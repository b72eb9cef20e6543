"""The application of one worker of several, over a home that it opens for itself."""

import os
import signal
import sys
from contextlib import ExitStack
from multiprocessing import parent_process
from threading import Thread

from fastapi import FastAPI

from scoreline.home import open_home
from scoreline.log import configure
from scoreline.web.app import create_app


def application() -> FastAPI:
    """Open the home that ``SCORELINE_HOME`` names and return the service over it.

    It ends with the process that began it: left behind, it would keep the port.
    """
    configure(as_json=not sys.stderr.isatty())
    Thread(target=_end_with_parent, daemon=True, name="parent").start()
    opened = ExitStack()
    return create_app(opened.enter_context(open_home()), at_the_end=opened.close)


def _end_with_parent() -> None:
    # By the pipe between them, not by its number: it may have gone before anybody looked.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
