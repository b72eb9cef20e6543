"""News in the store: taken in once, corrected beside what was said, read as of an instant."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from season_world import WALL, Shell, contents

from scoreline.clock import FixedClock
from scoreline.domain.frames import Evidence
from scoreline.news import NewsReport, Origin, Place, Reader, ingest_news, reader_of
from scoreline.news.briefing import briefing, in_words
from scoreline.settings import keep_setting
from scoreline.sources import Manners
from scoreline.store import Database, matches, signals

pytest_plugins = ("season_fixtures",)

NOW = datetime(2025, 11, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(name="reader")
def _reader(database: Database) -> Reader:
    return reader_of(database)


def take_in(
    database: Database, reader: Reader, *places: Path, at: datetime = NOW, trust: float = 0.5
) -> NewsReport:
    named = [Place(Origin(path.stem, trust), str(path)) for path in places]
    return ingest_news(database, named, reader, clock=FixedClock(at), manners=Manners())


def evidence(database: Database, as_of: datetime) -> Evidence:
    with database.read() as connection:
        return matches.evidence(connection, as_of=as_of)


def test_news_is_evidence_from_the_instant_it_was_seen_and_once(
    database: Database, reader: Reader, tmp_path: Path
) -> None:
    story = tmp_path / "site.txt"
    story.write_text("Arsenal\nOUT\nBukayo Saka \u2013 hamstring\n\nArsenal were brilliant.")
    copy = tmp_path / "copy.txt"
    copy.write_text(story.read_text().replace("\u2013", "-"))
    report = take_in(database, reader, story, copy)
    assert (report.documents, report.same, report.signals) == (1, 1, 2)
    before = contents(database)
    assert take_in(database, reader, story, copy, at=NOW + HOUR).documents == 0
    assert contents(database) == before
    assert evidence(database, NOW - timedelta(microseconds=1)).signals.is_empty()
    seen = evidence(database, NOW)
    assert seen.absences.select("club", "player", "kind", "detail").rows() == [
        ("Arsenal", "Bukayo Saka", "injury", "hamstring: site")
    ]
    assert sorted(seen.signals["kind"]) == ["injury_report", "team_news"]
    with database.read() as connection:
        told = signals.heard(connection, as_of=NOW)
        brief = briefing(connection, "Arsenal", as_of=NOW + 2 * HOUR)
    assert [each.sentence for each in told] == [
        "Bukayo Saka \u2013 hamstring",
        "Arsenal were brilliant.",
    ]
    words = [in_words(word.heard, as_of=NOW + 2 * HOUR) for word in brief.players]
    assert words == ["Bukayo Saka out, hamstring: site, 2 h ago"]


def test_a_correction_changes_nothing_of_what_was_known_before_it(
    database: Database, reader: Reader, tmp_path: Path
) -> None:
    story = tmp_path / "site.txt"
    story.write_text("Arsenal\nOUT\nBukayo Saka \u2013 hamstring\nDeclan Rice \u2013 knee")
    take_in(database, reader, story)
    first = evidence(database, NOW)
    story.write_text("Arsenal\nIN\nBukayo Saka \u2013 hamstring, fit")
    assert take_in(database, reader, story, at=NOW + 24 * HOUR).documents == 1
    assert_frame_equal(evidence(database, NOW + 23 * HOUR).absences, first.absences)
    later = evidence(database, NOW + 24 * HOUR).absences
    ends = later.filter(known_at=NOW + 24 * HOUR).select("player", "end").sort("player")
    assert ends.rows() == [("Bukayo Saka", NOW.date()), ("Declan Rice", NOW.date())]
    with database.read() as connection:
        brief = briefing(connection, "Arsenal", as_of=NOW + 24 * HOUR)
    assert [
        (word.heard.signal.player, str(word.heard.signal.status)) for word in brief.players
    ] == [("Bukayo Saka", "back")]


def test_what_is_published_later_than_it_was_seen_waits_for_its_hour(
    database: Database, reader: Reader, tmp_path: Path
) -> None:
    rows = [
        {"text": "Knee injury - Expected back 12 Feb", "club": "Arsenal", "player": "Bukayo Saka",
         "published_at": "2025-11-01T12:00:00Z"},
        {"text": "Illness - 75% chance of playing", "club": "Arsenal", "player": "Declan Rice",
         "seen_at": "2025-10-01T12:00:00Z", "published_at": "2025-09-30T12:00:00Z"},
    ]  # fmt: skip
    lines = tmp_path / "records.jsonl"
    lines.write_text("\n".join(map(json.dumps, rows)))
    take_in(database, reader, lines)
    seen = {at: len(evidence(database, at).signals) for at in (NOW, NOW + 3 * HOUR)}
    assert seen == {NOW: 1, NOW + 3 * HOUR: 2}
    known = evidence(database, NOW + 3 * HOUR)
    assert known.signals["known_at"].min() == datetime(2025, 10, 1, 12, tzinfo=UTC)
    assert known.absences.select("player", pl.col("end").cast(pl.String)).rows() == [
        ("Bukayo Saka", "2026-02-11")
    ]


def test_a_file_that_cannot_be_read_leaves_the_others(
    database: Database, reader: Reader, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_text("{")
    (tmp_path / "b.txt").write_text("Arsenal were brilliant.")
    report = take_in(database, reader, tmp_path)
    assert (report.files, report.documents, len(report.failures)) == (2, 1, 1)


def test_news_on_the_command_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "club").mkdir()
    story = tmp_path / "club" / "story.txt"
    story.write_text("Arsenal will be without Bukayo Saka, who has a hamstring injury.")
    keep_setting(shell.home, "SCORELINE_AS_OF", (WALL + 2 * HOUR).isoformat())
    nothing = shell("news", "ingest")
    assert (nothing.code, "no news sources yet" in nothing.err) == (1, True)
    shell("news", "ingest", "--from", story, "--name", "club site", "--trust", "1")
    (row,) = shell("news", "show", "--club", "Arsenal", "--json").json
    assert (row["player"], row["status"], row["part"]) == ("Bukayo Saka", "out", "hamstring")
    assert (
        "Bukayo Saka out, hamstring: club site" in shell("news", "explain", "--club", "Arsenal").out
    )
    assert shell("news", "explain", "--club", "Nobody").code == 1
    listed = f'[[source]]\nname = "site"\nfrom = "{story.parent}"\ntrust = 0.9\n'
    (shell.home / "news.toml").write_text(listed)
    assert shell("jobs", "run", "news").out.strip() == "0 new documents, 0 signals"
    (shell.home / "news.toml").write_text("[[source]]\nname = 1\n")
    wrong = shell("news", "ingest")
    assert (wrong.code, "news.toml" in wrong.err) == (1, True)
