"""The page that says what went wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from fastapi import Request, Response

from scoreline.web.pages.templates import render

_PLAIN: Final = MappingProxyType({401: "this page is for those who have an account here"})
_TITLES: Final = MappingProxyType({401: "Log in first", 422: "That cannot be done"})
"""What a person is told in place of what a program is told."""


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
        title=_TITLES.get(status, HTTPStatus(status).phrase),
        message=_PLAIN.get(status, message),
        login=f"/login?next={quote(path)}",
    )
