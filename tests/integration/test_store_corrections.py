"""Scores published anew, matches moved, abandoned, awarded: each read as it stood then."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from store_rows import DAY, HOUR, KICKOFF, NOW, add_versions, fixture, forecast, result, save

from scoreline.domain import Fixture
from scoreline.store import Database, predictions
from scoreline.store import matches as store
from scoreline.store.match_writing import Saved
from scoreline.store.tables import match_history
from scoreline.store.tables import predictions as ledger

OVER = KICKOFF + 2.5 * HOUR
CORRECTED = KICKOFF + 2 * DAY
MICROSECOND = timedelta(microseconds=1)
LATER = KICKOFF + 300 * DAY
COMING = fixture("Ashford", "birchwood")
ENDED = result("Ashford", "birchwood", 2, 1)


def take_in(database: Database, *rows: dict[str, Any], at: datetime = NOW) -> Saved:
    with database.write() as connection:
        return save(connection, rows, at=at)


def stood(database: Database, as_of: datetime) -> dict[str, Any]:
    with database.read() as connection:
        [row] = store.evidence(connection, as_of=as_of).matches.to_dicts()
    return row


def score(database: Database, as_of: datetime) -> tuple[Any, ...]:
    row = stood(database, as_of)
    return row["status"], row["home_goals"], row["away_goals"]


def shown(database: Database, as_of: datetime, **window: Any) -> list[Fixture]:
    with database.read() as connection:
        return store.fixtures(connection, as_of=as_of, **window)


def test_a_score_published_anew_counts_from_then_and_the_old_one_until_then(
    database: Database,
) -> None:
    take_in(database, ENDED, at=OVER)
    take_in(database, result("Ashford", "birchwood", 2, 2), at=CORRECTED)
    assert score(database, OVER - MICROSECOND) == ("scheduled", None, None)
    assert score(database, OVER) == ("finished", 2, 1)
    assert score(database, CORRECTED - MICROSECOND) == ("finished", 2, 1)
    assert score(database, CORRECTED) == ("finished", 2, 2)
    assert str(shown(database, CORRECTED - MICROSECOND)[0].score) == "2-1"
    assert str(shown(database, CORRECTED)[0].score) == "2-2"


def test_in_later_evidence_nobody_saw_a_corrected_score_before_it_was_corrected(
    database: Database,
) -> None:
    take_in(database, ENDED, at=OVER)
    take_in(database, result("Ashford", "birchwood", 2, 2), at=CORRECTED)
    with database.read() as connection:
        seen = store.evidence(connection, as_of=LATER)
    assert seen.matches["result_known_at"].to_list() == [CORRECTED]
    assert seen.at(CORRECTED - MICROSECOND).matches["home_goals"].to_list() == [None]


def test_a_score_corrected_before_it_was_known_is_known_as_usual(database: Database) -> None:
    take_in(database, ENDED)
    take_in(database, result("Ashford", "birchwood", 2, 2))
    assert stood(database, LATER)["result_known_at"] is None
    assert score(database, OVER) == ("finished", 2, 2)


def test_a_correction_read_twice_is_one(database: Database) -> None:
    take_in(database, ENDED, at=OVER)
    corrected = result("Ashford", "birchwood", 2, 2)
    assert take_in(database, corrected, at=CORRECTED) == Saved(changed=1)
    assert take_in(database, corrected, at=CORRECTED + DAY) == Saved(same=1)
    assert stood(database, LATER)["result_known_at"] == CORRECTED


def test_a_result_read_late_was_known_as_usual(database: Database) -> None:
    take_in(database, COMING)
    take_in(database, ENDED, at=LATER)
    take_in(database, {**ENDED, "home_xg": 1.25}, at=LATER + DAY)
    assert score(database, OVER) == ("finished", 2, 1)
    assert stood(database, OVER)["home_xg"] == 1.25
    with database.read() as connection:
        assert not any(connection.scalars(select(match_history.c.correction)))


def test_an_hour_that_only_one_source_knows_is_no_correction(database: Database) -> None:
    timeless = {**ENDED, "kickoff": KICKOFF.replace(hour=0), "date_only": True}
    take_in(database, timeless, at=OVER)
    take_in(database, ENDED, at=CORRECTED)
    assert stood(database, OVER)["kickoff"] == KICKOFF


def test_a_statistic_that_is_corrected_leaves_the_result_known(database: Database) -> None:
    take_in(database, {**ENDED, "home_corners": 4}, at=OVER)
    take_in(database, {**ENDED, "home_corners": 5}, at=CORRECTED)
    assert stood(database, OVER)["home_corners"] == 4
    assert stood(database, LATER)["home_corners"] == 5
    assert stood(database, LATER)["result_known_at"] is None


def test_a_match_that_moved_stands_where_it_stood(database: Database) -> None:
    take_in(database, COMING)
    moved = KICKOFF + 30 * DAY
    take_in(database, fixture("Ashford", "birchwood", kickoff=moved), at=KICKOFF - DAY)
    early = KICKOFF - 2 * DAY
    assert stood(database, early)["kickoff"] == KICKOFF
    assert stood(database, KICKOFF - DAY)["kickoff"] == moved
    window = {"start": KICKOFF, "end": KICKOFF + DAY}
    assert [each.kickoff for each in shown(database, early, **window)] == [KICKOFF]
    assert shown(database, KICKOFF - DAY, **window) == []
    window = {"start": moved, "end": moved + DAY}
    assert shown(database, early, **window) == []
    assert [each.kickoff for each in shown(database, LATER, **window)] == [moved]


def test_a_result_does_not_show_at_the_old_hour_of_a_match_that_moved(database: Database) -> None:
    take_in(database, COMING)
    moved = KICKOFF + 30 * DAY
    postponed = fixture("Ashford", "birchwood", status="postponed")
    take_in(database, postponed, at=KICKOFF + DAY)
    take_in(database, fixture("Ashford", "birchwood", kickoff=moved), at=KICKOFF + 9 * DAY)
    take_in(database, {**ENDED, "kickoff": moved, "date": moved.date()}, at=moved + DAY)
    assert score(database, KICKOFF + 0.5 * DAY) == ("scheduled", None, None)
    assert score(database, KICKOFF + 2 * DAY) == ("postponed", None, None)
    assert score(database, KICKOFF + 10 * DAY) == ("scheduled", None, None)
    assert score(database, moved + 2.5 * HOUR) == ("finished", 2, 1)


def test_an_abandoned_match_counts_no_more_once_it_is_set_for_another_day(
    database: Database,
) -> None:
    abandoned = result("Ashford", "birchwood", 1, 0, status="abandoned", home_corners=3)
    take_in(database, abandoned, at=OVER)
    again = KICKOFF + 9 * DAY
    take_in(database, fixture("Ashford", "birchwood", kickoff=again), at=CORRECTED)
    assert score(database, OVER) == ("abandoned", 1, 0)
    assert score(database, CORRECTED) == score(database, LATER) == ("scheduled", None, None)
    take_in(database, {**ENDED, "kickoff": again, "date": again.date()}, at=again + DAY)
    assert stood(database, OVER)["home_corners"] == 3
    assert score(database, CORRECTED) == ("scheduled", None, None)
    assert score(database, again + 2.5 * HOUR) == ("finished", 2, 1)
    assert stood(database, LATER)["home_corners"] is None


def test_an_awarded_result_takes_the_place_of_the_played_one(database: Database) -> None:
    take_in(database, ENDED, at=OVER)
    take_in(database, result("Ashford", "birchwood", 0, 3, status="awarded"), at=CORRECTED)
    assert score(database, CORRECTED - MICROSECOND) == ("finished", 2, 1)
    assert score(database, CORRECTED) == ("awarded", 0, 3)


def test_a_source_that_says_when_an_award_was_known_is_believed(database: Database) -> None:
    take_in(database, ENDED, at=OVER)
    known = KICKOFF + DAY
    awarded = result("Ashford", "birchwood", 0, 3, status="awarded", result_known_at=known)
    take_in(database, awarded, at=CORRECTED)
    assert stood(database, LATER)["result_known_at"] == known
    assert score(database, KICKOFF + 1.5 * DAY) == ("finished", 2, 1)


@pytest.mark.parametrize("days", [0, 2])
def test_a_fixture_of_a_match_that_is_over_is_behind_the_times(
    database: Database, days: int
) -> None:
    take_in(database, ENDED, at=OVER)
    late = fixture("Ashford", "birchwood", kickoff=KICKOFF + days * DAY)
    assert take_in(database, late, at=CORRECTED) == Saved(same=1)
    assert score(database, LATER) == ("finished", 2, 1)


def test_a_forecast_made_on_the_old_state_stays_as_it_was(database: Database) -> None:
    take_in(database, COMING)
    with database.write() as connection:
        add_versions(connection, "v2024-08-01-001")
        [match] = store.fixtures(connection, as_of=NOW)
        predictions.append(connection, [forecast(match.id)], recorded_at=KICKOFF - DAY)
    before = made(database, match.id)
    take_in(database, fixture("Ashford", "birchwood", kickoff=KICKOFF + 9 * DAY), at=KICKOFF - HOUR)
    take_in(database, {**ENDED, "kickoff": KICKOFF + 9 * DAY}, at=LATER)
    assert made(database, match.id) == before


def made(database: Database, match_id: int) -> list[Any]:
    with database.read() as connection:
        query = select(ledger).where(ledger.c.match_id == match_id)
        return [tuple(row) for row in connection.execute(query)]


class Undo(Exception):  # noqa: N818 - it undoes what an example did
    pass


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[datetime, dict[str, Any]]]:
    """Draw what was told of a match, each as soon as it was known."""
    told = [(NOW, COMING)]
    kickoff = KICKOFF
    for _ in range(draw(st.integers(0, 2))):
        at = max(told[-1][0], kickoff - DAY) + draw(st.integers(1, 40)) * HOUR
        kickoff = at + draw(st.integers(5, 60)) * DAY
        status = draw(st.sampled_from(["scheduled", "postponed"]))
        told.append((at, fixture("Ashford", "birchwood", kickoff=kickoff, status=status)))
    at = kickoff + 2.5 * HOUR
    for _ in range(draw(st.integers(0, 3))):
        row = result(
            "Ashford",
            "birchwood",
            draw(st.integers(0, 2)),
            draw(st.integers(0, 2)),
            kickoff=kickoff,
            status=draw(st.sampled_from(["finished", "abandoned", "awarded"])),
            home_corners=draw(st.integers(0, 9)),
        )
        told.append((at, row))
        at += draw(st.integers(1, 90)) * HOUR
    return told


@given(stories(), st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_match_reads_as_of_an_instant_as_if_nothing_had_been_told_since(
    database: Database, story: list[tuple[datetime, dict[str, Any]]], data: st.DataObject
) -> None:
    instants = [at + shift for at, _ in story for shift in (-MICROSECOND, timedelta(), HOUR)]
    instant = data.draw(st.sampled_from(instants[1:]))

    def read(connection: Connection) -> pl.DataFrame:
        seen = store.evidence(connection, as_of=instant).matches
        return seen.drop("match_id", "result_known_at")

    with suppress(Undo), database.write() as connection:
        for at, row in story:
            if at <= instant:
                save(connection, [row], at=at)
        then = read(connection)
        for at, row in story:
            if at > instant:
                save(connection, [row], at=at)
        assert read(connection).equals(then)
        raise Undo
