"""Clubs, raw files, quarantine, absences, squad values and job runs."""

import hashlib
from dataclasses import replace as replace_field
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import func, select
from store_rows import CLUBS, DAY, NOW

from scoreline.domain.frames import ABSENCES
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.reference import Club
from scoreline.store import (
    Database,
    absences,
    matches,
    quarantine,
    raw_files,
    squad_values,
    teams,
)
from scoreline.store.match_writing import Saved
from scoreline.store.quarantine import QuarantineRow
from scoreline.store.tables import quarantine as quarantine_table
from scoreline.store.tables import raw_files as raw_table
from scoreline.store.tables import squad_values as value_table

MICROSECOND = timedelta(microseconds=1)


def test_clubs_are_seeded_once_and_later_ones_join(database: Database) -> None:
    known = Club("Everford", "Everford Town", "Spain", (("football-data", "Everf."),))
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        teams.seed(connection, [*CLUBS, known])
        teams.seed(connection, [known])
        names = [club["name"] for club in teams.listing(connection)]
        assert names == ["Ashford", "Cedarville", "Dale", "birchwood", "Everford"]
        assert teams.aliases(connection) == {("football-data", "Spain", "Everf."): "Everford"}
        assert set(teams.ids(connection)) == set(names)


def test_an_alias_stands_for_one_club(database: Database) -> None:
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        for _ in range(2):
            teams.add_alias(connection, source="news", spelling="The Ash", name="Ashford")
        assert teams.aliases(connection) == {("news", "England", "The Ash"): "Ashford"}
        with pytest.raises(ConfigurationError, match="already stands for Ashford"):
            teams.add_alias(connection, source="news", spelling="The Ash", name="Dale")
        with pytest.raises(NotFoundError, match="scoreline teams list"):
            teams.add_alias(connection, source="news", spelling="x", name="Nowhere")


def left_out(line: int, **known: Any) -> QuarantineRow:
    given = {"reason": "no such club", "text": "a,b", "suggestion": "add an alias", **known}
    return QuarantineRow("football-data", "E0.csv", line, **given)


def replace(database: Database, *rows: QuarantineRow, file: str = "E0.csv") -> None:
    with database.write() as connection:
        quarantine.replace(connection, source="football-data", file=file, rows=rows, at=NOW)


def open_rows(database: Database, **wanted: Any) -> list[QuarantineRow]:
    with database.read() as connection:
        return quarantine.open_rows(connection, **wanted)


def test_the_open_rows_of_a_file_are_those_of_its_last_reading(database: Database) -> None:
    replace(database, left_out(9), left_out(2), left_out(2))
    assert open_rows(database) == [left_out(2), left_out(9)]
    replace(database, left_out(9), left_out(4))
    assert open_rows(database, source="football-data", file="E0.csv") == [left_out(4), left_out(9)]
    replace(database)
    assert open_rows(database) == []
    with database.read() as connection:
        kept = connection.scalars(select(quarantine_table.c.closed_at)).all()
    assert kept == [NOW] * 3


def test_reading_a_file_again_opens_nothing_twice(database: Database) -> None:
    replace(database, left_out(2))
    replace(database, left_out(2))
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(quarantine_table)) == 1


def test_other_files_and_sources_keep_their_rows(database: Database) -> None:
    replace(database, left_out(2))
    replace(database, file="SP1.csv")
    assert open_rows(database) == [left_out(2)]
    assert open_rows(database, source="understat") == []


def test_text_of_a_broken_file_can_be_kept(database: Database) -> None:
    broken = left_out(1, text="\0\x01\ufeff" + "é" * 5000)
    for _ in range(2):
        replace(database, broken)
    assert open_rows(database) == [broken]
    assert broken.text.startswith("\N{REPLACEMENT CHARACTER}\x01")


def keep(database: Database, content: bytes, day: int, name: str = "E0.csv") -> None:
    with database.write() as connection:
        digest = hashlib.sha256(content).hexdigest()
        record = raw_files.RawRecord("football-data", name, digest, NOW + day * DAY, content)
        raw_files.save(connection, record, newest_match=date(2024, 1, day + 1))


def test_bytes_are_kept_once_and_the_last_fetched_are_the_latest(database: Database) -> None:
    for day, content in enumerate((b"one", b"two\0\xff", b"one")):
        keep(database, content, day)
        with database.read() as connection:
            latest = raw_files.latest(connection, "football-data", "E0.csv")
            digest = raw_files.latest_hash(connection, "football-data", "E0.csv")
        assert latest is not None
        assert (latest.content, latest.fetched_at) == (content, NOW + day * DAY)
        assert latest.sha256 == digest == hashlib.sha256(content).hexdigest()
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(raw_table)) == 2


def test_a_file_never_fetched_has_no_latest(database: Database) -> None:
    with database.read() as connection:
        assert raw_files.latest(connection, "football-data", "E0.csv") is None
        assert raw_files.latest_hash(connection, "football-data", "E0.csv") is None
        assert raw_files.freshness(connection) == []


def test_freshness_counts_a_source_and_says_when_it_was_last_fetched(database: Database) -> None:
    keep(database, b"one", 3)
    keep(database, b"two", 1, name="SP1.csv")
    with database.read() as connection:
        (fresh,) = raw_files.freshness(connection)
    assert (fresh.source, fresh.files, fresh.fetched_at) == ("football-data", 2, NOW + 3 * DAY)
    assert fresh.newest_match == date(2024, 1, 4)


def test_freshness_tells_a_new_version_from_the_same_fetched_again(database: Database) -> None:
    for day, content, changed in ((0, b"one", 0), (1, b"one", 0), (2, b"two", 2), (3, b"one", 3)):
        keep(database, content, day)
        with database.read() as connection:
            (fresh,) = raw_files.freshness(connection)
        assert (fresh.files, fresh.fetched_at) == (1, NOW + day * DAY)
        assert fresh.changed_at == NOW + changed * DAY


def test_what_a_host_says_of_a_version_is_kept_for_the_next_request(database: Database) -> None:
    record = raw_files.RawRecord(
        "football-data", "E0.csv", "0" * 64, NOW, b"x", "https://a.example/E0.csv", '"v1"', "Mon"
    )
    with database.write() as connection:
        raw_files.save(connection, record)
        assert raw_files.latest(connection, "football-data", "E0.csv") == record
        raw_files.save(connection, replace_field(record, etag="e" * 400))
        assert raw_files.latest(connection, "football-data", "E0.csv") == replace_field(
            record, etag=None
        )


ABSENCE = {
    "club": "Ashford",
    "player": "A. Winger",
    "kind": "injury",
    "start": date(2024, 8, 1),
    "end": None,
    "known_at": NOW + DAY,
    "detail": "hamstring",
}


def save_absences(database: Database, *rows: dict[str, Any]) -> Saved:
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        return absences.save(
            connection, pl.DataFrame(list(rows), schema=ABSENCES), source="bundled"
        )


def reported(database: Database) -> list[dict[str, Any]]:
    with database.read() as connection:
        return absences.frame_of(connection).to_dicts()


def test_what_is_told_later_of_an_absence_is_another_report(database: Database) -> None:
    ended = {**ABSENCE, "end": date(2024, 9, 1), "known_at": NOW + 40 * DAY}
    assert save_absences(database, ABSENCE) == Saved(new=1)
    assert save_absences(database, ABSENCE) == Saved(same=1)
    assert save_absences(database, ABSENCE, ended) == Saved(new=1, same=1)
    assert save_absences(database, {**ABSENCE, "start": date(2024, 10, 1)}) == Saved(new=1)
    assert ABSENCE in reported(database)
    assert ended in reported(database)
    assert len(reported(database)) == 3


def test_a_report_that_is_there_never_changes(database: Database) -> None:
    save_absences(database, ABSENCE)
    assert save_absences(database, {**ABSENCE, "end": date(2024, 9, 1)}) == Saved(same=1)
    assert reported(database) == [ABSENCE]


def test_a_report_listed_twice_is_as_its_last_row_says(database: Database) -> None:
    twice = (ABSENCE, {**ABSENCE, "detail": "knee"})
    assert save_absences(database, *twice) == Saved(new=1, same=1)
    assert save_absences(database, *twice) == Saved(same=2)
    assert reported(database) == [twice[1]]


def test_a_detail_of_any_length_is_kept_as_far_as_there_is_room(database: Database) -> None:
    assert save_absences(database, {**ABSENCE, "detail": "é" * 5000}) == Saved(new=1)
    assert [report["detail"] for report in reported(database)] == ["é" * 200]


def save_values(database: Database, *values: float, known_at: datetime, at: datetime) -> Saved:
    rows = [{"club": "Ashford", "known_at": known_at, "value": value} for value in values]
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        return squad_values.save(connection, pl.DataFrame(rows), at=at)


def values_told(database: Database) -> list[tuple[datetime, float]]:
    with database.read() as connection:
        return squad_values.frame_of(connection).select("known_at", "value").rows()


def test_a_squad_value_is_new_then_the_same_then_corrected(database: Database) -> None:
    assert save_values(database, 101.5, 101.5, known_at=NOW, at=NOW + DAY) == Saved(new=1, same=1)
    assert save_values(database, 101.5, known_at=NOW, at=NOW + 2 * DAY) == Saved(same=1)
    assert save_values(database, 99.0, known_at=NOW, at=NOW + 3 * DAY) == Saved(changed=1)
    assert save_values(database, 99.0, known_at=NOW, at=NOW + 4 * DAY) == Saved(same=1)
    assert save_values(database, 101.5, known_at=NOW, at=NOW + 5 * DAY) == Saved(changed=1)
    assert values_told(database) == [(NOW, 101.5), (NOW + 3 * DAY, 99.0), (NOW + 5 * DAY, 101.5)]


def test_a_corrected_squad_value_stays_as_it_was_for_whoever_speaks_from_before(
    database: Database,
) -> None:
    save_values(database, 101.5, known_at=NOW, at=NOW)
    save_values(database, 99.0, known_at=NOW, at=NOW + 3 * DAY)
    with database.read() as connection:
        before = matches.evidence(connection, as_of=NOW + 3 * DAY - MICROSECOND).squad_values
        after = matches.evidence(connection, as_of=NOW + 3 * DAY).squad_values
    assert before["value"].to_list() == [101.5]
    assert after["value"].to_list() == [101.5, 99.0]


def test_correcting_a_value_that_a_later_one_has_replaced_does_not_bring_it_back(
    database: Database,
) -> None:
    save_values(database, 100.0, known_at=NOW, at=NOW)
    save_values(database, 120.0, known_at=NOW + 7 * DAY, at=NOW + 7 * DAY)
    assert save_values(database, 90.0, known_at=NOW, at=NOW + 8 * DAY) == Saved(changed=1)
    assert values_told(database) == [(NOW, 100.0), (NOW + 7 * DAY, 120.0)]


def test_a_value_corrected_before_its_own_instant_was_never_told_otherwise(
    database: Database,
) -> None:
    save_values(database, 100.0, known_at=NOW + 7 * DAY, at=NOW)
    save_values(database, 90.0, known_at=NOW + 7 * DAY, at=NOW + DAY)
    assert values_told(database) == [(NOW + 7 * DAY, 90.0)]


def test_no_row_of_squad_values_is_ever_changed(database: Database) -> None:
    stored: list[Any] = []
    for day, value in enumerate([100.0, 90.0, 90.0, 100.0, 80.0]):
        save_values(database, value, known_at=NOW, at=NOW + day * DAY)
        with database.read() as connection:
            rows = connection.execute(select(value_table).order_by(value_table.c.revision)).all()
        assert rows[: len(stored)] == stored
        stored = list(rows)
    assert [row.value for row in stored] == [100.0, 90.0, 100.0, 80.0]
