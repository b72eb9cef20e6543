"""The page that says what went wrong."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse

from scoreline.home import Home
from scoreline.web.pages.templates import TEMPLATES, frame


def page(
    request: Request, status: int, message: str, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Return an error as a page."""
    home: Home = request.app.state.home
    context = {
        **frame(request, home.clock.now()),
        "status": status,
        "title": HTTPStatus(status).phrase,
        "message": message,
    }
    return TEMPLATES.TemplateResponse(
        request, "failure.html", context, status_code=status, headers=headers
    )
