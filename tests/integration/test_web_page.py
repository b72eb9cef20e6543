import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from store_rows import factor
from web_world import NOW, VERSION, add_forecast, add_match, add_version, client, empty_home

from scoreline.clock import SystemClock
from scoreline.domain import Outcome, ScoreGrid
from scoreline.home import Home
from scoreline.store import versions
from scoreline.web import create_app

SATURDAY = datetime(2026, 5, 9, 14, tzinfo=UTC)
DERBY = ("Arsenal", "Tottenham")
PATHS = ("/", "/health", "/api/predictions", "/api/openapi.json", "/nowhere", "/static/tokens.css")


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        yield opened


@pytest.fixture
def stocked(home: Home) -> Home:
    """Give a home with one model and one match forecast."""
    add_version(home)
    add_forecast(
        home, add_match(home, DERBY, SATURDAY), NOW, key_factors=(factor("Arsenal in form"),)
    )
    return home


def page(home: Home, now: datetime = NOW) -> str:
    answer = client(home, now).get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def words(html: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_a_coming_match_shows_with_its_forecast(stocked: Home) -> None:
    said = words(page(stocked))
    assert "Tomorrow Saturday 9 May 2026" in said
    assert "Premier League England" in said
    assert "15:00 BST" in said
    assert "Arsenal expected goals 1.7 Tottenham expected goals 1.1" in said
    assert "1–1 likeliest" in said  # noqa: RUF001 - a score is written with an en dash
    assert "Weak confidence 40 %" in said
    assert "Arsenal in form" in said
    assert f"1 match in the next 7 days, forecast by {VERSION}." in said


def test_the_probability_bar_says_in_words_what_it_draws(stocked: Home) -> None:
    html = page(stocked)
    percents = re.findall(r"(home|draw|away) (\d+) %", words(html))
    assert [outcome for outcome, _ in percents] == ["home", "draw", "away"]
    assert sum(int(percent) for _, percent in percents) == 100
    widths = [float(width) for width in re.findall(r'x="[\d.]+" width="([\d.]+)"', html)]
    assert widths == pytest.approx([float(percent) for _, percent in percents], abs=1)


def test_matches_are_grouped_by_day_and_league_in_order(home: Home) -> None:
    for clubs, kickoff, competition in (
        (("Leeds", "Hull"), SATURDAY - timedelta(hours=3), "E1"),
        (DERBY, SATURDAY, "E0"),
        (("Everton", "Fulham"), SATURDAY + timedelta(days=2), "E0"),
    ):
        add_match(home, clubs, kickoff, competition=competition)
    said = words(page(home))
    said = said[said.index("9 May") :]
    order = ["9 May", "Premier League", "Arsenal", "Championship", "Leeds", "11 May", "Everton"]
    places = [said.index(word) for word in order]
    assert places == sorted(places)


def test_a_match_of_which_only_the_day_is_known_has_no_time(home: Home) -> None:
    add_match(home, DERBY, datetime(2026, 5, 9, tzinfo=UTC), date_only=True)
    html = page(home)
    assert '<time datetime="2026-05-09">Time open</time>' in html


def test_a_match_with_no_forecast_says_so_and_what_to_do(home: Home) -> None:
    add_match(home, DERBY, SATURDAY)
    said = words(page(home))
    assert "No forecast yet" in said
    assert "Train a model with scoreline train, then run scoreline predict --days 7" in said
    add_version(home)
    with home.database.write() as connection:
        versions.activate(connection, VERSION, at=NOW)
    assert "1 of them has no forecast yet. Run scoreline predict --days 7" in words(page(home))


def test_a_new_home_says_how_to_fill_the_page(home: Home) -> None:
    said = words(page(home))
    assert "No matches yet" in said
    for command in ("scoreline ingest bundled", "scoreline train", "scoreline predict --days 7"):
        assert command in said


def test_a_home_without_coming_matches_says_until_when_its_matches_run(stocked: Home) -> None:
    said = words(page(stocked, SATURDAY + timedelta(days=30)))
    assert "No match in the next 7 days" in said
    assert "run until Saturday 9 May 2026" in said
    assert "scoreline ingest football-data" in said


def test_nothing_later_than_the_clock_shows(stocked: Home) -> None:
    later = NOW + timedelta(hours=2)
    (match_id,) = [
        m["match"]["id"] for m in client(stocked).get("/api/predictions").json()["items"]
    ]
    away = ScoreGrid.from_poisson(0.4, 3.2)
    add_forecast(
        stocked,
        match_id,
        later,
        grid=away,
        recommended=Outcome.AWAY,
        key_factors=(factor("Tottenham in form"),),
    )
    assert "Tottenham in form" not in page(stocked)
    assert "Tottenham in form" in page(stocked, later)


def test_the_weightiest_factor_is_seen_and_the_others_unfold(home: Home) -> None:
    add_version(home)
    said = ("Arsenal in form", "against it: Tottenham rested", "A derby")
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW, key_factors=tuple(map(factor, said)))
    html = page(home)
    assert "<summary>Arsenal in form</summary>" in html
    assert [text for text in said[1:] if f"<li>{text}</li>" in html] == [*said[1:]]


def test_names_and_factors_are_escaped(home: Home) -> None:
    add_version(home)
    match_id = add_match(home, ("<script>alert(1)</script>", "A & B"), SATURDAY)
    add_forecast(home, match_id, NOW, key_factors=(factor('<img src=x onerror="alert(1)">'),))
    html = page(home)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "A &amp; B" in html


def test_a_banner_shows_while_the_clock_stands(home: Home) -> None:
    said = words(page(home))
    assert "The clock stands at Friday 8 May 2026, 12:00 UTC." in said
    assert "SCORELINE_AS_OF" in said
    running = TestClient(create_app(home.at(SystemClock(), book=home.book))).get("/").text
    assert "The clock stands" not in running


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(home: Home, path: str) -> None:
    headers = client(home).get(path).headers
    policy = headers["content-security-policy"].split("; ")
    assert policy[:3] == ["default-src 'none'", "style-src 'self'", "img-src 'self'"]
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_page_needs_nothing_that_its_policy_forbids(stocked: Home) -> None:
    html = page(stocked)
    assert not re.search(r"<script(?! src=\"/static/)", html)
    assert "<style" not in html
    assert " style=" not in html
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_static_files_may_be_kept_and_their_addresses_follow_their_content(home: Home) -> None:
    visitor = client(home)
    addresses = re.findall(r'"(/static/[^"]+)"', visitor.get("/").text)
    assert {address.partition("?v=")[0] for address in addresses} == {
        *(f"/static/{sheet}.css" for sheet in ("tokens", "base", "components", "pages")),
        "/static/page.js",
        "/static/icon.svg",
    }
    for address in addresses:
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert re.fullmatch(r"/static/[a-z.]+\?v=[0-9a-f]{12}", address)


def test_what_the_clock_can_change_is_asked_for_again(home: Home) -> None:
    assert client(home).get("/").headers["cache-control"] == "no-cache"
    assert client(home).get("/api/predictions").headers["cache-control"] == "no-cache"


def test_results_and_fixtures_open_at_the_page_of_the_next_match(home: Home) -> None:
    for day in range(60):
        clubs = (f"H{day:02}", f"A{day:02}")
        kickoff = NOW - timedelta(days=61 - day)
        add_match(home, clubs, kickoff, status="finished", home_goals=1, away_goals=0)
    add_match(home, DERBY, SATURDAY)
    path = "/competitions/E0/2025?view=matches"
    said = words(client(home).get(path).text)
    assert "Arsenal" in said
    assert "H59" not in said
    assert "H59" in words(client(home).get(f"{path}&matches.page=1").text)
