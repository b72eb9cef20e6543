"""Write docs/tour: screenshots of every page, of a home as ``scoreline demo`` leaves it.

``python tools/tour.py [HOME]`` shows a copy of a home; without one it plays the demo first.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from chromium import FLAGS, served
from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from scoreline.clock import SystemClock
from scoreline.credentials import hash_password
from scoreline.domain.access import Role
from scoreline.home import open_home
from scoreline.store import matches, users, versions

OUT: Final = Path(__file__).parents[1] / "docs" / "tour"
NAME, PASSWORD = "anna", "a password of the tour"
COLOURS: Final = 256
LONGEST: Final = 2000
"""Pixels of a page's height that are shown."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page."""

    name: str
    path: str
    width: int = 1440
    scheme: Literal["light", "dark"] = "light"


def main(given: str | None = None) -> None:
    """Take every picture."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        folder = _copied(given, Path(place) / "home")
        shots = list(_shots(folder))
        with served(folder) as address, sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            for shot in shots:
                _take(browser, address, shot)
            browser.close()
    _write_page(shots)


def _copied(given: str | None, folder: Path) -> Path:
    if given is None:
        command = [sys.executable, "-c", "from scoreline.cli import main; main()"]
        subprocess.run([*command, "--home", str(folder), "demo"], check=True)  # noqa: S603 - our own
    else:
        shutil.copytree(given, folder)
    with open_home(folder) as home, home.database.write() as connection:
        users.add(connection, NAME, Role.ADMIN, hash_password(PASSWORD), at=SystemClock().now())
    return folder


def _shots(folder: Path) -> Iterator[Shot]:
    with open_home(folder) as home, home.database.read() as connection:
        code, years = next(iter(matches.seasons(connection).items()))
        season = matches.season(connection, code, years[-1], as_of=home.clock.now())
        version = versions.active_name(connection)
    coming = season.filter(season["home_goals"].is_null()).sort("kickoff", "home")["match_id"][0]
    match, league = f"/matches/{coming}", f"/competitions/{code}/{years[-1]}"
    yield Shot("today", "/")
    yield Shot("match", match)
    yield Shot("table", league)
    yield Shot("projection", f"{league}?view=projection")
    yield Shot("bots", "/bots")
    yield Shot("bot", "/bots/ExpectedPoints")
    yield Shot("quality", "/quality")
    yield Shot("models", "/models")
    yield Shot("model", f"/models/{version}")
    yield Shot("jobs", "/jobs")
    yield Shot("data", "/data")
    yield Shot("people", "/people")
    yield Shot("match-dark", match, scheme="dark")
    yield Shot("projection-dark", f"{league}?view=projection", scheme="dark")
    yield Shot("today-phone", "/", width=390)
    yield Shot("match-phone-dark", match, width=390, scheme="dark")
    yield Shot("bots-tablet", "/bots", width=820)


def _take(browser: Browser, address: str, shot: Shot) -> None:
    size = ViewportSize(width=shot.width, height=900)
    with browser.new_context(
        viewport=size, color_scheme=shot.scheme, timezone_id="Europe/London", locale="en-GB"
    ) as context:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/login")
        page.get_by_label("Name").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Log in").click()
        page.goto(address + shot.path)
        expect(page.locator("[data-reload]")).to_have_count(0, timeout=180_000)
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), LONGEST)
        raw = OUT / f"{shot.name}.png"
        page.screenshot(
            path=raw,
            full_page=True,
            clip={"x": 0, "y": 0, "width": shot.width, "height": height},
        )
    with Image.open(raw) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(raw, optimize=True)
    print(f"{raw.name}: {raw.stat().st_size // 1000} kB")


def _write_page(shots: list[Shot]) -> None:
    lines = ["# A tour of the dashboard", ""]
    lines += ["Written by `make tour` from the home that `scoreline demo` leaves.", ""]
    for shot in shots:
        path = "match" if shot.path.startswith("/matches/") else shot.path
        said = f"{path}, {shot.width} pixels, {shot.scheme}"
        lines += [f"## {shot.name.replace('-', ', ').capitalize()}", ""]
        lines += [f"![{said}]({shot.name}.png)", ""]
    (OUT / "README.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
