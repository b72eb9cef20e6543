"""The page that says what went wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request, Response

from scoreline.web.pages.templates import render


def page(
    request: Request, status: int, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error as a page."""
    path = request.url.path if request.method == "GET" else "/"
    return render(
        request,
        "failure.html",
        status=status,
        headers=dict(headers or {}),
        code=status,
        title=HTTPStatus(status).phrase,
        message=message,
        login=f"/login?next={quote(path)}",
    )
