"""A day that runs by itself while its processes are killed ends as if nobody had been."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from kombu.connection import Connection
from sqlalchemy import URL

ROOT: Final = Path(__file__).parents[2]
DATA: Final = ROOT.parent / "shared" / "data" / "football-data"
BROKER: Final = "redis://127.0.0.1:6379/8"
KILLS: Final = 4

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not DATA.exists(), reason="there is no ../shared/data/football-data"),
]


def survives(mode: str, *more: str) -> None:
    given = ["--mode", mode, "--days", "1", "--kills", str(KILLS), "--data", str(DATA), *more]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{mode}, killed: {KILLS} processes" in ended.stdout
    assert re.search(r"^the same in \d\d tables with \d{5} rows$", ended.stdout, re.MULTILINE)


def test_one_machine_ends_as_if_nobody_had_been_killed() -> None:
    survives("embedded")


def test_many_machines_end_as_if_nobody_had_been_killed_though_all_messages_come_twice(
    postgresql_server: URL,
) -> None:
    try:
        with Connection(BROKER, connect_timeout=2) as broker:  # type: ignore[no-untyped-call]
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # noqa: BLE001 - transports fail each in its own way
        pytest.skip(f"redis does not answer at {BROKER}")
    server = postgresql_server.render_as_string(hide_password=False)
    survives("queue", "--server", server, "--broker", BROKER)
