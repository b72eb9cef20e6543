"""Bytes over HTTP, from a server of our own that behaves badly."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

import httpx2
import pytest

from local_server import Reply, Site, gzipped, local_site
from scoreline.clock import FixedClock
from scoreline.errors import AbsentError, SourceError
from scoreline.sources import Access, _http
from scoreline.sources._http import Manners, fetch, is_address
from scoreline.sources._reading import read_file

HASTY = Manners(pause=0, tries=3, timeout=5, wait=0.001)


@pytest.fixture
def site() -> Iterator[Site]:
    with local_site() as running:
        yield running


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(_http, "sleep", pauses.append)
    return pauses


def get(site: Site, manners: Manners = HASTY) -> bytes | None:
    return fetch(f"{site.address}/file.csv", manners).content


def test_bytes_come_as_they_are_and_packed_ones_unpacked(site: Site) -> None:
    for reply in (Reply(body=b"\xef\xbb\xbfDiv\n"), gzipped(b"\xef\xbb\xbfDiv\n")):
        site.serve("/file.csv", reply)
        assert get(site) == b"\xef\xbb\xbfDiv\n"
    ((_, headers), _) = site.asked
    assert headers["user-agent"].startswith("scoreline/")


@pytest.mark.parametrize("status", [300, 404, 410])
def test_what_a_host_does_not_have_is_told_apart_and_asked_once(site: Site, status: int) -> None:
    site.serve("/file.csv", Reply(status))
    with pytest.raises(AbsentError, match=rf"{site.address}/file.csv answers {status}"):
        get(site)
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 501])
def test_a_refusal_is_not_asked_again(site: Site, status: int) -> None:
    site.serve("/file.csv", Reply(status))
    with pytest.raises(SourceError, match=f"answers {status}"):
        get(site)
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again_and_then_given_up(site: Site, status: int) -> None:
    site.serve("/file.csv", Reply(status), Reply(status), Reply(body=b"at last"))
    assert get(site) == b"at last"
    site.serve("/file.csv", Reply(status))
    with pytest.raises(SourceError, match=rf"answers {status}; try again later"):
        get(site)
    assert len(site.asked) == 2 * HASTY.tries


def test_the_wait_grows_and_varies(site: Site, slept: list[float]) -> None:
    site.serve("/file.csv", Reply(500))
    with pytest.raises(SourceError):
        get(site, Manners(pause=0, tries=4, wait=8))
    assert len(slept) == 3
    for wait, usual in zip(slept, (8, 16, 32), strict=True):
        assert usual / 2 <= wait <= usual * 1.5


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        (
            {
                "Retry-After": "Sun, 22 Nov 2026 02:00:09 GMT",
                "Date": "Sun, 22 Nov 2026 02:00:00 GMT",
            },
            9,
        ),
    ],
)
def test_retry_after_is_honoured(
    site: Site, slept: list[float], said: dict[str, str], seconds: float
) -> None:
    site.serve("/file.csv", Reply(429, headers=said), Reply(body=b"now"))
    assert get(site) == b"now"
    assert slept[0] == pytest.approx(seconds, abs=1.1)


@pytest.mark.parametrize("said", ["soon", "", "-3", "Sun, 99 Nov", "²"])
def test_a_retry_after_that_cannot_be_read_is_as_none(
    site: Site, slept: list[float], said: str
) -> None:
    site.serve("/file.csv", Reply(503, headers={"Retry-After": said}), Reply(body=b"now"))
    assert get(site) == b"now"
    assert slept[0] < 1


def test_a_host_that_asks_for_hours_is_asked_another_day(site: Site, slept: list[float]) -> None:
    site.serve("/file.csv", Reply(429, headers={"Retry-After": "36000"}))
    with pytest.raises(SourceError, match="asks to wait 36000 s"):
        get(site)
    assert (len(site.asked), slept) == (1, [])


def test_a_connection_cut_half_way_gives_nothing(site: Site) -> None:
    site.serve("/file.csv", Reply(body=b"Div,Da", announced=100))
    with pytest.raises(SourceError, match="cannot be read"):
        get(site)
    site.serve("/file.csv", Reply(body=b"Div,Da", announced=100), Reply(body=b"Div,Date\n"))
    assert get(site) == b"Div,Date\n"


def test_a_packed_answer_that_ends_early_or_is_none_gives_nothing(site: Site) -> None:
    whole = gzip.compress(b"Div,Date\n" * 100)
    for broken in (whole[:-9], b"no gzip at all", whole + whole):
        site.serve("/file.csv", Reply(body=broken, headers={"Content-Encoding": "gzip"}))
        with pytest.raises(SourceError, match=r"whole|unpacked"):
            get(site)


def test_a_packing_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.serve("/file.csv", Reply(body=b"?", headers={"Content-Encoding": "br"}))
    with pytest.raises(SourceError, match="packed as 'br'"):
        get(site)


def test_too_large_an_answer_is_refused(site: Site) -> None:
    site.serve("/file.csv", Reply(body=b"Div,Date\n"))
    with pytest.raises(SourceError, match="larger than 4 bytes"):
        get(site, Manners(pause=0, most_bytes=4))


def test_a_bomb_is_refused_before_it_is_unpacked(site: Site) -> None:
    site.serve("/file.csv", gzipped(bytes(50_000_000)))
    with pytest.raises(SourceError, match="larger than 1,000,000 bytes"):
        get(site, Manners(pause=0, most_bytes=1_000_000))


def test_a_host_that_sends_a_byte_now_and_then_is_left(site: Site) -> None:
    site.serve("/file.csv", Reply(body=b"x" * 1000, pause=0.02))
    began = monotonic()
    with pytest.raises(SourceError, match="takes longer"):
        get(site, Manners(pause=0, tries=1, patience=0.1))
    assert monotonic() - began < 5


def test_a_host_that_says_nothing_is_left(site: Site) -> None:
    site.serve("/file.csv", Reply(body=b"x", pause=30))
    with pytest.raises(SourceError, match="cannot be read: ReadTimeout"):
        get(site, Manners(pause=0, tries=1, timeout=0.1))


def test_requests_to_one_host_keep_their_distance(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_http, "_is_here", lambda _: False)
    site.serve("/file.csv", Reply(body=b"x"))
    began = monotonic()
    for _ in range(3):
        get(site, Manners(pause=0.1))
    assert monotonic() - began >= 0.2


def test_this_machine_is_not_made_to_wait(site: Site, slept: list[float]) -> None:
    site.serve("/file.csv", Reply(body=b"x"))
    for _ in range(3):
        get(site, Manners(pause=60))
    assert slept == []
    assert _http._is_here("[::1]:8000")
    assert not _http._is_here("example.org:80")


def test_what_is_meant_for_one_host_is_not_sent_on(site: Site) -> None:
    site.serve("/file.csv", Reply(302, headers={"Location": "/other.csv"}))
    site.serve("/other.csv", Reply(body=b"there"))
    assert get(site) == b"there"
    with pytest.raises(SourceError, match="answers 302"):
        fetch(f"{site.address}/file.csv", HASTY, {"x-apisports-key": "secret"})
    assert site.paths() == ["/file.csv", "/other.csv", "/file.csv"]


@pytest.mark.parametrize("dead", ["http://127.0.0.1:9/x", "http://[broken/x"])
def test_nobody_answering_is_a_source_error(dead: str) -> None:
    with pytest.raises(SourceError, match="cannot"):
        fetch(dead, HASTY)


def test_folders_are_no_addresses() -> None:
    assert not is_address("data/http")
    assert is_address("HTTPS://example.org")


def test_an_encrypted_address_is_not_answered_from_without() -> None:
    request = httpx2.Request("GET", "http://example.org/file.csv")
    with pytest.raises(SourceError, match="which is not encrypted"):
        _http._judge("https://example.org/file.csv", httpx2.Response(200, request=request))


def test_nothing_new_of_what_is_not_kept_is_a_source_error(site: Site) -> None:
    site.serve("/file.csv", Reply(304))
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(SourceError, match="nothing is kept"):
        read_file("test", "file.csv", site.address, Access(clock), HASTY)


def test_what_the_host_says_of_a_version_is_sent_with_the_next_request(site: Site) -> None:
    told = {"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 02:00:00 GMT"}
    site.serve("/file.csv", Reply(body=b"one", headers=told))
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    first = read_file("test", "file.csv", site.address + "/", Access(clock), HASTY)
    clock.set(datetime(2026, 1, 2, tzinfo=UTC))
    access = Access(clock, kept=lambda _: first)
    again = read_file("test", "file.csv", site.address, access, HASTY)
    assert again == replace(first, fetched_at=clock.now())
    assert site.asked[1][1]["if-none-match"] == '"1"'
    assert site.asked[1][1]["if-modified-since"] == told["Last-Modified"]
