"""The service under load while versions change, and one forecast beside a bare route.

Real servers: ``scoreline serve`` with two workers, and Uvicorn with a FastAPI application of one
route. Each answer is held against what the version that it names says of the match.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any, Final

from fastapi import FastAPI

from scoreline.domain import Fixture
from scoreline.home import Home, open_home
from scoreline.jobs import Desk, train_version
from scoreline.models import recipe
from scoreline.settings import keep_setting
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import matches, versions

CONNECTIONS, REQUESTS = 20, 10_000
ACTIVATIONS, BROKEN = 200, 20
SWAPS: Final = 20
SINGLE: Final = 2_000
AS_OF: Final = "2025-09-19T09:00:00Z"
UNTIL: Final = (date(2024, 3, 1), date(2024, 9, 1), date(2025, 3, 1), date(2025, 9, 1))
PROGRAM: Final = "from scoreline.cli import main; main()"
LOOKS: Final = 4.0
"""Seconds after which every worker has looked for a newly active version."""

Chances = Mapping[str, Mapping[int, tuple[float, ...]]]
"""Home, draw and away by version and match."""

bare = FastAPI()


@bare.get("/bare")
def _route() -> dict[str, str]:
    return {"status": "ok"}


NOBODYS: Final = "v2099-12-31"
"""How broken versions are named: no training gives a name of that day."""


@dataclass
class Seen:
    """What the clients were answered."""

    versions: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    seconds: float = 0.0


def measure() -> Iterator[tuple[str, ...]]:
    """Yield rows: one forecast beside a bare route, the load, and how a broken version ends."""
    with tempfile.TemporaryDirectory() as folder:
        keep_setting(Path(folder), "SCORELINE_AS_OF", AS_OF)
        with open_home(Path(folder)) as home:
            coming = _filled(home)
            said = {each.name: _says(home, each.name, coming) for each in home.registry.listing()}
            home.registry.activate(next(iter(said)))
            paths = {each.id: f"/api/matches/{each.id}/prediction" for each in coming}
            with serving(home) as port:
                with _bare() as other:
                    yield _single(port, other, list(paths.values()))
                yield _swapped(home, port, next(iter(paths.values())), list(said))
                yield _loaded(home, port, paths, said)
                yield _refused(home, port)


def _filled(home: Home) -> list[Fixture]:
    source = source_named("bundled", home.settings)
    ingest(home.database, source, Selection(("E0",), (2022, 2023, 2024, 2025)), clock=home.wall)
    for until in UNTIL:
        train_version(home, recipe("glm"), until=until)
    now = home.clock.now()
    with home.database.read() as connection:
        return matches.fixtures(connection, as_of=now, start=now, season=2025)[:10]


def _says(home: Home, name: str, coming: Sequence[Fixture]) -> dict[int, tuple[float, ...]]:
    previews = Desk(home, home.registry.load(name)).previews(coming, as_of=home.clock.now())
    return {
        each.fixture.id: tuple(each.forecast.probabilities) for each in previews if each.forecast
    }


def _single(port: int, other: int, paths: Sequence[str]) -> tuple[str, ...]:
    ours, theirs = [], []
    with (
        closing(http.client.HTTPConnection("127.0.0.1", port)) as forecasts,
        closing(http.client.HTTPConnection("127.0.0.1", other)) as bares,
    ):
        for number in range(SINGLE + 100):
            ours.append(_timed(forecasts, paths[number % len(paths)]))
            theirs.append(_timed(bares, "/bare"))
    (mid, late), (their_mid, their_late) = _centiles(ours[100:]), _centiles(theirs[100:])
    return (
        f"one forecast over loopback, p50 and p99 of {SINGLE}",
        f"{mid * 1e3:.2f} ms, {late * 1e3:.2f} ms",
        "a bare FastAPI route, in turn with it",
        f"{their_mid * 1e3:.2f} ms, {their_late * 1e3:.2f} ms",
        f"{mid / their_mid:.1f}x, {late / their_late:.1f}x",
    )


def _swapped(home: Home, port: int, path: str, names: Sequence[str]) -> tuple[str, ...]:
    """Activate versions one after the other; time each until no worker answers by an older one."""
    took = []
    for number in range(SWAPS):
        name = names[(number + 1) % len(names)]
        home.registry.activate(name)
        began = last = time.perf_counter()
        while time.perf_counter() < began + LOOKS:
            asked = time.perf_counter()
            if _told(port, path)["model_version"] != name:
                last = asked
        took.append(last - began)
    return (
        f"{SWAPS} activations, until no worker of two answers by the version before",
        f"{_centiles(took)[0]:.2f} s",
        f"at most {max(took):.2f} s",
        "",
        "",
    )


def _told(port: int, path: str) -> dict[str, Any]:
    """Ask by a connection of its own, which either worker may take."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", path)
        told: dict[str, Any] = json.loads(connection.getresponse().read())
    return told


def _timed(connection: http.client.HTTPConnection, path: str) -> float:
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - began
    assert answer.status == http.HTTPStatus.OK
    return took


def _centiles(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]


def _loaded(home: Home, port: int, paths: Mapping[int, str], said: Chances) -> tuple[str, ...]:
    seen = Seen()
    swapping = Thread(target=_swap, args=(home, list(said)))
    began = time.perf_counter()
    swapping.start()
    clients = [
        Thread(target=_ask, args=(port, paths, said, seen, swapping)) for _ in range(CONNECTIONS)
    ]
    for each in clients:
        each.start()
    for each in (*clients, swapping):
        each.join()
    took, asked = time.perf_counter() - began, seen.versions.total() + len(seen.failed)
    for problem in (*seen.failed[:3], *seen.mixed[:3]):
        print(problem, file=sys.stderr)
    return (
        f"{asked} forecasts, {CONNECTIONS} connections, {ACTIVATIONS} activations, {BROKEN} broken",
        f"{len(seen.failed)} failed, {len(seen.mixed)} mixed",
        f"answered by {len(seen.versions)} versions",
        f"{asked / took:.0f}/s",
        "",
    )


def _ask(port: int, paths: Mapping[int, str], said: Chances, seen: Seen, swapping: Thread) -> None:
    numbers, asked = list(paths), 0
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        while asked < REQUESTS // CONNECTIONS or swapping.is_alive():
            number, asked = numbers[asked % len(numbers)], asked + 1
            try:
                connection.request("GET", paths[number])
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                seen.failed.append(repr(error))
                connection.close()
                continue
            if answer.status != http.HTTPStatus.OK:
                seen.failed.append(f"{answer.status} {body[:200]!r}")
                continue
            _hold(json.loads(body), number, said, seen)


def _hold(body: Mapping[str, Any], number: int, said: Chances, seen: Seen) -> None:
    version = body["model_version"]
    seen.versions[version] += 1
    chances = tuple(body["probabilities"][side] for side in ("home", "draw", "away"))
    if (
        version not in said
        or max(abs(one - other) for one, other in zip(chances, said[version][number], strict=True))
        > 1e-12
    ):
        seen.mixed.append(f"{version} of match {number}: {chances}")


def _swap(home: Home, names: Sequence[str]) -> None:
    for number in range(ACTIVATIONS):
        home.registry.activate(names[number % len(names)])
        if number % (ACTIVATIONS // BROKEN) == 0:
            time.sleep(1.0)  # so that workers see this one too
            _activate_broken(home, names[number % len(names)], number)


def _activate_broken(home: Home, name: str, number: int) -> str:
    """Make a version active whose files are gone, or have other bytes than were written."""
    artefact = f"{number:064x}"
    with home.database.write() as connection:
        whole = versions.get(connection, name)
        broken = replace(whole, name=f"{NOBODYS}-{number + 1:03d}", artefact=artefact)
        if number % 20 == 0:
            _tamper(home.settings.artefacts, whole.artefact, artefact)
        versions.add(connection, broken)
        versions.activate(connection, broken.name, at=home.wall.now())
    return broken.name


def _tamper(artefacts: Path, whole: str, copy: str) -> None:
    shutil.copytree(artefacts / whole, artefacts / copy)
    with (artefacts / copy / "golden.json").open("r+b") as file:
        file.seek(100)
        file.write(b"#")


def _refused(home: Home, port: int) -> tuple[str, ...]:
    names = [each.name for each in home.registry.listing() if not each.name.startswith(NOBODYS)]
    home.registry.activate(names[0])
    time.sleep(LOOKS)
    broken = _activate_broken(home, names[0], 900)
    time.sleep(LOOKS)
    said = set()
    for _ in range(20):
        health = _told(port, "/health")
        said.add((health["status"], health["active_model"], health["problem"]))
    [(status, serving, problem)] = said
    assert (status, serving) == ("degraded", names[0])
    assert broken in problem
    return f"a tampered version, {broken}", f"/health: {status}, {serving} serves", problem, "", ""


@contextmanager
def serving(home: Home, *, workers: int = 2) -> Iterator[int]:
    """Run ``scoreline serve`` without limits; yield its port."""
    environment = os.environ | {
        "SCORELINE_HOME": str(home.settings.home),
        "SCORELINE_RATE_ADDRESS": "0",
    }
    command = ["-c", PROGRAM, "serve", "--workers", str(workers)]
    with _program(command, "/health", environment) as port:
        yield port


@contextmanager
def _bare() -> Iterator[int]:
    module = ["-m", "uvicorn", "--log-level", "warning", f"{__name__}:bare"]
    with _program(module, "/bare", dict(os.environ)) as port:
        yield port


@contextmanager
def _program(command: Sequence[str], path: str, environment: Mapping[str, str]) -> Iterator[int]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    whole = [sys.executable, *command, "--port", str(port)]
    with subprocess.Popen(whole, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait(port, path, server)
            yield port
        finally:
            server.terminate()


def _wait(port: int, path: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        assert server.poll() is None
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asking:
                _timed(asking, path)
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{path} does not answer")
