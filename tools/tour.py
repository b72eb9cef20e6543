"""Write docs/tour: screenshots of every page, of a home as ``scoreline demo`` leaves it.

``python tools/tour.py [HOME]`` shows a copy of a home; without one it plays the demo first.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import polars as pl
from chromium import FLAGS, served
from PIL import Image
from playwright.sync_api import Browser, StorageState, ViewportSize, expect, sync_playwright

from scoreline.clock import SystemClock
from scoreline.credentials import hash_password
from scoreline.domain.access import Role
from scoreline.home import Home, open_home
from scoreline.news import Origin, Place, ingest_news, reader_of
from scoreline.sources import Manners
from scoreline.store import matches, users, versions
from scoreline.store.signals import RECENT

OUT: Final = Path(__file__).parents[1] / "docs" / "tour"
NAME, PASSWORD = "anna", "a password of the tour"
COLOURS: Final = 256
LONGEST: Final = 2000
"""Pixels of a page's height that are shown."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page, and what is to be seen on it."""

    name: str
    path: str
    says: str = ""
    width: int = 1440
    scheme: Literal["light", "dark"] = "light"
    stranger: bool = False


def main(given: str | None = None) -> None:
    """Take every picture; only what is whole takes the place of what was there."""
    with tempfile.TemporaryDirectory() as place:
        folder, out = _copied(given, Path(place) / "home"), Path(place) / "tour"
        out.mkdir()
        shots = list(_shots(folder))
        with served(folder) as address, sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            admin = _logged_in(browser, address)
            for shot in shots:
                _take(browser, address, shot, None if shot.stranger else admin, out)
            browser.close()
        _write_page(shots, out)
        shutil.rmtree(OUT, ignore_errors=True)
        shutil.copytree(out, OUT)


def _logged_in(browser: Browser, address: str) -> StorageState:
    """Log in once: the service lets nobody try it for every picture."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/login")
        page.get_by_label("Name").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Log in")).to_have_count(0)
        return context.storage_state()


def _copied(given: str | None, folder: Path) -> Path:
    if given is None:
        _command(folder, "demo")
    else:
        shutil.copytree(given, folder)
    # A second version to compare the first with, and a run to look at.
    _command(
        folder,
        "train",
        "--league",
        "E0",
        "--recipe",
        "glm",
        "--until",
        "2025-08-14",
        "--no-activate",
    )
    _command(folder, "jobs", "run", "accuracy")
    with open_home(folder) as home:
        _tell(home, folder / "news.jsonl")
        with home.database.write() as connection:
            users.add(connection, NAME, Role.ADMIN, hash_password(PASSWORD), at=SystemClock().now())
    return folder


def _command(folder: Path, *words: str) -> None:
    call = [sys.executable, "-c", "from scoreline.cli import main; main()", "--home", str(folder)]
    subprocess.run([*call, *words], check=True)  # noqa: S603 - our own


def _tell(home: Home, notes: Path) -> None:
    """Make notes of the absences that the bundled data know of, and take them in as news."""
    now = home.clock.now()
    with home.database.read() as connection:
        known = matches.evidence(connection, as_of=now).absences
    absent = known.filter(pl.col("end").is_null() | (pl.col("end") > now.date()))
    recent = absent.filter(pl.col("known_at") > now - RECENT).sort("known_at")
    lines = [
        {
            "club": row["club"],
            "player": row["player"],
            "text": f"{row['detail']} - Unknown return date",
            "uri": str(number),
            "seen_at": row["known_at"].isoformat(),
        }
        for number, row in enumerate(recent.to_dicts())
    ]
    notes.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    place = Place(Origin("bundled absences", 0.9), str(notes))
    ingest_news(
        home.database, [place], reader_of(home.database), clock=home.clock, manners=Manners()
    )


def _shots(folder: Path) -> Iterator[Shot]:
    with open_home(folder) as home, home.database.read() as connection:
        code, years = next(iter(matches.seasons(connection).items()))
        season = matches.season(connection, code, years[-1], as_of=home.clock.now())
        found = sorted(versions.listing(connection), key=lambda each: each.name)
    coming = season.filter(season["home_goals"].is_null()).sort("kickoff", "home")["match_id"][0]
    match, league = f"/matches/{coming}", f"/competitions/{code}/{years[-1]}"
    compared = "&".join(f"{key}={each.name}" for key, each in zip("ab", found, strict=False))
    yield from _on_a_desk(match, league, found[0].name, f"/models/compare?{compared}")
    yield from _elsewhere(match, league)


def _on_a_desk(match: str, league: str, version: str, compared: str) -> Iterator[Shot]:
    yield Shot("today", "/", "The coming matches, each with its forecast and the reasons for it.")
    yield Shot("match", match, "One match: every score, every market, why, and both clubs' news.")
    yield Shot("table", league, "A season: its table, with the places that lead somewhere.")
    yield Shot("projection", f"{league}?view=projection", "How it may end, by 10,000 runs.")
    yield Shot("fixtures", f"{league}?view=matches", "Results and fixtures, from where it stands.")
    yield Shot("bots", "/bots", "A league of bots: points over time, strategies, head to head.")
    yield Shot("bot", "/bots/ExpectedPoints", "A bot with every tip and its reason.")
    yield Shot("bettor", "/bots/MLBot-Balanced", "A bot that bets, and why it has not bet yet.")
    yield Shot("quality", "/quality", "What was forecast, judged: with intervals, by reliability.")
    yield Shot("models", "/models", "For admins: versions, which of them serves, training.")
    yield Shot("model", f"/models/{version}", "How a version did and what it looks at.")
    yield Shot("compare", compared, "Two versions on the same matches.")
    yield Shot("jobs", "/jobs", "What runs by itself, when it is due, how it went.")
    yield Shot("job", "/jobs/1", "One run with its attempts.")
    yield Shot("data", "/data", "How fresh the data are, and what was left out and why.")
    yield Shot("people", "/people", "Who may log in, which programs have keys, what was done.")
    yield Shot("login", "/login", "Where admins come in.", stranger=True)


def _elsewhere(match: str, league: str) -> Iterator[Shot]:
    ends = f"{league}?view=projection"
    yield Shot("match-dark", match, "A match at night.", scheme="dark")
    yield Shot("projection-dark", ends, "How it may end, at night.", scheme="dark")
    yield Shot("bots-dark", "/bots", "Bots at night.", scheme="dark")
    yield Shot("bots-tablet", "/bots", "Bots on a tablet.", width=820)
    yield Shot("today-phone", "/", width=390)
    yield Shot("match-phone-dark", match, width=390, scheme="dark")
    yield Shot("bots-phone", "/bots", width=390)
    yield Shot("quality-phone-dark", "/quality", width=390, scheme="dark")
    yield Shot("models-phone", "/models", width=390)


def _take(browser: Browser, address: str, shot: Shot, who: StorageState | None, out: Path) -> None:
    size = ViewportSize(width=shot.width, height=900)
    with browser.new_context(
        viewport=size,
        color_scheme=shot.scheme,
        timezone_id="Europe/London",
        locale="en-GB",
        storage_state=who,
    ) as context:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(address + shot.path)
        expect(page.locator("[data-reload]")).to_have_count(0, timeout=180_000)
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), LONGEST)
        raw = out / f"{shot.name}.png"
        page.screenshot(
            path=raw,
            full_page=True,
            clip={"x": 0, "y": 0, "width": shot.width, "height": height},
        )
    with Image.open(raw) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(raw, optimize=True)
    print(f"{raw.name}: {raw.stat().st_size // 1000} kB")


def _write_page(shots: list[Shot], out: Path) -> None:
    lines = ["# A tour of the dashboard", ""]
    lines += [
        "Written by `make tour` from the home that `scoreline demo` leaves, with the absences"
    ]
    lines += ["that its data know of as team news, a second version and a run.", ""]
    phones = [shot for shot in shots if not shot.says]
    for shot in shots:
        if shot.says:
            lines += [f"## {_title(shot)}", "", shot.says, "", _picture(shot), ""]
    lines += ["## On a phone", ""]
    lines += ["| " + " | ".join(_title(shot) for shot in phones) + " |", "|---" * len(phones) + "|"]
    lines += ["| " + " | ".join(map(_picture, phones)) + " |"]
    (out / "README.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _title(shot: Shot) -> str:
    return shot.name.removesuffix("-phone").replace("-phone", "").replace("-", ", ").capitalize()


def _picture(shot: Shot) -> str:
    return f"![{_title(shot)}, {shot.width} pixels, {shot.scheme}]({shot.name}.png)"


if __name__ == "__main__":
    main(*sys.argv[1:])
