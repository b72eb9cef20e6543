"""The templates, each value escaped unless a template says otherwise; none does."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scoreline.clock import FixedClock
from scoreline.home import Home
from scoreline.web import static_files
from scoreline.web.guard import actor_of
from scoreline.web.pages.views import long_day

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["static"] = static_files.address

TEMPLATES: Final = Jinja2Templates(env=_environment)


def frame(request: Request, now: datetime) -> dict[str, Any]:
    """Return what every page has around its content: the clock, and who is logged in."""
    home: Home = request.app.state.home
    return {
        "now": now,
        "now_text": f"{long_day(now.date())}, {now:%H:%M} UTC",
        "stands": isinstance(home.clock, FixedClock),
        "actor": actor_of(request),
    }
