"""What was left out is read again from the bytes that were kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest
from sqlalchemy import select

from scoreline.clock import FixedClock
from scoreline.errors import NotFoundError
from scoreline.settings import Settings
from scoreline.sources import FootballData, IngestReport, Selection, ingest, retry, source_named
from scoreline.store import Database, quarantine, raw_files, teams
from scoreline.store import matches as stored_matches
from scoreline.store.tables import match_history

HEADER: Final = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A\n"
STRANGE: Final = "E0,11/08/2023,20:00,Burnlee,Man City,0,3,A,8,5.5,1.33\n"
SENSELESS: Final = "E0,11/08/2023,20:00,Everton,Everton,0,3,A,8,5.5,1.33\n"
SECOND: Final = "E0,12/08/2023,12:30,Arsenal,Nott'm Forest,2,1,H,1.18,7,15\n"
FILE: Final = "mmz4281/2324/E0.csv"
FETCHED: Final = datetime(2026, 1, 1, tzinfo=UTC)
RETRIED: Final = FETCHED + timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / FILE).parent.mkdir(parents=True)
    return tmp_path


def publish(database: Database, site: Path, *lines: str, at: datetime = FETCHED) -> IngestReport:
    (site / FILE).write_text("".join((HEADER, *lines)), encoding="utf-8")
    clock = FixedClock(at)
    return ingest(database, FootballData(), Selection(), clock=clock, location=str(site))


def again(database: Database, **only: Any) -> IngestReport:
    def find(name: str) -> FootballData:
        assert source_named(name, Settings()).name == "football-data"
        return FootballData()

    return retry(database, find, clock=FixedClock(RETRIED), **only)


def alias(database: Database, spelling: str = "Burnlee", name: str = "Burnley") -> None:
    with database.write() as connection:
        teams.add_alias(connection, source="football-data", spelling=spelling, name=name)


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    total = report.total
    return total.new, total.changed, total.same, total.quarantined


def state(database: Database) -> list[Any]:
    with database.read() as connection:
        known = stored_matches.evidence(connection, as_of=RETRIED, with_odds=True)
        frames = [known.matches.rows(), known.odds.rows()]
        return [*frames, quarantine.history(connection), raw_files.freshness(connection)]


def homes(database: Database) -> list[str]:
    with database.read() as connection:
        seen = stored_matches.evidence(connection, as_of=RETRIED).matches
    return seen["home"].to_list()


def test_a_retry_that_understands_nothing_new_changes_nothing(
    database: Database, site: Path
) -> None:
    publish(database, site, STRANGE, SENSELESS, SECOND)
    before = state(database)
    assert counts(again(database)) == (0, 0, 1, 2)
    assert state(database) == before


def test_an_alias_lets_in_what_was_held_back_and_keeps_its_history(
    database: Database, site: Path
) -> None:
    publish(database, site, STRANGE, SENSELESS, SECOND)
    alias(database)
    assert counts(again(database)) == (1, 0, 1, 1)
    assert homes(database) == ["Burnley", "Arsenal"]
    with database.read() as connection:
        [row] = quarantine.open_rows(connection)
        closed = [each for each in quarantine.history(connection) if each.closed_at is not None]
    assert row.reason == "a team against itself"
    assert [(each.row.line, each.opened_at, each.closed_at) for each in closed] == [
        (2, FETCHED, RETRIED)
    ]
    before = state(database)
    assert counts(again(database)) == (0, 0, 2, 1)
    assert state(database) == before


def test_nothing_in_quarantine_is_nothing_to_retry(database: Database, site: Path) -> None:
    publish(database, site, SECOND)
    assert again(database).files == ()


def test_only_the_source_that_is_named_is_retried(database: Database, site: Path) -> None:
    publish(database, site, STRANGE)
    assert again(database, source="understat").files == ()
    assert len(again(database, source="football-data").files) == 1


def test_a_retry_leaves_rows_alone_that_went_in_and_were_corrected_elsewhere(
    database: Database, site: Path
) -> None:
    publish(database, site, STRANGE, SECOND)
    other = site / "other"
    (other / FILE).parent.mkdir(parents=True)
    (other / FILE).write_text(HEADER + SECOND.replace(",2,1,H", ",2,2,D"), encoding="utf-8")
    corrected = FootballData(name="another")
    clock = FixedClock(FETCHED + timedelta(hours=1))
    ingest(database, corrected, Selection(), clock=clock, location=str(other))
    alias(database)
    assert counts(again(database)) == (1, 0, 1, 0)
    with database.read() as connection:
        seen = stored_matches.evidence(connection, as_of=RETRIED).matches
        changes = list(connection.scalars(select(match_history.c.before)))
    assert seen.filter(pl.col("home") == "Arsenal")["away_goals"].to_list() == [2]
    assert changes == [{"away_goals": 1, "result_known_at": None}]


def test_a_row_held_back_finds_its_own_meeting_beside_one_that_went_in(
    database: Database, site: Path
) -> None:
    first = "SC0,06/08/2023,15:00,Celtic,Hearts,,,,1.2,7,12\n"
    second = "SC0,02/03/2024,15:00,Celtic,Hearts,x,,,1.2,7,12\n"
    path = site / FILE.replace("E0", "SC0")
    path.write_text(HEADER + first + second, encoding="utf-8")
    ingest(database, FootballData(), Selection(), clock=FixedClock(FETCHED), location=str(site))
    before = state(database)
    assert counts(again(database)) == (0, 0, 1, 1)
    assert state(database) == before


def test_what_a_failed_fetch_left_stays_until_the_file_is_fetched(
    database: Database, site: Path
) -> None:
    publish(database, site, STRANGE)
    (site / FILE).write_text("", encoding="utf-8")
    ingest(database, FootballData(), Selection(), clock=FixedClock(FETCHED), location=str(site))
    alias(database)
    assert counts(again(database)) == (1, 0, 0, 0)
    with database.read() as connection:
        assert [row.line for row in quarantine.open_rows(connection)] == [0]
    publish(database, site, STRANGE, at=RETRIED)
    with database.read() as connection:
        assert quarantine.open_rows(connection) == []


def test_a_file_that_never_arrived_whole_waits(database: Database, site: Path) -> None:
    (site / FILE).write_text("", encoding="utf-8")
    ingest(database, FootballData(), Selection(), clock=FixedClock(FETCHED), location=str(site))
    report = again(database)
    report.require_whole()
    assert counts(report) == (0, 0, 0, 0)
    with database.read() as connection:
        assert len(quarantine.open_rows(connection)) == 1


def test_a_better_suggestion_takes_the_place_of_the_old_one(database: Database, site: Path) -> None:
    publish(database, site, STRANGE.replace("Burnlee", "The Clarets"))
    alias(database, "The Clarets FC")
    again(database)
    with database.read() as connection:
        [entry] = quarantine.history(connection)
    assert "did you mean 'Burnley'" in entry.row.suggestion
    assert (entry.opened_at, entry.closed_at) == (FETCHED, None)


def test_a_source_that_is_gone_is_named_before_anything_is_stored(
    database: Database, site: Path
) -> None:
    publish(database, site, STRANGE)
    alias(database)
    with database.write() as connection:
        row = quarantine.QuarantineRow("gone", "a.csv", 2, "why", "", "")
        quarantine.replace(connection, source="gone", file="a.csv", rows=[row], at=FETCHED)
    with pytest.raises(NotFoundError, match="no source 'gone'"):
        retry(database, lambda name: source_named(name, Settings()), clock=FixedClock(RETRIED))
    assert homes(database) == []
