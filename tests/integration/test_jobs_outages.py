"""A broker or a database that is gone for a while: all go on, nothing is lost or done twice.

``OUTAGE_SECONDS=60`` in the environment lets every outage last a minute.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from outage_world import (
    HEAD,
    LATER,
    PLAYED,
    SEASON,
    all_done,
    do_all_at_once,
    ended,
    lasting,
    outcomes,
    process,
    until,
    use_site,
)
from season_world import LINEAR, make_home
from sqlalchemy import create_engine, text

import own_servers
from local_server import Reply, Site, local_site
from own_servers import OwnServer
from scoreline.errors import StoreError
from scoreline.home import Home, open_home
from scoreline.jobs import orders, train_version
from scoreline.settings import keep_setting

pytestmark = pytest.mark.long

SECONDS = float(os.environ.get("OUTAGE_SECONDS", "3"))
BROKERS: dict[str, Callable[[], AbstractContextManager[OwnServer]]] = {
    "redis": own_servers.redis,
    "rabbitmq": own_servers.rabbitmq,
}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[OwnServer]:
    with own_servers.postgresql() as server:
        yield server


@pytest.fixture
def site() -> Iterator[Site]:
    with local_site() as running:
        yield running


def silent(site: Site) -> Event:
    """Let the host that the hourly ingest asks wait for what is returned."""
    gate = Event()
    site.serve(SEASON, Reply(body=HEAD + PLAYED + LATER, gate=gate))
    site.asked.clear()
    return gate


def make(folder: Path, site: Site, server: OwnServer) -> None:
    """Make a home with two seasons, a model that serves, and everything due."""
    name = f"outage_{uuid4().hex[:12]}"
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    database = server.url.removesuffix("postgres") + name
    keep_setting(folder, "SCORELINE_DATABASE_URL", database)
    keep_setting(folder, "SCORELINE_HTTP_TIMEOUT", "600")
    keep_setting(folder, "SCORELINE_QUEUE_NAME", "outage")
    keep_setting(folder, "SCORELINE_JOB_LEASE", "2")
    make_home(folder, (2024, 2025))
    use_site(folder, site)
    with open_home(folder) as home:
        home.registry.activate(train_version(home, LINEAR).name)


@pytest.fixture
def home(tmp_path: Path, site: Site, postgresql: OwnServer) -> Iterator[Home]:
    make(tmp_path / "home", site, postgresql)
    with open_home(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def calm(tmp_path: Path, site: Site, postgresql: OwnServer) -> Iterator[Home]:
    """Open a home of the same kind whose work nothing disturbs."""
    make(tmp_path / "calm", site, postgresql)
    with open_home(tmp_path / "calm") as opened:
        yield opened


class Deployment:
    """A beat and a worker with two processes."""

    def __init__(self, opened: ExitStack, folder: Path) -> None:
        start = partial(process, folder)
        self._beat = opened.enter_context(start("beat"))
        self._worker = opened.enter_context(start("worker", "--concurrency", "2"))

    def check(self) -> None:
        """Both are there, and if not, say what was their last word."""
        for each in (self._beat, self._worker):
            assert each.poll() is None, each.communicate()[1].decode()

    def end(self) -> list[int]:
        """Tell both to end; return how they did."""
        return [ended(each)[0] for each in (self._beat, self._worker)]


def disturb(server: OwnServer, how: str) -> None:
    """Let a server be gone for a while."""
    if how == "frozen":
        server.freeze()
    else:
        server.stop()


def mend(server: OwnServer, how: str) -> None:
    if how == "frozen":
        server.thaw()
    else:
        server.start()


@pytest.mark.parametrize(
    ("broker", "how"), [("redis", "stopped"), ("redis", "frozen"), ("rabbitmq", "stopped")]
)
def test_a_broker_that_is_gone_for_a_while_costs_nothing_but_time(
    home: Home, calm: Home, site: Site, broker: str, how: str
) -> None:
    folder, gate = home.settings.home, silent(site)
    with ExitStack() as opened:
        server = opened.enter_context(BROKERS[broker]())
        keep_setting(folder, "SCORELINE_BROKER_URL", server.url)
        deployment = Deployment(opened, folder)
        until(lambda: SEASON in site.paths())
        disturb(server, how)
        gate.set()  # what waits for it falls due while there is no broker
        Event().wait(SECONDS)
        deployment.check()
        mend(server, how)
        until(lambda: all_done(home))
        deployment.check()
        assert deployment.end() == [0, 0]
    assert set(map(tuple, outcomes(home).values())) == {("done",)}
    do_all_at_once(calm.settings.home)
    assert lasting(home.database) == lasting(calm.database)


@pytest.mark.parametrize("how", ["stopped", "frozen"])
def test_a_database_that_is_gone_for_a_while_costs_nothing_but_time(
    home: Home, calm: Home, site: Site, postgresql: OwnServer, how: str
) -> None:
    folder, gate = home.settings.home, silent(site)
    with ExitStack() as opened:
        server = opened.enter_context(own_servers.redis())
        keep_setting(folder, "SCORELINE_BROKER_URL", server.url)
        keep_setting(folder, "SCORELINE_JOB_LEASE", str(2 * SECONDS + 4))
        deployment = Deployment(opened, folder)
        until(lambda: SEASON in site.paths())
        disturb(postgresql, how)
        if how == "frozen":
            gate.set()  # what it has read waits until it can be written
        Event().wait(SECONDS)
        deployment.check()
        mend(postgresql, how)
        gate.set()
        until(lambda: all_done(home))
        deployment.check()
        assert deployment.end() == [0, 0]
    assert set(map(tuple, outcomes(home).values())) == {("done",)}
    do_all_at_once(calm.settings.home)
    assert lasting(home.database) == lasting(calm.database)


def test_a_worker_that_is_handed_a_run_without_its_database_waits_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from scoreline.jobs import queues  # noqa: PLC0415

    asked: list[int] = []

    def perform(_home: object, number: int) -> bool:
        asked.append(number)
        if len(asked) == 1:
            raise StoreError("the database cannot do it: gone")
        return True

    monkeypatch.setattr(queues, "_home", lambda: None)
    monkeypatch.setattr(orders, "perform", perform)
    queues.perform(7)
    assert asked == [7, 7]
    assert "a worker waits for the database" in capsys.readouterr().err
