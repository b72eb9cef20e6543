"""The application, put together over an opened home."""

from importlib.metadata import version
from typing import Final

from fastapi import FastAPI

from scoreline.home import Home
from scoreline.jobs.orders import start
from scoreline.registry import ActiveModel
from scoreline.web import bodies, errors, guard, security, static_files
from scoreline.web.api import (
    accuracy,
    auditing,
    health,
    leagues,
    matches,
    models,
    predictions,
    training,
)
from scoreline.web.limits import Buckets
from scoreline.web.live import LiveForecasts
from scoreline.web.pages import coming, login

_ROOMS: Final = (
    health,
    predictions,
    matches,
    leagues,
    models,
    training,
    accuracy,
    auditing,
    coming,
    login,
)


def create_app(home: Home) -> FastAPI:
    """Return the service over a home; whoever opened the home closes it after the service."""
    app = FastAPI(
        title="scoreline",
        version=version("scoreline"),
        summary="Football forecasts, each as of an instant, read from an append-only ledger.",
        openapi_url="/api/openapi.json",
        # Both load their scripts from elsewhere; this service sends nobody off the host.
        docs_url=None,
        redoc_url=None,
        responses=errors.RESPONSES,
    )
    app.state.home = home
    app.state.active = ActiveModel(home.registry)
    app.state.live = LiveForecasts(home, app.state.active)
    app.state.start = start
    app.state.login_tries = Buckets(login.TRIES)
    errors.install(app)
    # The one added last stands outermost.
    app.add_middleware(guard.Guard, home=home)
    app.add_middleware(bodies.Bodies)
    app.add_middleware(security.SecureHeaders)
    for room in _ROOMS:
        app.include_router(room.router)
    app.mount("/static", static_files.StaticFiles(directory=static_files.FOLDER), name="static")
    return app
