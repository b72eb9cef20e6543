"""A server of our own on this machine, as well or badly behaved as a test wants it."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Reply:
    """What the server answers.

    Attributes:
        announced: The length it announces where that is not the body's.
        pause: Seconds between the body's bytes.
        gate: Nothing is said before it is set.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    pause: float = 0.0
    gate: Event | None = None


@dataclass
class Site:
    """A running server: its address, what it was asked, and what it answers to each path.

    A path's replies are given in turn, the last one for ever.
    """

    address: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def serve(self, path: str, *replies: Reply) -> None:
        """Answer a path."""
        self.replies[path] = list(replies)

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def local_site() -> Iterator[Site]:
    """Run a server until the end of the block."""
    site = Site()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(site)) as server:
        server.daemon_threads = True
        site.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()


def gzipped(body: bytes) -> Reply:
    """Return a packed answer."""
    return Reply(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): text for name, text in self.headers.items()}
            site.asked.append((self.path, headers))
            waiting = site.replies.get(self.path, [Reply(404, b"not here")])
            reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            while reply.gate and not (reply.gate.wait(0.05) or site.closing.is_set()):
                pass
            etag = reply.headers.get("ETag")
            if etag and headers.get("if-none-match") == etag:
                reply = Reply(304, headers={"ETag": etag})
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            (self.send_response_only if "Date" in reply.headers else self.send_response)(
                reply.status
            )
            length = len(reply.body) if reply.announced is None else reply.announced
            for name, text in {"Content-Length": str(length), **reply.headers}.items():
                self.send_header(name, text)
            self.end_headers()
            write: Callable[[bytes], Any] = self.wfile.write
            if not reply.pause:
                write(reply.body)
                return
            for at in range(len(reply.body)):
                if site.closing.wait(reply.pause):
                    return
                write(reply.body[at : at + 1])
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    return Handler
