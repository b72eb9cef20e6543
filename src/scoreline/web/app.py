"""The application, put together over an opened home."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI

from scoreline.home import Home
from scoreline.jobs.orders import start
from scoreline.registry import ActiveModel
from scoreline.web import bodies, errors, guard, heads, security, static_files
from scoreline.web.api import (
    accuracy,
    auditing,
    bankrolls,
    comparing,
    courses,
    health,
    leagues,
    matches,
    metrics,
    models,
    predictions,
    signals,
    training,
)
from scoreline.web.boards import Boards
from scoreline.web.checkups import Checkups
from scoreline.web.comparisons import Comparisons
from scoreline.web.described import Described
from scoreline.web.kept import KeptForecasts
from scoreline.web.limits import Buckets
from scoreline.web.live import LiveForecasts
from scoreline.web.metrics import Counting, Metrics
from scoreline.web.pages import bots as bot_pages
from scoreline.web.pages import coming, competitions, data, login, match, people, quality
from scoreline.web.pages import comparing as comparing_pages
from scoreline.web.pages import jobs as job_pages
from scoreline.web.pages import models as model_pages
from scoreline.web.projections import Projections
from scoreline.web.purses import Purses
from scoreline.web.records import Records
from scoreline.web.watching import watched

_ROOMS: Final = (
    health,
    metrics,
    predictions,
    matches,
    signals,
    leagues,
    courses,
    bankrolls,
    models,
    training,
    accuracy,
    auditing,
    comparing,
    coming,
    match,
    competitions,
    bot_pages,
    quality,
    comparing_pages,
    model_pages,
    job_pages,
    data,
    people,
    login,
)


def create_app(
    home: Home,
    *,
    at_the_end: Callable[[], None] | None = None,
    wake: Callable[[], None] | None = None,
) -> FastAPI:
    """Return the service over a home; whoever opened the home closes it after the service.

    Args:
        home: The home.
        at_the_end: Called once the service has stopped.
        wake: Tells a scheduler that a training was ordered, which sees to it then; without one,
            the service starts a process for it.
    """
    active = ActiveModel(home.registry)
    app = Described(
        title="scoreline",
        version=version("scoreline"),
        summary="Football forecasts, each as of an instant, read from an append-only ledger.",
        openapi_url="/api/openapi.json",
        # Both load their scripts from elsewhere; this service sends nobody off the host.
        docs_url=None,
        redoc_url=None,
        responses=errors.RESPONSES,
        lifespan=watched(active, at_the_end=at_the_end),
    )
    app.state.home = home
    app.state.active = active
    app.state.live = LiveForecasts(home, active)
    app.state.purses = Purses(home)
    app.state.boards = Boards(home)
    app.state.checkups = Checkups(home)
    app.state.records = Records(home)
    app.state.comparisons = Comparisons(home)
    app.state.projections = Projections(home, active)
    app.state.kept = KeptForecasts(home, active)
    app.state.metrics = Metrics(active, home)
    # Where there is a queue or a scheduler, it sees to what is ordered.
    app.state.queued = wake is not None or home.settings.broker_url is not None
    app.state.start = (lambda _home, _number: wake and wake()) if app.state.queued else start
    app.state.login_tries = Buckets(login.TRIES)
    app.state.login_failures = Buckets(login.FAILURES)
    errors.install(app)
    # The one added last stands outermost.
    app.add_middleware(heads.Heads)
    app.add_middleware(guard.Guard, home=home)
    app.add_middleware(bodies.Bodies)
    app.add_middleware(Counting, metrics=app.state.metrics)
    app.add_middleware(security.SecureHeaders)
    for room in _ROOMS:
        app.include_router(room.router)
    app.mount("/static", static_files.StaticFiles(directory=static_files.FOLDER), name="static")
    return app
