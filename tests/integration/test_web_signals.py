"""What documents say, over HTTP: as known at an instant, with its evidence, as JSON and CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_web_page import DERBY, SATURDAY
from web_world import NOW, add_match, client, empty_home, tell

from scoreline.home import Home

HOUR = timedelta(hours=1)
OUT = "Arsenal\nOUT\nBukayo Saka \u2013 hamstring, back 30 May\n"
BACK = "Arsenal\nBukayo Saka is back in training and available.\n"


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        add_match(opened, DERBY, SATURDAY)
        yield opened


def signals(home: Home, path: str, now: datetime = NOW) -> list[dict[str, Any]]:
    answer = client(home, now).get(path)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["items"])
    return list(page["items"])


@pytest.mark.parametrize("path", ["/api/matches/1/signals", f"/api/teams/{DERBY[0]}/signals"])
def test_a_signal_comes_with_its_sentence_source_and_time(home: Home, path: str) -> None:
    tell(home, OUT, NOW - 2 * HOUR)
    [said] = [each for each in signals(home, path) if each["player"]]
    assert said["club"] == "Arsenal"
    assert said["status"] == "out"
    assert said["part"] == "hamstring"
    assert said["stands"] is True
    assert "Bukayo Saka" in said["sentence"]
    assert OUT[said["start"] : said["end"]].strip() == said["sentence"].strip()
    assert said["source"] == "club site"
    assert said["back_from"] == "2026-05-30"
    assert datetime.fromisoformat(said["known_at"]) == NOW - 2 * HOUR
    assert said["text"].endswith("club site, 2 h ago")


@pytest.mark.parametrize("path", ["/api/matches/1/signals", f"/api/teams/{DERBY[0]}/signals"])
def test_nothing_is_said_before_it_was_seen(home: Home, path: str) -> None:
    tell(home, OUT, NOW)
    assert signals(home, path, NOW - HOUR) == []
    assert signals(home, path, NOW)


def test_a_corrected_document_counts_until_its_correction_was_seen(home: Home) -> None:
    tell(home, OUT, NOW - 3 * HOUR, name="story")
    tell(home, BACK, NOW - HOUR, name="story")
    path = f"/api/teams/{DERBY[0]}/signals"
    [before] = [each for each in signals(home, path, NOW - 2 * HOUR) if each["player"]]
    assert (before["status"], before["stands"], before["corrected"]) == ("out", True, False)
    after = {each["status"]: each for each in signals(home, path) if each["player"]}
    assert after["out"]["corrected"] is True
    assert after["out"]["stands"] is False
    assert after["back"]["stands"] is True


@pytest.mark.parametrize("path", ["/api/matches/1/signals", f"/api/teams/{DERBY[0]}/signals"])
def test_signals_are_given_as_csv_with_the_same_rows(home: Home, path: str) -> None:
    tell(home, OUT, NOW - HOUR)
    answer = client(home).get(f"{path}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["sentence"] for row in rows] == [each["sentence"] for each in signals(home, path)]


def test_signals_are_listed_in_parts_the_newest_first(home: Home) -> None:
    for hours, player in ((3, "Bukayo Saka"), (2, "Declan Rice"), (1, "William Saliba")):
        text = f"Arsenal\n{player} is out with a knee injury.\n"
        tell(home, text, NOW - hours * HOUR)
    path = f"/api/teams/{DERBY[0]}/signals"
    whole = signals(home, path)
    parts = [
        client(home).get(f"{path}?limit=1&offset={place}").json() for place in range(len(whole))
    ]
    assert {part["total"] for part in parts} == {len(whole)}
    assert [part["items"][0] for part in parts] == whole
    known = [each["known_at"] for each in whole]
    assert known == sorted(known, reverse=True)


@pytest.mark.parametrize(
    "path",
    ["/api/matches/9/signals", "/api/teams/Nowhere%20FC/signals", "/api/matches/9/signals.csv"],
)
def test_what_is_not_there_is_not_found_in_one_line(home: Home, path: str) -> None:
    answer = client(home).get(path)
    assert answer.status_code == 404
    [error] = answer.json().values()
    assert "\n" not in error["message"]


@pytest.mark.parametrize("query", ["days=0", "days=366", "limit=0", "limit=201", "of=1"])
def test_questions_that_make_no_sense_are_refused(home: Home, query: str) -> None:
    assert client(home).get(f"/api/matches/1/signals?{query}").status_code == 422
