"""The ledger of forecasts: appended to, never edited, closed at kick-off."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from store_rows import DAY, HOUR, KICKOFF, add_versions, fixture, forecast, save

from scoreline.domain import LIVE, Forecast, InformationSet, ScoreGrid
from scoreline.errors import NotFoundError, TooLateError
from scoreline.store import Database, predictions
from scoreline.store import matches as store
from scoreline.store.tables import predictions as table

FIRST, SECOND = "v2024-08-01-001", "v2024-08-01-002"
OTHER = ScoreGrid.from_poisson(0.9, 2.1)


@pytest.fixture
def match_ids(database: Database) -> list[int]:
    with database.write() as connection:
        save(connection, [fixture("Ashford", "birchwood"), fixture("Cedarville", "Dale")])
        add_versions(connection, FIRST, SECOND)
        return [each.id for each in store.fixtures(connection, as_of=KICKOFF)]


def append(
    database: Database,
    forecasts: Iterable[Forecast],
    *,
    recorded_at: datetime = KICKOFF - 2 * DAY,
    book: str = LIVE,
) -> int:
    with database.write() as connection:
        return predictions.append(connection, forecasts, recorded_at=recorded_at, book=book)


def latest(database: Database, match_id: int, **at: Any) -> Forecast:
    with database.read() as connection:
        return predictions.latest(connection, [match_id], as_of=at.get("as_of", KICKOFF))[match_id]


def test_a_forecast_is_read_back_to_the_last_bit(database: Database, match_ids: list[int]) -> None:
    means = np.random.default_rng(1).uniform(0.2, 4.0, size=(2, 40))
    for number, grid in enumerate(ScoreGrid.from_poisson(means[0], means[1], 0.03)):
        as_of = KICKOFF - DAY + timedelta(minutes=number)
        given = forecast(match_ids[0], as_of=as_of, grid=grid)
        append(database, [given])
        read = latest(database, match_ids[0])
        assert read.grid.values.tobytes() == grid.values.tobytes()
        assert {name: getattr(read, name) for name in read.__slots__ if name != "grid"} == {
            name: getattr(given, name) for name in given.__slots__ if name != "grid"
        }


def test_a_forecast_from_numpy_numbers_is_stored(database: Database, match_ids: list[int]) -> None:
    assert append(database, [forecast(match_ids[0], confidence=np.float64(0.4))]) == 1
    with database.read() as connection:
        wanted = np.array(match_ids)
        assert list(predictions.latest(connection, wanted, as_of=KICKOFF)) == match_ids[:1]


def test_a_forecast_that_says_nothing_new_is_not_written(
    database: Database, match_ids: list[int]
) -> None:
    assert append(database, [forecast(key) for key in match_ids]) == 2
    assert append(database, [forecast(key) for key in match_ids]) == 0
    assert append(database, [forecast(match_ids[0], as_of=KICKOFF - HOUR)]) == 0
    assert append(database, []) == 0


def test_a_forecast_given_twice_at_once_is_written_once(
    database: Database, match_ids: list[int]
) -> None:
    assert append(database, [forecast(match_ids[0]), forecast(match_ids[0])]) == 1


def test_a_later_forecast_supersedes_and_the_old_one_stays(
    database: Database, match_ids: list[int]
) -> None:
    key = match_ids[0]
    append(database, [forecast(key)])
    assert append(database, [forecast(key, as_of=KICKOFF - HOUR, grid=OTHER)]) == 1
    assert latest(database, key).grid.values.tobytes() == OTHER.values.tobytes()
    assert latest(database, key, as_of=KICKOFF - 2 * HOUR).as_of == KICKOFF - DAY
    with database.read() as connection:
        kept = connection.scalars(select(table.c.as_of).order_by(table.c.id)).all()
    assert kept == [KICKOFF - DAY, KICKOFF - HOUR]


def test_the_forecast_that_knows_more_holds_though_it_was_written_first(
    database: Database, match_ids: list[int]
) -> None:
    key = match_ids[0]
    append(database, [forecast(key, as_of=KICKOFF - HOUR, grid=OTHER)])
    append(database, [forecast(key, as_of=KICKOFF - 2 * HOUR)])
    assert latest(database, key).as_of == KICKOFF - HOUR


def test_a_forecast_changes_at_one_instant_when_the_evidence_does(
    database: Database, match_ids: list[int]
) -> None:
    key = match_ids[0]
    append(database, [forecast(key)])
    assert append(database, [forecast(key, grid=OTHER)]) == 1
    assert latest(database, key).grid.values.tobytes() == OTHER.values.tobytes()


def test_a_version_that_was_rolled_back_to_forecasts_again(
    database: Database, match_ids: list[int]
) -> None:
    key = match_ids[0]
    for name, grid in ((FIRST, None), (SECOND, OTHER), (FIRST, None)):
        given = (
            forecast(key, version=name) if grid is None else forecast(key, version=name, grid=grid)
        )
        assert append(database, [given]) == 1
    assert latest(database, key).version == FIRST
    with database.read() as connection:
        second = predictions.latest(connection, [key], as_of=KICKOFF, version=SECOND)
    assert second[key].version == SECOND


def test_the_information_set_is_part_of_what_a_forecast_says(
    database: Database, match_ids: list[int]
) -> None:
    append(database, [forecast(match_ids[0])])
    opened = forecast(match_ids[0], information=InformationSet.OPENING)
    assert append(database, [opened]) == 1


def test_matches_without_a_forecast_are_left_out(database: Database, match_ids: list[int]) -> None:
    append(database, [forecast(match_ids[0])])
    with database.read() as connection:
        assert list(predictions.latest(connection, match_ids, as_of=KICKOFF)) == match_ids[:1]
        assert predictions.latest(connection, match_ids, as_of=KICKOFF - 2 * DAY) == {}


@pytest.mark.parametrize("after", [timedelta(0), timedelta(microseconds=1), DAY])
def test_nothing_is_written_once_a_match_has_kicked_off(
    database: Database, match_ids: list[int], after: timedelta
) -> None:
    late = [forecast(match_ids[0]), forecast(match_ids[1], as_of=KICKOFF + after)]
    with pytest.raises(TooLateError, match=f"match {match_ids[1]} has kicked off"):
        append(database, late)
    with database.read() as connection:
        assert predictions.latest(connection, match_ids, as_of=KICKOFF + DAY) == {}


def test_a_forecast_of_no_match_is_refused(database: Database, match_ids: list[int]) -> None:
    with pytest.raises(NotFoundError, match="no match 999"):
        append(database, [forecast(match_ids[0]), forecast(999)])


def test_a_forecast_of_no_version_is_refused(database: Database, match_ids: list[int]) -> None:
    with pytest.raises(IntegrityError):
        append(database, [forecast(match_ids[0], version="v1999-01-01-001")])


def test_the_database_itself_refuses_a_forecast_after_kick_off(
    database: Database, match_ids: list[int]
) -> None:
    append(database, [forecast(match_ids[0])])
    with database.read() as connection:
        row = dict(connection.execute(select(table)).mappings().one())
    del row["id"]
    with pytest.raises(IntegrityError, match="before_kickoff"), database.write() as connection:
        connection.execute(insert(table).values({**row, "as_of": KICKOFF}))
