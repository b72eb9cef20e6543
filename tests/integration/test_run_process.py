"""``scoreline run`` as a whole process: it says how it is, and no way to end it costs any work."""

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from outage_world import (
    SEASON,
    SILENT,
    WHOLE,
    all_done,
    at_work,
    children_of,
    do_all_at_once,
    ended,
    free_port,
    health,
    lasting,
    leave_only,
    outcomes,
    process,
    until,
    use_site,
)

from local_server import Site, local_site
from scoreline.home import Home, open_home
from scoreline.jobs.gone import lives

pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.long

PARTS = {"database", "model", "jobs", "sources"}


@pytest.fixture
def site() -> Iterator[Site]:
    with local_site() as running:
        yield running


@pytest.fixture
def folder(played_folder: Path, tmp_path: Path, site: Site) -> Path:
    """Give a home whose ingest waits for a silent host, and what is due after it for that."""
    copy = Path(shutil.copytree(played_folder, tmp_path / "home"))
    use_site(copy, site)
    leave_only(copy, "ingest", "settle", "forecast")
    site.serve(SEASON, SILENT)
    return copy


@pytest.fixture
def home(folder: Path) -> Iterator[Home]:
    with open_home(folder) as opened:
        yield opened


def test_killed_in_the_midst_of_work_it_goes_on_to_the_same_state(
    home: Home, folder: Path, site: Site, tmp_path: Path
) -> None:
    calm = Path(shutil.copytree(folder, tmp_path / "calm"))
    port = free_port()
    with process(folder, "run", "--port", str(port)) as run:
        said = until(lambda: health(port))
        assert said["parts"].keys() == PARTS
        assert said["parts"]["database"]["status"] == said["parts"]["model"]["status"] == "ok"
        until(lambda: at_work(home, "ingest"))
        children = children_of(run.pid)
        assert children
        run.kill()
        run.wait()
        until(lambda: not any(map(lives, children)))
    assert outcomes(home)["ingest"] == ["running"]
    site.serve(SEASON, WHOLE)
    with process(folder, "run", "--port", str(port)) as run:
        until(lambda: all_done(home))
        code, log = ended(run)
        assert code == 0
        events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        assert {each["event"] for each in events} == {
            "a worker is gone",
            "job begins",
            "job ended",
        }
    found = outcomes(home)
    assert found.pop("ingest") == ["lost", "done"]
    assert all(set(each) <= {"lost", "done"} and each[-1] == "done" for each in found.values())
    do_all_at_once(calm)
    with open_home(calm) as other:
        assert lasting(home.database) == lasting(other.database)


def test_told_to_end_it_ends_its_children_and_gives_back_what_they_were_at(
    home: Home, folder: Path, site: Site
) -> None:
    with process(folder, "run", "--port", str(free_port())) as run:
        until(lambda: at_work(home, "ingest"))
        children = children_of(run.pid)
        assert children
        code, log = ended(run, signal.SIGTERM)
        assert code == 0
        assert "Traceback" not in log
    assert not any(map(lives, children))
    assert outcomes(home)["ingest"] == ["stopped"]
    site.serve(SEASON, WHOLE)
    do_all_at_once(folder)
    assert outcomes(home)["ingest"] == ["stopped", "done"]
    assert all_done(home)


def test_a_second_one_on_the_same_home_does_nothing_twice(
    home: Home, folder: Path, site: Site, tmp_path: Path
) -> None:
    calm = Path(shutil.copytree(folder, tmp_path / "calm"))
    site.serve(SEASON, WHOLE)
    first, second = free_port(), free_port()
    with (
        process(folder, "run", "--port", str(first)) as one,
        process(folder, "run", "--port", str(second)) as two,
    ):
        until(lambda: health(first) and health(second) and all_done(home))
        with process(folder, "run", "--port", str(first)) as same_port:
            code, said = ended(same_port, 0)
            assert code == 1
            assert said.startswith(f"error: cannot listen on 127.0.0.1 port {first}")
        assert [ended(each)[0] for each in (one, two)] == [0, 0]
    assert set(map(tuple, outcomes(home).values())) == {("done",)}
    do_all_at_once(calm)
    with open_home(calm) as other:
        assert lasting(home.database) == lasting(other.database)


def test_the_workers_of_a_service_that_is_killed_leave_its_port_to_the_next(
    home: Home, folder: Path
) -> None:
    del home
    port = free_port()
    with process(folder, "serve", "--workers", "2", "--port", str(port)) as serve:
        until(lambda: health(port))
        workers = children_of(serve.pid)
        assert len(workers) >= 2
        serve.kill()
        serve.wait()
        until(lambda: not any(map(lives, workers)))
    with process(folder, "serve", "--workers", "2", "--port", str(port)) as serve:
        until(lambda: health(port))
        assert ended(serve, signal.SIGTERM)[0] == 0
