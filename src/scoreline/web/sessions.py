"""The cookie of a session and the token that proves that a form is our own."""

import hmac
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from scoreline.web.bodies import body_of

FIELD: Final = "csrf"
HEADER: Final = "x-csrf-token"
_FORM: Final = "application/x-www-form-urlencoded"


def cookie_name(request: Request, what: str = "session") -> str:
    """Return a cookie's name; behind https, browsers hold ``__Host-`` to this host alone."""
    return f"__Host-scoreline-{what}" if _secure(request) else f"scoreline-{what}"


def set_cookie(
    response: Response, request: Request, value: str, *, seconds: int, what: str = "session"
) -> None:
    """Give the browser a cookie that no script reads and no other site sends."""
    response.set_cookie(
        cookie_name(request, what),
        value,
        max_age=seconds,
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, request: Request, what: str = "session") -> None:
    """Take a cookie back."""
    set_cookie(response, request, "", seconds=0, what=what)


def session_token(request: Request) -> str | None:
    """Return what a request's session cookie holds."""
    return request.cookies.get(cookie_name(request))


def csrf_token(token: str) -> str:
    """Return the token that a session's forms carry; nobody makes it without the cookie."""
    return hmac.new(token.encode(), b"scoreline form", sha256).hexdigest()


def carries(request: Request, expected: str) -> bool:
    """Tell whether a request carries a form's token, in its header or as a field."""
    given = request.headers.get(HEADER) or form_of(request).get(FIELD, "")
    return hmac.compare_digest(given.encode(), expected.encode())


def form_of(request: Request) -> dict[str, str]:
    """Return a form's fields, the last of each name; nothing where the body is no form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        return {}
    text = body_of(request).decode("utf-8", "replace")
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def _secure(request: Request) -> bool:
    return bool(request.scope["scheme"] == "https")
