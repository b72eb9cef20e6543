"""A request's body is whole, or the request is none."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from scoreline.web.bodies import LARGEST, Bodies, body_of

POST: dict[str, Any] = {"type": "http", "method": "POST", "path": "/api/x", "query_string": b""}


def part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def asked(parts: Sequence[Message], **headers: str) -> tuple[list[bytes], int | None]:
    """Return the bodies that the application was given, and the status that was answered."""
    given: list[bytes] = []
    sent: list[Message] = []
    left = list(parts)

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        given.append(body_of(Request(scope)))

    async def receive() -> Message:
        return left.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    # In a thread of its own: where browser tests came before, this one has a loop that goes on.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(
            lambda: asyncio.run(Bodies(app)({**POST, "headers": raw}, receive, send))
        ).result()
    return given, next((each["status"] for each in sent if "status" in each), None)


def test_parts_are_put_together() -> None:
    assert asked([part(b"a", more=True), part(b"", more=True), part(b"b")]) == ([b"ab"], None)


@pytest.mark.parametrize("before", [[], [part(b"{", more=True)]])
def test_a_request_that_is_broken_off_is_not_carried_out(before: list[Message]) -> None:
    assert asked([*before, {"type": "http.disconnect"}], content_length="9") == ([], None)


def test_a_body_shorter_than_announced_is_refused() -> None:
    assert asked([part(b"abc")], content_length="4") == ([], 400)
    assert asked([part(b"abcd")], content_length="4") == ([b"abcd"], None)


def test_a_body_that_is_too_large_is_refused_however_it_comes() -> None:
    assert asked([], content_length=str(LARGEST + 1)) == ([], 413)
    assert asked([part(b"x" * LARGEST, more=True), part(b"x")]) == ([], 413)
