"""Books: what counts was written before kick-off, and nothing else is ever read with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from store_rows import DAY, HOUR, KICKOFF, add_versions, fixture, forecast, save

from scoreline.bots.leagues import league_table
from scoreline.domain import LIVE, Bet, Bot, League, Outcome, Score, ScoreGrid, Tip
from scoreline.domain.access import Local
from scoreline.errors import NotFoundError, TooLateError
from scoreline.store import Connection, Database, audit, bets, bots, predictions, versions
from scoreline.store import matches as store
from scoreline.store._guards import LEDGERS
from scoreline.store.tables import metadata, tips
from scoreline.store.tables import predictions as forecasts

REPLAY = "replay of E0 2024 with v2024-08-01-001"
STANDING = "standing"
OTHER = ScoreGrid.from_poisson(0.9, 2.1)
MICROSECOND = timedelta(microseconds=1)
HOME_WIN = Score(2, 1)
YEARS_LATER = KICKOFF + 700 * DAY
HERE = League("Sunday", (("E0", 2024),))
THERE = League("Sunday", (("E0", 2024),), book=REPLAY)


@pytest.fixture
def match_id(database: Database) -> int:
    with database.write() as connection:
        save(connection, [fixture("Ashford", "birchwood")])
        add_versions(connection, "v2024-08-01-001")
        for name in ("ada", "bob"):
            bots.add(connection, Bot(name, "random"))
        for league in (HERE, THERE):
            bots.add_league(connection, league, ["ada", "bob"])
        return store.fixtures(connection, as_of=KICKOFF)[0].id


def tip(match_id: int, bot: str = "ada", score: Score = HOME_WIN) -> Tip:
    return Tip(bot, match_id, score, 0.6, "Strong at home.", KICKOFF - DAY)


def row_of(connection: Connection, table: Table) -> dict[str, Any]:
    row = dict(connection.execute(select(table)).mappings().one())
    del row["id"]
    return row


@pytest.mark.parametrize("book", [REPLAY, STANDING])
def test_a_forecast_of_another_book_never_shows_in_the_live_one(
    database: Database, match_id: int, book: str
) -> None:
    with database.write() as connection:
        said = [forecast(match_id, as_of=KICKOFF - HOUR, grid=OTHER)]
        assert predictions.append(connection, said, recorded_at=YEARS_LATER, book=book) == 1
        assert predictions.latest(connection, [match_id], as_of=YEARS_LATER) == {}
        there = predictions.latest(connection, [match_id], as_of=YEARS_LATER, book=book)
        assert there[match_id].grid.values.tobytes() == OTHER.values.tobytes()


def test_a_forecast_that_another_book_holds_is_still_news_in_the_live_one(
    database: Database, match_id: int
) -> None:
    said, early = [forecast(match_id)], KICKOFF - DAY
    with database.write() as connection:
        for book in (REPLAY, LIVE, STANDING):
            assert predictions.append(connection, said, recorded_at=early, book=book) == 1
            assert predictions.append(connection, said, recorded_at=early, book=book) == 0


@pytest.mark.parametrize("late", [timedelta(0), MICROSECOND, 700 * DAY])
def test_the_live_book_refuses_what_is_written_after_kick_off_whatever_it_says_of_itself(
    database: Database, match_id: int, late: timedelta
) -> None:
    with database.write() as connection:
        with pytest.raises(TooLateError, match=f"match {match_id} has kicked off"):
            predictions.append(connection, [forecast(match_id)], recorded_at=KICKOFF + late)
        with pytest.raises(TooLateError, match=f"match {match_id} has kicked off"):
            bots.place(connection, HERE, [tip(match_id)], recorded_at=KICKOFF + late)
        assert connection.execute(select(forecasts)).all() == []
        assert connection.execute(select(tips)).all() == []


def test_the_live_book_takes_what_is_written_up_to_the_last_instant(
    database: Database, match_id: int
) -> None:
    last = KICKOFF - MICROSECOND
    with database.write() as connection:
        assert predictions.append(connection, [forecast(match_id)], recorded_at=last) == 1
        assert bots.place(connection, HERE, [tip(match_id)], recorded_at=last) == 1
        for table in (forecasts, tips):
            row = row_of(connection, table)
            assert (row["book"], row["recorded_at"]) == (LIVE, last)


@pytest.mark.parametrize("table", [forecasts, tips], ids=["predictions", "tips"])
@pytest.mark.parametrize("recorded_at", [KICKOFF, YEARS_LATER])
def test_the_database_itself_refuses_a_live_row_written_after_kick_off(
    database: Database, match_id: int, table: Table, recorded_at: datetime
) -> None:
    with database.write() as connection:
        said = [forecast(match_id)]
        predictions.append(connection, said, recorded_at=YEARS_LATER, book=REPLAY)
        bots.place(connection, THERE, [tip(match_id)], recorded_at=YEARS_LATER)
        row = row_of(connection, table)
        if table is tips:
            row["league_id"] = bots.league_id(connection, HERE)
    late = {**row, "book": LIVE, "recorded_at": recorded_at}
    with pytest.raises(IntegrityError, match="live_before_kickoff"), database.write() as connection:
        connection.execute(insert(table).values(late))
    with database.write() as connection:
        connection.execute(insert(table).values({**late, "recorded_at": KICKOFF - MICROSECOND}))


@pytest.mark.parametrize("table", [forecasts, tips], ids=["predictions", "tips"])
def test_the_database_itself_refuses_what_speaks_from_kick_off_on_in_every_book(
    database: Database, match_id: int, table: Table
) -> None:
    with database.write() as connection:
        said = [forecast(match_id)]
        predictions.append(connection, said, recorded_at=YEARS_LATER, book=REPLAY)
        bots.place(connection, THERE, [tip(match_id)], recorded_at=YEARS_LATER)
        row = row_of(connection, table)
        if table is tips:
            row["bot_id"] += 1
    speaks = "placed_at" if table is tips else "as_of"
    with pytest.raises(IntegrityError, match="before_kickoff"), database.write() as connection:
        connection.execute(insert(table).values({**row, speaks: KICKOFF}))


def test_leagues_of_one_name_in_two_books_have_tips_of_their_own(
    database: Database, match_id: int
) -> None:
    with database.write() as connection:
        bots.place(connection, THERE, [tip(match_id)], recorded_at=YEARS_LATER)
        assert bots.tips_of(connection, HERE) == []
        other = tip(match_id, score=Score(0, 0))
        assert bots.place(connection, HERE, [other], recorded_at=KICKOFF - DAY) == 1
        assert [each for _, each in bots.tips_of(connection, HERE)] == [other]
        assert [each for _, each in bots.tips_of(connection, THERE)] == [tip(match_id)]


def test_leagues_are_listed_by_book_and_found_in_their_own_only(
    database: Database, match_id: int
) -> None:
    del match_id
    with database.read() as connection:
        assert bots.all_leagues(connection) == [HERE, THERE]
        assert bots.all_leagues(connection, book=LIVE) == [HERE]
        assert bots.all_leagues(connection, book=REPLAY) == [THERE]
        assert bots.all_leagues(connection, book=STANDING) == []
        with pytest.raises(NotFoundError, match="no prediction league 'Sunday'"):
            bots.league_id(connection, League("Sunday", (("E0", 2024),), book=STANDING))


def test_what_is_settled_in_one_book_does_not_count_in_another(
    database: Database, match_id: int
) -> None:
    with database.write() as connection:
        for league in (HERE, THERE):
            bots.place(connection, league, [tip(match_id)], recorded_at=KICKOFF - DAY)
        [(key, _)] = bots.tips_of(connection, THERE)
        bots.settle(connection, [(key, Score(2, 1), 3)], at=KICKOFF + DAY)
        assert bots.settled_tips(connection, HERE, as_of=YEARS_LATER) == []
        assert bots.settled_matches(connection, HERE, by=YEARS_LATER) == {}
        assert [row.points for row in league_table(connection, HERE, as_of=YEARS_LATER)] == [0, 0]
        assert [row.points for row in league_table(connection, THERE, as_of=YEARS_LATER)] == [3, 0]


def test_a_table_stands_as_it_stood_at_its_instant(database: Database, match_id: int) -> None:
    with database.write() as connection:
        given = [tip(match_id), tip(match_id, "bob", Score(1, 0))]
        bots.place(connection, HERE, given, recorded_at=KICKOFF - DAY)
        (ada, _), (bob, _) = bots.tips_of(connection, HERE)
        bots.settle(connection, [(bob, Score(2, 1), 1)], at=KICKOFF + 3 * HOUR)
        bots.settle(connection, [(ada, Score(2, 1), 3)], at=KICKOFF + DAY)

        def points(as_of: datetime) -> dict[str, int]:
            return {row.bot: row.points for row in league_table(connection, HERE, as_of=as_of)}

        assert points(KICKOFF + 3 * HOUR - MICROSECOND) == {"ada": 0, "bob": 0}
        assert points(KICKOFF + 3 * HOUR) == {"ada": 0, "bob": 1}
        assert points(KICKOFF + DAY) == {"ada": 3, "bob": 1}


def test_a_reason_of_any_length_is_kept_as_far_as_there_is_room(
    database: Database, match_id: int
) -> None:
    long = Tip("ada", match_id, Score(1, 0), 0.6, "é" * 5000, KICKOFF - DAY)
    with database.write() as connection:
        assert bots.place(connection, HERE, [long], recorded_at=KICKOFF - DAY) == 1
        [(_, kept)] = bots.tips_of(connection, HERE)
    assert kept.reason == "é" * 400


@pytest.fixture
def ledgers(database: Database, match_id: int) -> None:
    """Write a row into every ledger."""
    version, before = "v2024-08-01-001", KICKOFF - DAY
    bet = Bet("ada", match_id, Outcome.HOME, "x", 2.0, 0.6, 100, before, version)
    with database.write() as connection:
        versions.activate(connection, version, at=before)
        audit.record(connection, "model.activate", version, by=Local("anna"), at=before)
        predictions.append(connection, [forecast(match_id)], recorded_at=before, book=LIVE)
        bets.place(connection, LIVE, [bet], recorded_at=before)


@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize("name", LEDGERS)
@pytest.mark.parametrize("does", [delete, update])
def test_what_is_in_a_ledger_is_never_changed_nor_taken_back_whoever_writes(
    database: Database, name: str, does: Any
) -> None:
    table = metadata.tables[name]
    statement = does(table) if does is delete else update(table).values(id=table.c.id)
    before = whole(database, table)
    with (
        pytest.raises(IntegrityError, match=f"{LEDGERS[name]} is never"),
        database.write() as connection,
    ):
        connection.execute(statement)
    assert whole(database, table) == before


def whole(database: Database, table: Table) -> list[Any]:
    with database.read() as connection:
        [row] = connection.execute(select(table)).all()
    return [row]
