"""People are told once, in words of a template, over a real webhook and a real mail server."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from scoreline.clock import FixedClock
from scoreline.errors import ScorelineError, SourceError
from scoreline.home import Home, open_home
from scoreline.jobs import engine, orders, scheduler, tasks
from scoreline.jobs.job import Job, always, plain
from scoreline.jobs.notifying import OWN, messages_due, notify, tell, write
from scoreline.jobs.schedule import Every

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def home(sqlite_template: Path, tmp_path: Path) -> Iterator[Home]:
    shutil.copy(sqlite_template, tmp_path / "scoreline.db")
    with open_home(tmp_path) as opened:
        clock = FixedClock(NOW)
        yield replace(opened, clock=clock, wall=clock)


def with_settings(home: Home, **changed: Any) -> Home:
    return replace(home, settings=home.settings.model_copy(update=changed))


@contextmanager
def webhook(status: int = 204) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    got: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Mailbox:
    """What a mail server has taken."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return "250 OK"


def put(home: Home, key: str, **facts: Any) -> None:
    with home.database.write() as connection:
        tell(home, connection, "failed", key, **{"job": "tip", "period": None, **facts})


def test_a_job_that_has_failed_for_good_is_told_once_to_a_webhook_and_by_mail(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_home: Home) -> str:
        raise SourceError("no network")

    monkeypatch.setattr(
        tasks,
        "JOBS",
        {
            "ingest": Job("ingest", plain(fail), always(Every(60)), tries=2),
            "notify": tasks.JOBS["notify"],
        },
    )
    box = Mailbox()
    port = free_port()
    mail = Controller(box, hostname="127.0.0.1", port=port)
    mail.start()
    with webhook() as (address, got):
        told = with_settings(
            home,
            notify_webhook=SecretStr(address),
            notify_mail="a@example.org, b@example.org",
            smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"),
        )
        for _ in range(4):
            scheduler.enter_due(told)
            for _job, run in scheduler.ready(told):
                orders.perform(told, run.id)
            told.clock.set(told.clock.now() + timedelta(minutes=2))  # type: ignore[attr-defined]
    mail.stop()
    assert [each["subject"] for each in got] == ["scoreline: ingest failed"]
    assert "SourceError: no network" in got[0]["text"]
    assert got[0]["facts"]["period"] == "2026-05-01T12:00Z"
    [(who, message)] = box.mails
    assert who == ["a@example.org", "b@example.org"]
    assert message["subject"] == "scoreline: ingest failed"
    assert messages_due(told) == []


def test_a_message_that_nobody_takes_waits(home: Home) -> None:
    with webhook(status=500) as (address, got):
        told = with_settings(home, notify_webhook=SecretStr(address))
        put(told, "run 1", detail="x")
        with pytest.raises(ScorelineError, match=r"webhook at 127\.0\.0\.1 did not take"):
            notify(told)
        assert len(got) == 1
    assert len(messages_due(told)) == 1


def test_more_messages_in_an_hour_than_allowed_are_held_back(home: Home) -> None:
    with webhook() as (address, got):
        told = with_settings(home, notify_webhook=SecretStr(address), notify_hourly=3)
        for number in range(10):
            put(told, f"run {number}", detail="x")
            put(told, f"run {number}", detail="twice")
        assert notify(told) == "3 messages sent"
        assert len(got) == 3
        told.clock.set(NOW + timedelta(minutes=61))  # type: ignore[attr-defined]
        put(told, "run 11", detail="x")
        assert notify(told) == "1 message sent"


def test_where_nobody_is_to_be_told_nothing_is_kept(home: Home) -> None:
    put(home, "run 1", detail="x")
    assert messages_due(home) == []
    assert notify(home) == "nothing to do: nobody is told"


def test_a_home_s_own_template_stands_in_for_ours(home: Home) -> None:
    (home.settings.home / OWN).mkdir()
    own = "{{ job }} broke\n<b>{{ detail }}</b>\n"
    (home.settings.home / OWN / "failed.txt").write_text(own)
    facts = {"job": "tip", "period": None, "detail": "a < b"}
    assert write(home, "failed", facts) == ("tip broke", "<b>a < b</b>\n")
    table = {
        "league": "Premier League",
        "changed": "10 tips",
        "rows": [{"place": 1, "bot": "Hybrid", "points": 42}],
    }
    subject, text = write(home, "table", table)
    assert subject == "scoreline: Premier League"
    assert text == "10 tips settled.\n\n  1  Hybrid                           42\n"


def test_a_run_that_nobody_can_do_is_told_as_well(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOSSES", 1)
    with webhook() as (address, _):
        told = with_settings(home, notify_webhook=SecretStr(address))
        scheduler.enter_due(told)
        [(_, run), *_] = scheduler.ready(told)
        assert engine.begin(told, run) is not None
        told.clock.set(NOW + timedelta(minutes=10))  # type: ignore[attr-defined]
        with told.database.write() as connection:
            engine.recover(connection, told, orders.known)
        assert len(messages_due(told)) == 1
