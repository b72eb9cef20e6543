"""Headers that every answer carries."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
        " connect-src 'self';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # What the clock or a new forecast can change is asked for again; files say otherwise.
    "Cache-Control": "no-cache",
}


HTTPS_HEADERS: Final = {"Strict-Transport-Security": "max-age=31536000"}
"""Where the reader came by https, directly or to a proxy in front."""


class SecureHeaders:
    """Adds ``HEADERS`` to every answer; what an endpoint has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its answer."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in headers_for(scope["scheme"]).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_secured)


def headers_for(scheme: str) -> dict[str, str]:
    """Return the headers of an answer that goes out by ``http`` or ``https``."""
    return HEADERS | HTTPS_HEADERS if scheme == "https" else dict(HEADERS)
