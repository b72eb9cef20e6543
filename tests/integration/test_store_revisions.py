"""Prices that move, absences told twice, results known late: each as it was known then."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import select
from store_rows import CLUBS, DAY, HOUR, KICKOFF, NOW, fixture, quote, result, save

from scoreline.clock import FixedClock
from scoreline.domain import MatchStatus, Score
from scoreline.domain.frames import ABSENCES, PRICE, Evidence
from scoreline.features.timeline import lay_out, microseconds
from scoreline.features.visible import NEVER
from scoreline.sources import Bundled, Selection, ingest
from scoreline.store import Database, absences, teams
from scoreline.store import matches as store
from scoreline.store.match_writing import Saved
from scoreline.store.tables import odds

MICROSECOND = timedelta(microseconds=1)
LATER = KICKOFF + 300 * DAY
COMING = fixture("Ashford", "birchwood")
READ_AGAIN = KICKOFF - 6 * HOUR


def take_in(
    database: Database, row: dict[str, Any], *prices: dict[str, Any], at: datetime = NOW
) -> Saved:
    with database.write() as connection:
        return save(connection, [row], prices, at=at)


def evidence(database: Database, as_of: datetime) -> Evidence:
    with database.read() as connection:
        return store.evidence(connection, as_of=as_of, with_odds=True)


def prices(seen: Evidence) -> list[tuple[float, ...]]:
    last = seen.odds.unique(PRICE, keep="last", maintain_order=True)
    return last.select("price_1", "price_x", "price_2").rows()


def opening(*given: float | None) -> dict[str, Any]:
    return quote(0, *given, moment="opening")


def revisions(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.scalars(select(odds.c.revision).order_by(odds.c.revision)))


def test_a_price_that_moved_is_appended_and_counts_from_when_it_was_read(
    database: Database,
) -> None:
    take_in(database, COMING, opening(1.9, 3.5, 4.2))
    moved = opening(2.1, 3.4, None)
    assert take_in(database, COMING, moved, at=READ_AGAIN) == Saved(changed=1)
    assert revisions(database) == [0, 1]
    assert prices(evidence(database, KICKOFF - DAY - MICROSECOND)) == []
    assert prices(evidence(database, KICKOFF - DAY)) == [(1.9, 3.5, 4.2)]
    assert prices(evidence(database, READ_AGAIN - MICROSECOND)) == [(1.9, 3.5, 4.2)]
    assert prices(evidence(database, READ_AGAIN)) == [(2.1, 3.4, 4.2)]


def test_evidence_cut_further_back_has_the_price_of_then_or_none(database: Database) -> None:
    take_in(database, COMING, opening(1.9, 3.5, 4.2))
    take_in(database, COMING, opening(2.1, 3.4, 4.0), at=READ_AGAIN)
    with database.read() as connection:
        [first] = prices(store.evidence(connection, as_of=KICKOFF - DAY, with_odds=True))
    assert first == (1.9, 3.5, 4.2)
    late = evidence(database, LATER)
    assert prices(late.at(READ_AGAIN)) == [(2.1, 3.4, 4.0)]
    assert late.odds["known_at"].to_list() == [None, READ_AGAIN]


def test_a_price_read_again_unmoved_is_not_appended(database: Database) -> None:
    given = (opening(1.9, 3.5, 4.2), opening(2.1, 3.4, 4.0), opening(1.9, 3.5, 4.2))
    for number, price in enumerate(given):
        at = NOW + number * HOUR
        take_in(database, COMING, price, at=at)
        assert take_in(database, COMING, price, at=at + MICROSECOND) == Saved(same=1)
        assert revisions(database) == list(range(number + 1))
    assert prices(evidence(database, KICKOFF)) == [(1.9, 3.5, 4.2)]


def test_only_the_price_that_moved_gets_another_row(database: Database) -> None:
    closing = quote(0, 1.8, 3.6, 4.4)
    take_in(database, COMING, opening(1.9, 3.5, 4.2), closing)
    take_in(database, COMING, opening(2.1, 3.5, 4.2), closing, at=READ_AGAIN)
    assert revisions(database) == [0, 0, 1]
    assert sorted(prices(evidence(database, KICKOFF))) == [(1.8, 3.6, 4.4), (2.1, 3.5, 4.2)]


def test_evidence_has_odds_only_where_they_are_asked_for(database: Database) -> None:
    take_in(database, COMING, opening(1.9, 3.5, 4.2))
    with database.read() as connection:
        assert store.evidence(connection, as_of=LATER).odds.is_empty()
        assert store.evidence(connection, as_of=LATER, with_odds=False).odds.is_empty()
        without = store.evidence(connection, as_of=LATER).odds.schema
        asked = store.evidence(connection, as_of=LATER, with_odds=True).odds
    assert len(asked) == 1
    assert without == asked.schema


TOLD_AT = datetime(2024, 8, 6, tzinfo=UTC)
BACK_AT = datetime(2024, 8, 21, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "club": "Ashford",
    "player": "A. Winger",
    "kind": "injury",
    "start": date(2024, 8, 5),
    "end": None,
    "known_at": TOLD_AT,
    "detail": "hamstring",
}
BACK = {**TOLD, "end": date(2024, 8, 20), "known_at": BACK_AT}


def test_an_absence_is_known_as_it_had_been_told_by_then(database: Database) -> None:
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        absences.save(connection, pl.DataFrame([BACK, TOLD], schema=ABSENCES), source="bundled")

    def told(as_of: datetime) -> list[dict[str, Any]]:
        return evidence(database, as_of).absences.to_dicts()

    assert told(TOLD_AT - MICROSECOND) == []
    assert told(TOLD_AT) == [TOLD]
    assert told(BACK_AT - MICROSECOND) == [TOLD]
    assert told(BACK_AT) == [TOLD, BACK]


def test_bundled_absences_are_told_twice_and_a_second_run_adds_nothing(
    database: Database,
) -> None:
    chosen, clock = Selection(("E0",), (2023,)), FixedClock(LATER)
    first = ingest(database, Bundled(), chosen, clock=clock)
    account = next(each for each in first.files if "absences" in each.file)
    assert account.rows == account.new + account.same
    assert (account.changed, account.quarantined) == (0, 0)
    told = evidence(database, LATER).absences
    assert len(told) == account.new
    ended = told.filter(pl.col("end").is_not_null())
    absence = ["club", "player", "kind", "start"]
    assert len(ended) > 100
    assert ended.join(told.filter(pl.col("end").is_null()), on=absence, how="anti").is_empty()
    assert (ended["known_at"].dt.date() > ended["end"]).all()
    assert (told["known_at"].dt.date() > told["start"]).all()
    second = ingest(database, Bundled(), chosen, clock=clock)
    assert [each.same for each in second.files] == [each.rows for each in first.files]
    assert evidence(database, LATER).absences.equals(told)


AWARDED_AT = KICKOFF + 9 * DAY
AWARDED = result("Ashford", "birchwood", 3, 0, status="awarded", result_known_at=AWARDED_AT)


def test_a_result_known_late_is_masked_until_then(database: Database) -> None:
    take_in(database, AWARDED)
    for as_of in (KICKOFF - DAY, KICKOFF + DAY, AWARDED_AT - MICROSECOND):
        [row] = evidence(database, as_of).matches.to_dicts()
        assert (row["status"], row["home_goals"], row["away_goals"]) == ("scheduled", None, None)
        assert row["result_known_at"] is None
    [row] = evidence(database, AWARDED_AT).matches.to_dicts()
    assert (row["status"], row["home_goals"], row["away_goals"]) == ("awarded", 3, 0)
    assert row["result_known_at"] == AWARDED_AT


def test_a_fixture_has_a_score_known_late_only_from_then(database: Database) -> None:
    take_in(database, AWARDED)
    with database.read() as connection:
        [before] = store.fixtures(connection, as_of=AWARDED_AT - MICROSECOND)
        after = store.fixture(connection, before.id, as_of=AWARDED_AT)
    assert (before.status, before.score) == (MatchStatus.SCHEDULED, None)
    assert (after.status, after.score) == (MatchStatus.AWARDED, Score(3, 0))


def test_a_result_known_late_is_read_by_no_match_in_between(database: Database) -> None:
    take_in(database, AWARDED)
    with database.write() as connection:
        usual = result("Cedarville", "Dale", 1, 1)
        save(connection, [usual])
    timeline = lay_out(evidence(database, LATER))
    known = dict(zip(timeline.clubs[:, 0], timeline.known, strict=True))
    clubs = {name: number for number, name in enumerate(timeline.teams)}
    assert known[clubs["Ashford"]] == microseconds(AWARDED_AT)
    assert known[clubs["Cedarville"]] == microseconds(KICKOFF + 2.5 * HOUR)
    hidden = lay_out(evidence(database, AWARDED_AT - MICROSECOND))
    assert sorted(hidden.known.tolist()) == [microseconds(KICKOFF + 2.5 * HOUR), NEVER]


@pytest.mark.parametrize("known_at", [None, KICKOFF + 9 * DAY])
def test_a_row_that_does_not_say_when_its_result_was_known_erases_nothing(
    database: Database, known_at: datetime | None
) -> None:
    take_in(database, result("Ashford", "birchwood", 3, 0, result_known_at=known_at))
    assert take_in(database, result("Ashford", "birchwood", 3, 0)) == Saved(same=1)
    assert evidence(database, LATER).matches["result_known_at"].to_list() == [known_at]
