"""Model versions and the ledger of activations."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from store_rows import DAY, NOW, add_versions, model_version

from scoreline.domain import InformationSet
from scoreline.errors import NotFoundError
from scoreline.store import Database, versions
from scoreline.store.tables import activations

FIRST, SECOND, THIRD = (f"v2024-08-01-00{number}" for number in (1, 2, 3))


def test_a_version_is_read_back_as_it_was_recorded(database: Database) -> None:
    given = model_version(
        FIRST,
        information=InformationSet.CLOSING,
        config={"nested": {"deep": [1, 2.5, None, True]}, "name": "É"},
    )
    with database.write() as connection:
        versions.add(connection, given)
    with database.read() as connection:
        assert versions.get(connection, FIRST) == given


def test_names_count_up_within_a_day(database: Database) -> None:
    with database.write() as connection:
        assert versions.next_name(connection, NOW.date()) == FIRST
        add_versions(connection, FIRST, "v2024-08-01-009", "v2024-08-02-050")
        assert versions.next_name(connection, NOW.date()) == "v2024-08-01-010"
        assert versions.next_name(connection, date(2024, 8, 3)) == "v2024-08-03-001"


def test_a_name_is_given_once(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        add_versions(connection, FIRST, FIRST)


def test_versions_are_listed_newest_first_with_the_active_one_marked(database: Database) -> None:
    with database.write() as connection:
        add_versions(connection, SECOND, FIRST, THIRD)
        versions.activate(connection, SECOND, at=NOW)
    with database.read() as connection:
        listed = [(each.name, each.active) for each in versions.listing(connection)]
        assert versions.count(connection) == 3
        assert versions.get(connection, SECOND).active
    assert listed == [(THIRD, False), (SECOND, True), (FIRST, False)]


def test_before_the_first_activation_nothing_is_active(database: Database) -> None:
    with database.write() as connection:
        add_versions(connection, FIRST)
        assert versions.active_name(connection) is None
        with pytest.raises(NotFoundError, match="no earlier version"):
            versions.before_active(connection)


def test_the_last_activation_serves_and_the_one_before_is_the_way_back(database: Database) -> None:
    with database.write() as connection:
        add_versions(connection, FIRST, SECOND, THIRD)
        versions.activate(connection, FIRST, at=NOW)
        seen = []
        for name in (SECOND, THIRD, SECOND):
            versions.activate(connection, name, at=NOW, note="better on the last season")
            seen.append((versions.active_name(connection), versions.before_active(connection)))
    assert seen == [(SECOND, FIRST), (THIRD, SECOND), (SECOND, THIRD)]


def test_rolling_back_goes_one_version_down_each_time_and_never_back_up(
    database: Database,
) -> None:
    with database.write() as connection:
        add_versions(connection, FIRST, SECOND, THIRD)
        for name in (FIRST, SECOND, THIRD):
            versions.activate(connection, name, at=NOW)
        assert [versions.roll_back(connection, at=NOW + DAY) for _ in range(2)] == [SECOND, FIRST]
        assert versions.active_name(connection) == FIRST
        for _ in range(2):
            with pytest.raises(NotFoundError, match="no earlier version"):
                versions.roll_back(connection, at=NOW + DAY)
        assert versions.active_name(connection) == FIRST
        assert connection.scalar(select(func.count()).select_from(activations)) == 5


def test_what_is_activated_after_a_rollback_stands_on_what_was_rolled_back_to(
    database: Database,
) -> None:
    with database.write() as connection:
        add_versions(connection, FIRST, SECOND, THIRD)
        for name in (FIRST, SECOND):
            versions.activate(connection, name, at=NOW)
        versions.roll_back(connection, at=NOW)
        versions.activate(connection, THIRD, at=NOW)
        assert versions.active_name(connection) == THIRD
        assert versions.roll_back(connection, at=NOW) == FIRST
        versions.activate(connection, SECOND, at=NOW)
        assert versions.roll_back(connection, at=NOW) == FIRST


def test_a_note_of_any_length_is_kept_as_far_as_there_is_room(database: Database) -> None:
    with database.write() as connection:
        add_versions(connection, FIRST, SECOND)
        for name in (FIRST, SECOND):
            versions.activate(connection, name, at=NOW, note="é" * 5000)
        versions.roll_back(connection, at=NOW, note="why not")
        notes = connection.scalars(select(activations.c.note).order_by(activations.c.id)).all()
    assert notes == ["é" * 300, "é" * 300, "why not"]


def test_activating_the_active_version_again_does_nothing(database: Database) -> None:
    with database.write() as connection:
        add_versions(connection, FIRST)
        versions.activate(connection, FIRST, at=NOW)
        versions.activate(connection, FIRST, at=NOW + DAY)
        assert connection.scalar(select(func.count()).select_from(activations)) == 1


def test_a_version_that_is_not_there_is_said_so(database: Database) -> None:
    with database.write() as connection:
        with pytest.raises(NotFoundError, match="scoreline models list"):
            versions.get(connection, FIRST)
        with pytest.raises(NotFoundError, match="no model version"):
            versions.activate(connection, FIRST, at=NOW)
