"""Bytes over HTTP, from a server of our own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from scoreline.clock import FixedClock
from scoreline.errors import SourceError
from scoreline.sources import FootballData
from scoreline.sources._http import download, is_address


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/mmz4281/2324/E0.csv":
            self._answer(200, b"Div,Date\n", length=9)
        elif self.path == "/cut.csv":
            self._answer(200, b"Div,Da", length=100)
        else:
            self._answer(404, b"not here", length=8)

    def _answer(self, status: int, body: bytes, *, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_address_stands_for_the_site_s_root(address: str) -> None:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    raw = FootballData().read("mmz4281/2324/E0.csv", address + "/", clock)
    assert raw.content == b"Div,Date\n"


def test_an_error_status_is_a_source_error_that_names_the_address(address: str) -> None:
    with pytest.raises(SourceError, match=rf"{address}/gone answers 404"):
        download(f"{address}/gone")


def test_a_connection_cut_half_way_gives_nothing(address: str) -> None:
    with pytest.raises(SourceError, match="cannot fetch"):
        download(f"{address}/cut.csv")


def test_too_large_an_answer_is_refused(address: str) -> None:
    with pytest.raises(SourceError, match="larger than 4 bytes"):
        download(f"{address}/mmz4281/2324/E0.csv", most_bytes=4)


@pytest.mark.parametrize("dead", ["http://127.0.0.1:9/x", "http://[broken/x"])
def test_nobody_answering_is_a_source_error(dead: str) -> None:
    with pytest.raises(SourceError, match="cannot fetch"):
        download(dead)


def test_folders_are_no_addresses() -> None:
    assert not is_address("data/http")
    assert is_address("https://example.org")
