"""Bodies of requests: read whole, and none larger than anything here needs."""

from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scoreline.web import errors

LARGEST: Final = 64 * 1024
"""Bytes."""

_KEPT: Final = "scoreline.body"


class Bodies:
    """Reads a request's body before anything else does, and refuses one that is too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body at hand."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await _read(scope, receive)
        except _GoneError:
            return  # nobody is there to be answered, and half a request is none
        except _RefusedError as refused:
            refusal = errors.refuse(Request(scope), refused.status, refused.code, str(refused))
            await refusal(scope, receive, send)
            return
        scope[_KEPT] = body
        await self._app(scope, _again(body, receive), send)


def body_of(request: Request) -> bytes:
    """Return a request's body."""
    body: bytes = request.scope[_KEPT]
    return body


class _GoneError(Exception):
    """Whoever asked broke off before the end of the request."""


class _RefusedError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


async def _read(scope: Scope, receive: Receive) -> bytes:
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    length = int(announced) if announced.isdigit() else 0
    _require_small(length)
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        _require_small(size)
    if size < length:
        raise _RefusedError(400, "incomplete", f"{size} of {length} bytes of the body came")
    return b"".join(parts)


def _require_small(size: int) -> None:
    if size > LARGEST:
        raise _RefusedError(413, "too_large", f"a body has {LARGEST} bytes at most")


def _again(body: bytes, receive: Receive) -> Receive:
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay
