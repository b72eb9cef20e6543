"""Every page of the dashboard: how long its HTML takes and how large it is."""

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx2

from scoreline.clock import SystemClock
from scoreline.credentials import hash_password
from scoreline.domain.access import Role
from scoreline.home import Home, open_home
from scoreline.store import Database, condition, matches, users, versions

from . import stored_history
from .service import serving

RUNS: Final = 40
WANTED: Final = 0.1
"""Seconds in which 95 of 100 pages are there."""

LARGEST: Final = 1_500_000
"""Bytes of a first visit."""

PASSWORD: Final = "a password of a benchmark"
HOME: Final = "SCORELINE_BENCH_HOME"
"""Names a home to look at in place of one of 200,000 matches: a copy, as somebody is added."""


def measure() -> Iterator[tuple[str, ...]]:
    """Yield a row a page; the ratio says how much faster it is than wanted."""
    with TemporaryDirectory() as folder:
        given = os.environ.get(HOME)
        place = Path(given) if given else Path(folder)
        if not given:
            _, known = stored_history.evidence()
            database = Database.open(f"sqlite:///{place / 'scoreline.db'}")
            stored_history.write(database, known)
            database.close()
        with open_home(place) as home:
            _add_admin(home)
            paths, stored = _paths(home)
            with serving(home, workers=1) as port:
                yield from _rows(f"http://127.0.0.1:{port}", paths, stored)


def _rows(address: str, paths: list[str], stored: str) -> Iterator[tuple[str, ...]]:
    with httpx2.Client(base_url=address, timeout=60, follow_redirects=True) as browser:
        form = browser.get("/login").text.partition('name="csrf" value="')[2].partition('"')[0]
        browser.post("/login", data={"name": "bench", "password": PASSWORD, "csrf": form})
        first = sum(len(browser.get(f"/static/{name}").content) for name in _STATIC)
        for path in paths:
            _until_made(browser, path)
            taken = sorted(_once(browser, path) for _ in range(RUNS))
            late = taken[int(0.95 * RUNS) - 1]
            size = len(browser.get(path).content)
            yield (
                f"page {path}, {stored}",
                f"p95 {1000 * late:.0f} ms, median {1000 * statistics.median(taken):.0f} ms",
                f"{size / 1000:.0f} kB, {(size + first) / 1000:.0f} kB at a first visit",
                f"wanted {1000 * WANTED:.0f} ms and {LARGEST / 1000:.0f} kB",
                f"{WANTED / late:.1f}x",
            )


_STATIC: Final = ("tokens.css", "base.css", "components.css", "pages.css", "page.js", "icon.svg")


def _once(browser: httpx2.Client, path: str) -> float:
    start = time.perf_counter()
    answer = browser.get(path, headers={"Accept": "text/html"})
    taken = time.perf_counter() - start
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return taken


def _until_made(browser: httpx2.Client, path: str) -> None:
    """Wait for what is made beside the requests; readers meanwhile get a page that says so."""
    until = time.monotonic() + 300
    while "data-reload" in browser.get(path).text and time.monotonic() < until:
        time.sleep(0.5)


def _add_admin(home: Home) -> None:
    with home.database.write() as connection:
        if users.password_of(connection, "bench") is None:
            hashed = hash_password(PASSWORD)
            users.add(connection, "bench", Role.ADMIN, hashed, at=SystemClock().now())


def _paths(home: Home) -> tuple[list[str], str]:
    with home.database.read() as connection:
        stored = matches.seasons(connection)
        number = sum(
            league.matches for league in condition.leagues(connection, as_of=home.clock.now())
        )
        code = "E0" if "E0" in stored else next(iter(stored))
        season = matches.season(connection, code, stored[code][-1], as_of=home.clock.now())
        known = versions.listing(connection)
    league = f"/competitions/{code}/{stored[code][-1]}"
    return [
        "/?days=31",
        f"/matches/{season.sort('kickoff')['match_id'][-1]}",
        "/competitions",
        league,
        f"{league}?view=projection",
        f"{league}?view=matches",
        "/bots",
        "/quality",
        "/models",
        *(f"/models/{each.name}" for each in known[:1]),
        "/jobs",
        "/data",
        "/people",
    ], f"{number} matches"
