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
        assert versions.reserve_name(connection, NOW.date()) == FIRST
        add_versions(connection, FIRST, "v2024-08-01-009", "v2024-08-02-050")
        assert versions.reserve_name(connection, NOW.date()) == "v2024-08-01-010"
        assert versions.reserve_name(connection, date(2024, 8, 3)) == "v2024-08-03-001"


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
        assert versions.previous_name(connection) is None


def test_the_last_activation_serves_and_the_one_before_is_the_way_back(database: Database) -> None:
    with database.write() as connection:
        add_versions(connection, FIRST, SECOND, THIRD)
        seen = []
        for name in (FIRST, SECOND, THIRD, SECOND):
            versions.activate(connection, name, at=NOW, note="better on the last season")
            seen.append((versions.active_name(connection), versions.previous_name(connection)))
    assert seen == [(FIRST, None), (SECOND, FIRST), (THIRD, SECOND), (SECOND, THIRD)]


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
