"""Real servers: a version that is activated elsewhere is taken by every worker, unnoticed."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from threading import Event, Thread
from typing import Any

import pytest
from season_world import VERSION

from scoreline.credentials import new_key
from scoreline.domain.access import Role, Scope
from scoreline.home import Home
from scoreline.store import api_keys, matches, versions

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.long

OTHER = "v2026-07-01-002"
SERVE = "from scoreline.cli import main; main()"
CALM = 2.0
"""Seconds without an answer by the old version until a swap counts as done everywhere."""
ENOUGH = 40
"""Answers in that time: of fewer, on a machine that is busy, a worker may have given none."""
BUSY = 10.0
"""Seconds that a swap may take here: a second until a worker looks, the rest for other tests."""


@dataclass
class Service:
    """A running server and everything it has answered."""

    port: int
    answers: list[tuple[float, int, str | None]] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Ask by a connection of its own, which any worker may take."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as asking:
            asking.request("GET", path, headers={"Connection": "close", **headers})
            answer = asking.getresponse()
            return answer.status, answer.read()

    def ask(self, path: str) -> str | None:
        """Ask for a forecast and return the version behind it."""
        began = time.monotonic()
        status, body = self.get(path)
        version = json.loads(body).get("model_version") if status == 200 else None
        self.answers.append((began, status, version))
        return version


@contextmanager
def serving(home: Home, workers: int) -> Iterator[Service]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        service = Service(probe.getsockname()[1])
    environment = os.environ | {
        "SCORELINE_HOME": str(home.settings.home),
        "SCORELINE_RATE_ADDRESS": "0",
    }
    command = [sys.executable, "-c", SERVE, "serve", "--port", str(service.port)]
    with subprocess.Popen(
        [*command, "--workers", str(workers)], env=environment, stdout=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(service, server)
            yield service
        finally:
            server.terminate()
            assert server.wait(60) == 0


def wait_for(service: Service, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None
        try:
            if service.get("/health")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("the service does not come up")


@contextmanager
def asked_all_the_time(service: Service, path: str, readers: int = 3) -> Iterator[None]:
    over = Event()

    def read() -> None:
        while not over.wait(0.02):
            service.ask(path)

    threads = [Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def settled(service: Service, version: str) -> float:
    """Wait until every answer is by a version for a while; return since when it was."""
    began = since = time.monotonic()
    while time.monotonic() < since + CALM or _answered(service, since) < ENOUGH:
        assert since < began + BUSY
        time.sleep(0.1)
        others = [at for at, _, found in list(service.answers) if found != version]
        since = max([since, *(at + 0.001 for at in others)])
    return since


def _answered(service: Service, since: float) -> int:
    return sum(began >= since for began, _, _ in list(service.answers))


def with_two_versions(home: Home) -> str:
    """Give the home a second version of the same files; return a path to a live forecast."""
    with home.database.write() as connection:
        first = versions.get(connection, VERSION)
        versions.add(connection, replace(first, name=OTHER, active=False))
        [coming, *_] = matches.fixtures(
            connection, as_of=home.clock.now(), start=home.clock.now(), season=2025
        )
    return f"/api/matches/{coming.id}/prediction"


def test_versions_swap_under_load_in_every_worker_without_a_failed_request(played: Home) -> None:
    path = with_two_versions(played)
    secret, now = new_key(), played.wall.now()
    with played.database.write() as connection:
        api_keys.add(connection, "m", secret, Role.READER, [Scope.METRICS], at=now, until=None)
    swaps: list[tuple[float, float, str]] = []
    with serving(played, workers=2) as service:
        service.ask(path)
        with asked_all_the_time(service, path):
            for chosen in (OTHER, VERSION, OTHER):
                played.registry.activate(chosen)
                began = time.monotonic()
                swaps.append((began, settled(service, chosen), chosen))
        assert {service.ask(path) for _ in range(20)} == {OTHER}
        status, text = service.get("/metrics", Authorization=f"Bearer {secret}")
    assert {status for _, status, _ in service.answers} == {200}
    assert {version for _, _, version in service.answers} == {VERSION, OTHER}
    for began, _, version in service.answers:
        swapping = any(first <= began < last for first, last, _ in swaps)
        done = [VERSION, *(chosen for _, last, chosen in swaps if last <= began)]
        assert swapping or version == done[-1]
    assert status == 200
    route = "/api/matches/{match_id}/prediction"
    counted = re.search(
        rf'scoreline_requests_total{{method="GET",route="{re.escape(route)}",status="200"}} (\S+)',
        text.decode(),
    )
    assert counted is not None
    assert float(counted[1]) == len(service.answers)
    assert f'scoreline_model_serving{{version="{OTHER}"}} 1.0' in text.decode()


def test_a_version_that_does_not_load_leaves_the_old_one_serving(played: Home) -> None:
    path = with_two_versions(played)
    with played.database.write() as connection:
        broken: Any = replace(
            versions.get(connection, VERSION), name="v2026-07-01-003", artefact="0" * 64
        )
        versions.add(connection, broken)
    with serving(played, workers=1) as service:
        assert service.ask(path) == VERSION
        with played.database.write() as connection:
            versions.activate(connection, broken.name, at=played.wall.now())
        health, end = {"status": "ok"}, time.monotonic() + BUSY
        while health["status"] == "ok" and time.monotonic() < end:
            time.sleep(0.1)
            health = json.loads(service.get("/health")[1])
        assert (health["status"], health["active_model"]) == ("degraded", VERSION)
        assert service.ask(path) == VERSION
        assert broken.name in health["problem"]
