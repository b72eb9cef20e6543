"""The application of one worker of several, over a home that it opens for itself."""

from contextlib import ExitStack

from fastapi import FastAPI

from scoreline.home import open_home
from scoreline.web.app import create_app


def application() -> FastAPI:
    """Open the home that ``SCORELINE_HOME`` names and return the service over it."""
    opened = ExitStack()
    return create_app(opened.enter_context(open_home()), at_the_end=opened.close)
