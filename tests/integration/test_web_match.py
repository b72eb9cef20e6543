"""The page of a match: what both clubs' news says by the forecast's instant, read in one go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from store_rows import factor
from test_web_page import DERBY, SATURDAY, words
from web_world import NOW, add_forecast, add_match, add_version, client, empty_home, tell

from scoreline.home import Home
from scoreline.store import predictions

HOUR = timedelta(hours=1)
SAKA = "Arsenal\nOUT\nBukayo Saka \u2013 hamstring, back 30 May\n\nArsenal were brilliant."


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Iterator[Home]:
    with empty_home(tmp_path, sqlite_template) as opened:
        add_version(opened)
        yield opened


def seen(home: Home, match_id: int, query: str = "") -> str:
    answer = client(home).get(f"/matches/{match_id}{query}")
    assert answer.status_code == 200
    return answer.text


def news_of(html: str) -> str:
    """Return what the section of team news says."""
    return words(html[html.index('id="news-title"') : html.index('id="form"')])


def test_a_signal_is_shown_with_its_sentence_source_time_and_confidence(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    tell(home, SAKA, NOW - 2 * HOUR)
    add_forecast(home, match_id, NOW - HOUR)
    html = seen(home, match_id)
    said = news_of(html)
    assert "28 days before 8 May 2026, 11:00 UTC, the instant the forecast speaks from" in said
    assert "out Bukayo Saka hamstring, back from 30 May 2026" in said
    assert "Bukayo Saka \u2013 hamstring, back 30 May club site, 8 May 2026, 10:00 UTC" in said
    assert "source trusted 80 %" in said
    assert "understood" in said
    assert "team news sounds good, +" in said
    assert "Arsenal were brilliant." in said
    assert "Nothing was said of Tottenham." in said
    assert '<time datetime="2026-05-08T10:00:00+00:00" data-zone="time">' in html


def test_news_that_came_after_the_forecast_is_not_shown_beside_it(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW - 2 * HOUR)
    tell(home, SAKA, NOW - HOUR)
    said = news_of(seen(home, match_id))
    assert "Saka" not in said
    assert "2 signals became known after the forecast and are not in it" in said
    add_forecast(home, match_id, NOW, key_factors=(factor("Saka out"),))
    said = news_of(seen(home, match_id))
    assert "Bukayo Saka" in said
    assert "after the forecast" not in said


def test_of_a_match_without_a_forecast_the_news_of_now_is_shown(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    tell(home, SAKA, NOW - HOUR)
    said = news_of(seen(home, match_id))
    assert "28 days before 8 May 2026, 12:00 UTC:" in said
    assert "Saka" in said


def test_where_no_news_is_known_the_page_says_so_and_what_brings_some(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW)
    said = news_of(seen(home, match_id))
    assert "None is known No document of the 28 days before 8 May 2026, 12:00 UTC" in said
    assert "speaks of Arsenal or Tottenham" in said
    assert "scoreline news ingest --from FILE_OR_ADDRESS" in said


def test_the_word_that_counts_is_shown_and_the_overtaken_one_is_in_the_table(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    tell(home, "Arsenal\nDOUBT\nBukayo Saka \u2013 hamstring", NOW - 20 * HOUR)
    tell(home, SAKA, NOW - HOUR)
    html = seen(home, match_id)
    cards, _, table = news_of(html).partition("Everything that was said")
    assert "out Bukayo Saka" in cards
    assert "in doubt" not in cards
    assert "overtaken" in table
    text = seen(home, match_id, "?csv=news")
    assert text.splitlines()[0] == (
        "known_at,club,who,state,says,sentence,source,confidence,trust,counts"
    )
    assert len(text.splitlines()) == 4
    assert seen(home, match_id, "?csv=news&news.q=doubt").count("Bukayo Saka,in doubt") == 1


def test_what_news_says_is_escaped(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    tell(home, "Arsenal were brilliant <script>alert(1)</script> today.", NOW - HOUR, "a & b")
    html = seen(home, match_id)
    assert "<script>alert" not in html
    assert "a &amp; b" in html


def test_what_is_written_while_a_page_is_read_is_wholly_in_it_or_not_at_all(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, NOW - 2 * HOUR, key_factors=(factor("Said before"),))
    read = predictions.history

    def written_meanwhile(*args: Any, **known: Any) -> Any:
        monkeypatch.setattr(predictions, "history", read)
        tell(home, SAKA, NOW - 3 * HOUR)
        add_forecast(home, match_id, NOW - HOUR, key_factors=(factor("Said meanwhile"),))
        return read(*args, **known)

    monkeypatch.setattr(predictions, "history", written_meanwhile)
    before = seen(home, match_id)
    assert "Said before" in before
    assert "8 May 2026, 10:00 UTC" in before
    assert not [new for new in ("Said meanwhile", "11:00 UTC", "Saka") if new in before]
    after = seen(home, match_id)
    assert [new for new in ("Said meanwhile", "11:00 UTC", "Saka") if new not in after] == []


def test_several_forecasts_of_one_instant_are_listed_and_make_no_course(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    for text in ("First", "Second"):
        add_forecast(home, match_id, NOW, key_factors=(factor(text),))
    html = seen(home, match_id)
    assert "2 rows" in words(html)
    assert "<figure" not in html
    add_forecast(home, match_id, NOW - HOUR)
    assert "<figure" in seen(home, match_id)


def test_the_zone_of_an_instant_is_utc_without_scripts(home: Home) -> None:
    match_id = add_match(home, DERBY, SATURDAY)
    add_forecast(home, match_id, datetime(2026, 5, 8, 9, tzinfo=UTC))
    assert "as of 8 May 2026, 09:00 UTC" in words(seen(home, match_id))
