"""The templates, each value escaped unless a template says otherwise: only drawn charts do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scoreline import reference
from scoreline.clock import FixedClock
from scoreline.domain.access import Scope
from scoreline.home import Home
from scoreline.web import static_files
from scoreline.web.api.tables import CSV as CSV_TYPE
from scoreline.web.api.tables import to_csv
from scoreline.web.guard import Actor, actor_of
from scoreline.web.pages.tables import CSV, Table
from scoreline.web.pages.views import breakable, day_text, long_day, moment, sentence
from scoreline.web.sessions import csrf_token
from scoreline.words import counted

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["static"] = static_files.address
_environment.globals["colours_of"] = reference.colours_of
_environment.filters["moment"] = moment
_environment.filters["day"] = day_text
_environment.filters["counted"] = counted
_environment.filters["breakable"] = breakable
_environment.filters["sentence"] = sentence

TEMPLATES: Final = Jinja2Templates(env=_environment)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dashboard, as the navigation names it."""

    title: str
    href: str
    current: bool
    first_of_staff: bool = False


_SECTIONS: Final[tuple[tuple[str, str, Scope | None], ...]] = (
    ("Today", "/", None),
    ("Competitions", "/competitions", None),
    ("Bots", "/bots", None),
    ("Quality", "/quality", None),
    ("Models", "/models", Scope.MODELS_READ),
    ("Jobs", "/jobs", Scope.MODELS_READ),
    ("Data", "/data", Scope.DATA),
    ("People", "/people", Scope.ACCESS),
)


def render(
    request: Request,
    template: str,
    /,
    *,
    tables: Sequence[Table] = (),
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Response:
    """Return a page, or the rows of one of its tables where its address asks for them as CSV.

    Args:
        request: Who asks for what.
        template: Its file.
        tables: Those that can be had as CSV; the template sees each by its name with ``_table``.
        status: Of the answer.
        headers: Of the answer.
        context: What else the template sees.
    """
    wanted = request.query_params.get(CSV)
    for each in tables:
        if each.name == wanted:
            return _download(each)
    home: Home = request.app.state.home
    seen = {f"{each.name}_table": each for each in tables}
    shown = frame(request, home.clock.now()) | seen | context
    return TEMPLATES.TemplateResponse(
        request, template, shown, status_code=status, headers=_headers(request, headers)
    )


def frame(request: Request, now: datetime) -> dict[str, Any]:
    """Return what every page has around its content: the clock, and who is logged in."""
    home: Home = request.app.state.home
    actor = actor_of(request)
    return {
        "now": now,
        "now_text": f"{long_day(now.date())}, {now:%H:%M} UTC",
        "stands": isinstance(home.clock, FixedClock),
        "actor": actor,
        "may": lambda scope: _may(actor, Scope(scope)),
        "csrf": csrf_token(actor.session) if actor.session else "",
        "sections": list(_sections(request, actor)),
    }


def _download(each: Table) -> Response:
    name = f'attachment; filename="{each.name}.csv"'
    return Response(
        to_csv(each.records(), each.fields),
        media_type=CSV_TYPE,
        headers={"Content-Disposition": name},
    )


def _headers(request: Request, given: dict[str, str] | None) -> dict[str, str]:
    # A page that says who is logged in is that reader's alone.
    own = {"Cache-Control": "no-store"} if actor_of(request).session else {}
    return own | (given or {})


def _may(actor: Actor, scope: Scope | None) -> bool:
    return scope is None or (actor.principal is not None and actor.principal.may(scope))


def _sections(request: Request, actor: Actor) -> list[Section]:
    path = request.url.path
    open_to = [each for each in _SECTIONS if _may(actor, each[2])]
    staff = next((title for title, _, scope in open_to if scope), None)
    return [
        Section(title, href, current=_is_within(path, href), first_of_staff=title == staff)
        for title, href, _ in open_to
    ]


def _is_within(path: str, href: str) -> bool:
    if href == "/":
        return path == "/" or path.startswith("/matches/")
    return path == href or path.startswith(f"{href}/")
