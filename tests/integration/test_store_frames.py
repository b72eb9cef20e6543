"""Frames into tables and back: the same values on every database."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from store_rows import CLUBS, fixture, save

from scoreline.domain.frames import UTC_INSTANT
from scoreline.store import Database, teams
from scoreline.store import _frames as frames
from scoreline.store._frames import append, read_frame
from scoreline.store._ids import reserve
from scoreline.store.tables import absence_reports, matches, quarantine
from scoreline.store.tables import teams as clubs

OPENED = datetime(2024, 8, 1, 12, 30, 15, 123456, tzinfo=UTC)
WORDS = ["", "a,b", 'say "so"', "two\nlines", "\\.", "\\N", "NULL", "Żółć ⚽", "\r\n", "'"]
ENTRIES: dict[str, Any] = {
    "id": pl.Int64,
    "source": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "reason": pl.String,
    "text": pl.String,
    "suggestion": pl.String,
    "opened_at": UTC_INSTANT,
    "closed_at": UTC_INSTANT,
}


def entries(words: list[str]) -> pl.DataFrame:
    rows = [
        (key, "s", "f", -key, word, word, word, OPENED, OPENED if key % 2 else None)
        for key, word in enumerate(words)
    ]
    return pl.DataFrame(rows, schema=ENTRIES, orient="row")


def test_texts_and_instants_come_back_as_they_went_in(database: Database) -> None:
    given = entries(WORDS)
    with database.write() as connection:
        append(connection, quarantine, given)
    with database.read() as connection:
        query = select(*(quarantine.c[name] for name in ENTRIES)).order_by(quarantine.c.id)
        assert read_frame(connection, query, ENTRIES).equals(given)
        assert [row.opened_at for row in connection.execute(query)] == [OPENED] * len(WORDS)


def test_large_frames_go_in_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_CHUNK", 3)
    given = entries(WORDS)
    with database.write() as connection:
        append(connection, quarantine, given)
        query = select(*(quarantine.c[name] for name in ENTRIES)).order_by(quarantine.c.id)
        assert read_frame(connection, query, ENTRIES).equals(given)


def test_days_and_what_is_missing_come_back_as_they_went_in(database: Database) -> None:
    schema: dict[str, Any] = {
        "source": pl.String,
        "team_id": pl.Int64,
        "player": pl.String,
        "kind": pl.String,
        "start": pl.Date,
    }
    schema |= {"known_at": UTC_INSTANT, "end": pl.Date, "detail": pl.String}
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        [key, *_] = teams.ids(connection).values()
        row = ("s", key, "A", "injury", date(2024, 2, 29), OPENED, None, None)
        given = pl.DataFrame([row], schema=schema, orient="row")
        append(connection, absence_reports, given)
        query = select(*(absence_reports.c[name] for name in schema))
        assert read_frame(connection, query, schema).equals(given)
        [stored] = connection.execute(query)
    assert stored.start == date(2024, 2, 29)


def test_nothing_is_read_from_an_empty_table_and_nothing_appended(database: Database) -> None:
    with database.write() as connection:
        append(connection, quarantine, entries([]))
        query = select(*(quarantine.c[name] for name in ENTRIES))
        assert read_frame(connection, query, ENTRIES).equals(entries([]))


def test_a_row_that_breaks_a_rule_is_refused_and_names_it(database: Database) -> None:
    twice = pl.concat([entries(["a"]), entries(["a"])])
    with pytest.raises(IntegrityError, match=r"(?i)unique"), database.write() as connection:
        append(connection, quarantine, twice)
    with database.read() as connection:
        assert connection.execute(select(quarantine)).all() == []


def test_ids_are_reserved_once_whoever_else_inserts(database: Database) -> None:
    with database.write() as connection:
        save(connection, [fixture("Ashford", "birchwood"), fixture("Cedarville", "Dale")])
        first = reserve(connection, clubs, 2)
        given = [{"id": key, "name": f"X{key}", "full_name": "X", "country": "Y"} for key in first]
        connection.execute(insert(clubs), given)
        connection.execute(insert(clubs).values(name="Z", full_name="Z", country="Y"))
        keys = teams.ids(connection)
        assert len({*keys.values()}) == len(keys) == len(CLUBS) + 3
        assert reserve(connection, matches, 0) == []
