"""Debian's Chromium, driven by Playwright; the dashboard on a port of this machine."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from npm_packages import fetched
from scoreline.home import Home, open_home
from scoreline.web import create_app

FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE: Final = "4.14.1"
Start = Callable[[Home, int], object]
SERIOUS: Final = frozenset({"serious", "critical"})


@cache
def _axe() -> str:
    return (fetched("axe-core", AXE) / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium; whoever asks is skipped where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(folder: Path, *, start: Start | None = None) -> Iterator[str]:
    """Serve a home by uvicorn, as ``scoreline serve`` does; yield its address.

    Args:
        folder: The home.
        start: Sees to what is ordered, in place of a process of its own.
    """
    with open_home(folder) as home:
        unlimited = home.settings.model_copy(update={"rate_address": 0})
        app = create_app(replace(home, settings=unlimited))
        if start is not None:
            app.state.start = start
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the service did not start"
                time.sleep(0.02)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


class Watched:
    """A page that remembers what went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, address))

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.said.append(text)

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:")):
            self.elsewhere.append(url)

    def told(self) -> list[str]:
        """Return what went wrong since the last time, and forget it."""
        found = [*self.said, *(f"asked {url}" for url in self.elsewhere)]
        self.said.clear()
        self.elsewhere.clear()
        return found

    def violations(self, rules: Sequence[str] = ()) -> list[str]:
        """Return what axe-core finds serious, by all of its rules or these alone."""
        only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        found: dict[str, Any] = self.page.evaluate(
            "async options => await axe.run(document, options)",
            {"resultTypes": ["violations"], **only},
        )
        return [
            f"{each['id']}: {node['html'][:150]} {node['failureSummary'][:300]}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
            for node in each["nodes"][:3]
        ]
