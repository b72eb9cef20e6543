"""The application, put together over an opened home."""

from importlib.metadata import version

from fastapi import FastAPI

from scoreline.home import Home
from scoreline.registry import ActiveModel
from scoreline.web import bodies, errors, guard, security, static_files
from scoreline.web.api import auditing, health, predictions
from scoreline.web.limits import Buckets
from scoreline.web.pages import coming, login


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
    app.state.login_tries = Buckets(login.TRIES)
    errors.install(app)
    # The one added last stands outermost.
    app.add_middleware(guard.Guard, home=home)
    app.add_middleware(bodies.Bodies)
    app.add_middleware(security.SecureHeaders)
    for room in (health, predictions, auditing, coming, login):
        app.include_router(room.router)
    app.mount("/static", static_files.StaticFiles(directory=static_files.FOLDER), name="static")
    return app
