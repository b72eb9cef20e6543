"""The dashboard as somebody sees it: a real browser before the real service."""

import re
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from chromium import Watched, chromium, served
from playwright.sync_api import Browser, Page, ViewportSize, expect
from season_world import NOW, VERSION, quick

from scoreline.clock import FixedClock
from scoreline.credentials import hash_password
from scoreline.domain.access import Role
from scoreline.home import Home, open_home
from scoreline.jobs import orders
from scoreline.news import Origin, Place, ingest_news, reader_of
from scoreline.sources import FootballData, Manners, Selection, ingest
from scoreline.store import audit, matches, users

PATIENCE: Final = 180_000
"""Milliseconds for what the page itself shows as soon as it is there; machines may be busy."""

expect.set_options(timeout=PATIENCE)
pytest_plugins = ("season_fixtures",)
pytestmark = pytest.mark.xdist_group("season")

PASSWORD: Final = "correct horse battery"
STRANGE: Final = "Crystal Palaces"
PUBLIC: Final = (
    "/",
    "/matches/{coming}",
    "/matches/{played}",
    "/competitions",
    "/competitions/E0/2025",
    "/competitions/E0/2025?view=projection",
    "/competitions/E0/2025?view=matches",
    "/bots",
    "/bots/ExpectedPoints",
    "/quality",
    "/login",
)
WIDE: Final = ViewportSize(width=1440, height=900)
PHONE: Final = ViewportSize(width=390, height=900)
OF_THE_SCREEN: Final = ("color-contrast", "scrollable-region-focusable", "target-size")
STAFF: Final = ("/models", f"/models/{VERSION}", "/jobs", "/data", "/people")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, played_folder: Path) -> Path:
    """Make a home with a played season, an admin, and rows of a club that nobody knows."""
    place = Path(shutil.copytree(played_folder, tmp_path_factory.mktemp("browser") / "home"))
    site = tmp_path_factory.mktemp("site") / "mmz4281" / "2526"
    site.mkdir(parents=True)
    rows = ["Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR"]
    rows += [f"E0,17/08/2025,14:00,Chelsea,{STRANGE},0,0,D"]
    (site / "E0.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with open_home(place) as home:
        with home.database.write() as connection:
            users.add(connection, "anna", Role.ADMIN, hash_password(PASSWORD), at=NOW)
        source = FootballData()
        ingest(
            home.database,
            source,
            Selection(("E0",), (2025,)),
            clock=home.wall,
            location=str(site.parents[1]),
        )
        _tell(home, site / "club site.txt")
    return place


def _tell(home: Home, story: Path) -> None:
    """Let the coming matches have news: every club's keeper is said to be out."""
    with home.database.read() as connection:
        clubs = sorted(matches.season(connection, "E0", 2025, as_of=NOW)["home"].unique())
    story.write_text("\n\n".join(f"{club}\nOUT\nJan Keeper - knee" for club in clubs))
    ingest_news(
        home.database,
        [Place(Origin("club site", 1.0), str(story))],
        reader_of(home.database),
        clock=FixedClock(NOW - timedelta(hours=3)),
        manners=Manners(),
    )


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Serve the home; what is trained is a recipe of a moment, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(orders, "recipe", quick)
        with served(folder, start=_begin) as where:
            yield where


def _begin(home: Home, number: int) -> None:
    Thread(target=orders.perform, args=(home, number), daemon=True).start()


@pytest.fixture(scope="session")
def paths(folder: Path) -> dict[str, str]:
    """Name a match that is to come and one that was played."""
    with open_home(folder) as home, home.database.read() as connection:
        season = matches.season(connection, "E0", 2025, as_of=NOW).sort("kickoff")
    over = season["home_goals"].is_not_null()
    return {
        "coming": str(season.filter(~over)["match_id"][0]),
        "played": str(season.filter(over)["match_id"][-1]),
    }


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(timezone_id="Europe/London") as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def log_in(page: Page, address: str, password: str = PASSWORD, path: str = "/login") -> None:
    page.goto(address + path)
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Log in").click()


def settled(page: Page, where: str) -> None:
    """Open a page and wait until nothing on it is still being made."""
    page.goto(where)
    expect(page.locator("[data-reload]")).to_have_count(0)


def test_every_page_is_whole_and_open_to_everybody(
    browser: Browser, address: str, paths: dict[str, str]
) -> None:
    problems: dict[str, list[str]] = {}
    with browser.new_context(viewport=WIDE) as context:
        seen = Watched(context.new_page(), address)
        for path in PUBLIC:
            problems[path] = _look_over(seen, address + path.format(**paths))
        log_in(seen.page, address)
        for path in STAFF:
            problems[path] = _look_over(seen, address + path)
    assert {path: found for path, found in problems.items() if found} == {}


def _look_over(seen: Watched, where: str) -> list[str]:
    """Return what is wrong with a page: on a wide screen, and on a phone at night."""
    page = seen.page
    settled(page, where)
    found = ["not one heading"] * (page.locator("h1").count() != 1)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    found += [*_too_wide(page), *seen.violations()]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    # Whatever else a rule asks does not depend on the screen.
    found += [*_too_wide(page), *seen.violations(OF_THE_SCREEN)]
    return [*found, *seen.told()]


def _too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"wider than {page.evaluate('innerWidth')} pixels"] * wide


def test_an_admin_logs_in_and_comes_where_they_wanted(page: Page, address: str) -> None:
    page.goto(f"{address}/models")
    page.get_by_role("link", name="Log in").last.click()
    where = page.url.removeprefix(address)
    log_in(page, address, "not the password", where)
    expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    log_in(page, address, path=where)
    expect(page).to_have_url(f"{address}/models")
    expect(page.get_by_role("heading", level=1)).to_contain_text("serves")


def test_a_version_is_trained_to_the_end_activated_and_rolled_back(
    page: Page, address: str, folder: Path
) -> None:
    log_in(page, address, path="/login?next=/models")
    page.get_by_label("Recipe").select_option("glm")
    page.get_by_role("button", name="Train").click()
    expect(page).to_have_url(re.compile(r"/jobs/\d+$"))
    expect(page.get_by_role("heading", name="Done")).to_be_visible(timeout=240_000)
    page.get_by_role("link", name="How it did").click()
    version = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("Why, for the record").fill("looks good")
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{version} serves")
    expect(page.locator(".lead")).to_contain_text("looks good")
    page.get_by_role("button", name="Roll back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{VERSION} serves")
    page.goto(f"{address}/models/compare?a={VERSION}&b={version}")
    expect(page.locator("[data-reload]")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{VERSION} beside {version}")
    with open_home(folder) as home, home.database.read() as connection:
        acts = [(each.actor, each.act) for each in audit.latest(connection)]
    *done, first = [each for each in acts if each[1].startswith("model.")]
    assert done == [("user anna", f"model.{act}") for act in ("rollback", "activate", "train")]
    assert first == ("a program", "model.activate")


def test_a_name_that_nobody_knows_is_resolved_and_its_rows_go_in(page: Page, address: str) -> None:
    log_in(page, address, path="/login?next=/data")
    expect(page.get_by_text(STRANGE).first).to_be_visible()
    club = page.get_by_label(f"Which club is {STRANGE}?")
    expect(club).to_have_value("Crystal Palace")
    page.get_by_role("button", name="It is this club").click()
    expect(club).to_have_count(0)
    until = time.monotonic() + PATIENCE / 1000
    while page.locator("#quarantine").get_by_text(STRANGE).count() and time.monotonic() < until:
        page.wait_for_timeout(250)
        page.reload()
    expect(page.locator("#quarantine")).to_contain_text("Nothing is left out.")


def test_somebody_is_added_and_a_key_is_shown_once(page: Page, address: str) -> None:
    log_in(page, address, path="/login?next=/people")
    page.locator("#user-name").fill("ben")
    page.locator("#user-password").fill("another long password")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Remove ben").click()
    expect(page.get_by_role("button", name="Remove ben")).to_have_count(0)
    page.get_by_label("What it is for").fill("prometheus")
    page.get_by_role("button", name="Make a key").click()
    expect(page.locator(".secret")).to_have_text(re.compile(r"^scoreline_\S{20,}$"))
    page.goto(f"{address}/people")
    expect(page.locator(".secret")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Revoke key")).click()
    expect(page.get_by_text("revoked")).to_be_visible()


def test_tables_sort_filter_and_download_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False, accept_downloads=True) as context:
        page = context.new_page()
        page.goto(f"{address}/competitions/E0/2025")
        names = page.locator("tbody th")
        best = names.first.inner_text()
        page.get_by_role("link", name="Club").click()
        assert names.all_inner_texts() == sorted(names.all_inner_texts())
        page.get_by_label("Filter Table").fill(best)
        page.get_by_role("button", name="Filter").click()
        expect(names).to_have_count(1)
        with page.expect_download() as begun:
            page.get_by_role("link", name="CSV").click()
        text = begun.value.path().read_text(encoding="utf-8")
        assert text.startswith("place,club,played,wins,")
        assert best in text.splitlines()[1]
        page.goto(f"{address}/")
        expect(page.get_by_text("BST").first).to_be_visible()


def test_team_news_is_read_and_unfolded_by_the_keyboard(
    page: Page, address: str, paths: dict[str, str]
) -> None:
    page.goto(f"{address}/matches/{paths['coming']}")
    expect(page.locator(".news li")).to_have_count(2)
    news = page.locator(".news li").first
    expect(news).to_contain_text("Jan Keeper knee")
    expect(news.locator("blockquote")).to_have_text("Jan Keeper - knee")
    # Seen at 06:00 UTC, in summer.
    expect(news.locator("time")).to_have_text("19 Sept 2025, 07:00")
    unfold = page.get_by_text("Everything that was said")
    unfold.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#news tbody tr")).to_have_count(2)
    page.locator("#news").get_by_role("link", name="Sentence").click()
    expect(page.locator("#news th[aria-sort]")).to_contain_text("Sentence")
    expect(page.locator("#news tbody tr").first).to_be_visible()


def test_times_are_those_of_the_reader(browser: Browser, address: str) -> None:
    shown = {}
    for zone in ("Europe/London", "Asia/Tokyo"):
        with browser.new_context(timezone_id=zone) as context:
            page = context.new_page()
            page.goto(address)
            shown[zone] = page.locator(".kickoff time").first.inner_text()
            expect(page.locator("[data-zone-note]")).to_contain_text(zone)
    hours = {zone: int(text.partition(":")[0]) for zone, text in shown.items()}
    assert (hours["Asia/Tokyo"] - hours["Europe/London"]) % 24 == 8


def test_a_match_that_is_on_another_day_where_the_reader_is_says_on_which(
    browser: Browser, address: str
) -> None:
    shown = {}
    for zone in ("Europe/London", "Pacific/Auckland"):
        with browser.new_context(timezone_id=zone) as context:
            page = context.new_page()
            page.goto(f"{address}/?days=3")
            shown[zone] = page.locator(".kickoff time").all_inner_texts()
    assert all(re.fullmatch(r"\d\d:\d\d", text) for text in shown["Europe/London"])
    pairs = list(zip(shown["Europe/London"], shown["Pacific/Auckland"], strict=True))
    assert pairs
    for here, there in pairs:
        # Eleven hours on: what begins at one in the afternoon or later is on the next day.
        assert bool(re.fullmatch(r"\d\d:\d\d (Sat|Sun|Mon)", there)) == (here >= "13:00")


def test_the_keyboard_leads_to_content_and_filter(page: Page, address: str) -> None:
    page.goto(f"{address}/competitions/E0/2025")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Filter Table")).to_be_focused()
