"""Getting bytes over HTTP politely: seldom, patiently, and never more than a limit."""

import random
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from scoreline.errors import AbsentError, SourceError

if TYPE_CHECKING:
    import httpx2

MOST_BYTES: Final = 50_000_000
"""No file of any source is larger; a season of a league has some 0.2 million bytes."""

_ABSENT: Final = frozenset({300, 404, 410})
"""What hosts answer of a file that they do not have; some offer others in its place (300)."""

_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What another try may mend."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked.

    Attributes:
        pause: Seconds between two requests to one host that is not this machine.
        tries: How often one address is asked before giving up.
        timeout: Seconds to wait for a connection, and for each next byte.
        patience: Seconds that a whole answer may take.
        wait: Seconds before the second try, twice as many before each next one.
        longest_wait: Where a host asks for a longer wait than this, it is asked another day.
        most_bytes: No answer may be larger, unpacked.
    """

    pause: float = 1.0
    tries: int = 4
    timeout: float = 30.0
    patience: float = 300.0
    wait: float = 1.0
    longest_wait: float = 90.0
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answered.

    Attributes:
        content: None where nothing has changed since.
        headers: By their names in lower case.
    """

    content: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)


class _PassingError(Exception):
    """Something that another try may mend, and in how many seconds if the host said so."""

    def __init__(self, said: str, wait: float | None = None) -> None:
        super().__init__(said)
        self.wait = wait


def is_address(location: str) -> bool:
    """Tell an address from a folder."""
    return location.lower().startswith(("http://", "https://"))


def fetch(
    address: str,
    manners: Manners,
    headers: Mapping[str, str] | None = None,
    permit: Callable[[], None] | None = None,
) -> Answer:
    """Ask an address until it answers or there is no use in asking.

    Args:
        address: Where to.
        manners: How often, how long and how much.
        headers: Sent along, to this host alone: with them redirections are not followed.
        permit: Called before every request; what it raises ends the matter.

    Raises:
        AbsentError: The host does not have it.
        SourceError: It does not answer in time, answers an error, or too much.
    """
    for attempt in range(1, manners.tries + 1):
        if permit is not None:
            permit()
        host = _host(address)
        _TURNS.take(host, 0.0 if _is_here(host) else manners.pause)
        try:
            return _ask(address, manners, dict(headers or {}))
        except _PassingError as error:
            wait = _wait(manners, attempt, error.wait)
            if attempt == manners.tries or wait > manners.longest_wait:
                later = f"; it asks to wait {error.wait:.0f} s" if error.wait else ""
                raise SourceError(f"{address} {error}{later}; try again later") from error
            sleep(wait)
    raise SourceError(f"{address} was not asked: SCORELINE_HTTP_TRIES is {manners.tries}")


def _is_here(host: str) -> bool:
    """Tell this very machine, which need not be spared, from others."""
    name = urlsplit(f"//{host}").hostname or ""
    return name in {"localhost", "::1"} or name.startswith("127.")


def hold(address: str, seconds: float) -> None:
    """Leave a host alone for a while."""
    _TURNS.hold(_host(address), seconds)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError as error:
        raise SourceError(f"cannot fetch {address}: {error}") from error


def _wait(manners: Manners, attempt: int, asked: float | None) -> float:
    # Jitter keeps many clients that failed together from coming back together.
    jitter = random.uniform(0.5, 1.5)  # noqa: S311 - nothing secret hangs on it
    return max(manners.wait * 2.0 ** (attempt - 1) * jitter, asked or 0.0)


def _ask(address: str, manners: Manners, headers: dict[str, str]) -> Answer:
    import httpx2  # noqa: PLC0415 - slow to import, and folders need no network

    sent = {"User-Agent": f"scoreline/{version('scoreline')}", "Accept-Encoding": "gzip"}
    try:
        with (
            _as_passing(),
            httpx2.stream(
                "GET",
                address,
                headers=sent | headers,
                timeout=manners.timeout,
                follow_redirects=not headers.keys() - _CONDITIONS,
            ) as answer,
        ):
            _judge(address, answer)
            content = (
                None
                if answer.status_code == httpx2.codes.NOT_MODIFIED
                else _body(address, answer, manners)
            )
            return Answer(content, {name.lower(): text for name, text in answer.headers.items()})
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise SourceError(f"cannot fetch {address}: {error!r}") from error


_CONDITIONS: Final = frozenset({"If-None-Match", "If-Modified-Since"})


@contextmanager
def _as_passing() -> Iterator[None]:
    import httpx2  # noqa: PLC0415 - likewise

    try:
        yield
    except httpx2.UnsupportedProtocol:
        raise
    except httpx2.TransportError as error:
        raise _PassingError(f"cannot be read: {error!r}") from error


def _judge(address: str, answer: "httpx2.Response") -> None:
    status = answer.status_code
    if urlsplit(address).scheme == "https" and answer.url.scheme != "https":
        raise SourceError(f"{address} leads to {answer.url}, which is not encrypted")
    if status in _ABSENT:
        raise AbsentError(f"{address} answers {status}: it is not there")
    if status in _PASSING:
        raise _PassingError(f"answers {status}", _asked_to_wait(answer))
    if status not in {200, 304}:
        raise SourceError(f"{address} answers {status}; try later or leave it out")


def _asked_to_wait(answer: "httpx2.Response") -> float | None:
    """Return what ``Retry-After`` says, in seconds, written as such or as a date."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        # By the host's own clock, ours may be wrong.
        until = parsedate_to_datetime(text) - parsedate_to_datetime(answer.headers["date"])
        return max(until.total_seconds(), 0.0)
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _body(address: str, answer: "httpx2.Response", manners: Manners) -> bytes:
    """Read and unpack an answer; how much comes out is bounded while it is unpacked."""
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing not in {"identity", "", "gzip", "x-gzip"}:
        raise SourceError(f"{address} answers packed as '{packing}', which was not asked for")
    unpack = zlib.decompressobj(wbits=31) if "gzip" in packing else None
    content, until = bytearray(), monotonic() + manners.patience
    for chunk in answer.iter_raw():
        if monotonic() > until:
            raise _PassingError(f"takes longer than {manners.patience:.0f} s")
        room = manners.most_bytes - len(content) + 1
        content += chunk if unpack is None else _unpacked(unpack, chunk, room)
        if len(content) > manners.most_bytes:
            raise SourceError(f"{address} is larger than {manners.most_bytes:,} bytes")
    if unpack is not None and (not unpack.eof or unpack.unused_data):
        raise _PassingError("did not arrive whole")
    return bytes(content)


def _unpacked(unpack: "zlib._Decompress", chunk: bytes, room: int) -> bytes:
    try:
        return unpack.decompress(chunk, room)
    except zlib.error as error:
        raise _PassingError(f"cannot be unpacked: {error}") from error


class _Turns:
    """Who may ask a host, and when: one after the other, with a pause in between."""

    def __init__(self) -> None:
        self._free: dict[str, float] = {}
        self._lock = Lock()

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody have a turn for a while."""
        with self._lock:
            self._free[host] = max(self._free.get(host, 0.0), monotonic() + seconds)

    def take(self, host: str, pause: float) -> None:
        """Wait for this request's turn."""
        with self._lock:
            now = monotonic()
            turn = max(now, self._free.get(host, now))
            self._free[host] = turn + pause
        if turn > now:
            sleep(turn - now)


_TURNS: Final = _Turns()
