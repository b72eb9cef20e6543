"""Taking matches and odds in: what is new, what changed, what is never lost."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from store_rows import DAY, HOUR, KICKOFF, NOW, fixture, quote, result, save

from scoreline.domain import MatchStatus, Score
from scoreline.domain.frames import PRICE
from scoreline.errors import NotFoundError
from scoreline.store import Database
from scoreline.store import matches as store
from scoreline.store import teams as clubs
from scoreline.store.match_writing import Saved
from scoreline.store.tables import match_history, matches, odds

LATER = KICKOFF + 300 * DAY
ROUND = (result("Ashford", "birchwood", 2, 1), fixture("Cedarville", "Dale"))


def take_in(
    database: Database, *rows: dict[str, Any], prices: tuple[dict[str, Any], ...] = ()
) -> Saved:
    with database.write() as connection:
        return save(connection, rows, prices)


def known(database: Database) -> pl.DataFrame:
    with database.read() as connection:
        return store.evidence(connection, as_of=LATER).matches


def quoted(database: Database) -> pl.DataFrame:
    with database.read() as connection:
        odds = store.evidence(connection, as_of=LATER, with_odds=True).odds
    return odds.unique(PRICE, keep="last", maintain_order=True)


def changes(database: Database) -> list[dict[str, Any]]:
    with database.read() as connection:
        query = select(match_history.c.before).order_by(match_history.c.id)
        return list(connection.scalars(query))


def test_what_goes_in_comes_out(database: Database) -> None:
    row = result(
        "Ashford", "birchwood", 2, 1, home_shots=14, away_xg=0.1 + 0.2, matchweek=3, date_only=False
    )
    take_in(database, row)
    [read] = known(database).to_dicts()
    assert {name: read[name] for name in row} == row
    assert read["away_shots"] is None


def test_a_second_run_over_the_same_rows_changes_nothing(database: Database) -> None:
    prices = (quote(0, 1.9, 3.5, 4.2), quote(1, 2.0, None, 1.8, market="totals", line=2.5))
    assert take_in(database, *ROUND, prices=prices) == Saved(new=2)
    before = known(database), quoted(database)
    assert take_in(database, *ROUND, prices=prices) == Saved(same=2)
    assert known(database).equals(before[0])
    assert quoted(database).equals(before[1])
    assert changes(database) == []


def test_new_changed_and_same_rows_add_up_to_the_rows_given(database: Database) -> None:
    take_in(database, *ROUND)
    arrived = result("Cedarville", "Dale", 0, 0)
    another = fixture("Ashford", "Dale")
    assert take_in(database, ROUND[0], arrived, another) == Saved(new=1, changed=1, same=1)


def test_no_rows_are_no_change(database: Database) -> None:
    assert take_in(database) == Saved()


def test_a_missing_value_never_erases_a_stored_one(database: Database) -> None:
    take_in(database, result("Ashford", "birchwood", 2, 1, home_xg=1.8, matchweek=1))
    assert take_in(database, result("Ashford", "birchwood", 2, 1)) == Saved(same=1)
    assert known(database).select("home_xg", "matchweek").row(0) == (1.8, 1)


def test_a_corrected_result_keeps_the_old_one_in_the_history(database: Database) -> None:
    take_in(database, *ROUND)
    assert take_in(database, result("Ashford", "birchwood", 3, 0)) == Saved(changed=1)
    assert known(database).select("home_goals", "away_goals").row(0) == (3, 0)
    assert changes(database) == [{"home_goals": 2, "away_goals": 1}]


def test_a_match_that_moves_stays_the_same_match(database: Database) -> None:
    take_in(database, fixture("Ashford", "birchwood"))
    moved = KICKOFF + 30 * DAY
    assert take_in(database, fixture("Ashford", "birchwood", kickoff=moved)) == Saved(changed=1)
    assert known(database)["kickoff"].to_list() == [moved]
    assert changes(database) == [
        {"date": "2024-08-17", "kickoff": "2024-08-17T14:00:00+00:00"},
    ]


def test_every_status_can_follow_a_fixture(database: Database) -> None:
    for status in ("postponed", "scheduled", "abandoned", "awarded", "finished"):
        take_in(database, fixture("Ashford", "birchwood", status=status))
        assert known(database)["status"].to_list() == [status]


def test_a_list_of_fixtures_does_not_take_a_result_back(database: Database) -> None:
    take_in(database, result("Ashford", "birchwood", 2, 1))
    assert take_in(database, fixture("Ashford", "birchwood")) == Saved(same=1)
    assert known(database)["status"].to_list() == ["finished"]


def test_an_abandoned_match_can_be_set_for_another_day(database: Database) -> None:
    take_in(database, fixture("Ashford", "birchwood", status="abandoned"))
    take_in(database, fixture("Ashford", "birchwood", kickoff=KICKOFF + 9 * DAY))
    assert known(database)["status"].to_list() == ["scheduled"]


def test_a_source_without_times_does_not_erase_a_kick_off(database: Database) -> None:
    midnight = KICKOFF.replace(hour=0)
    timeless = result("Ashford", "birchwood", 2, 1, kickoff=midnight, date_only=True)
    timed = result("Ashford", "birchwood", 2, 1)
    assert take_in(database, timeless) == Saved(new=1)
    assert take_in(database, timed) == Saved(changed=1)
    assert take_in(database, timeless) == Saved(same=1)
    assert known(database).select("kickoff", "date_only").row(0) == (KICKOFF, False)


def test_a_source_without_times_can_still_move_a_match(database: Database) -> None:
    take_in(database, fixture("Ashford", "birchwood"))
    midnight = KICKOFF.replace(hour=0) + 9 * DAY
    take_in(database, fixture("Ashford", "birchwood", kickoff=midnight, date_only=True))
    assert known(database).select("kickoff", "date_only").row(0) == (midnight, True)


def test_clubs_that_meet_twice_at_one_ground_have_two_matches(database: Database) -> None:
    meetings = [
        result("Ashford", "birchwood", 1, 0),
        result("birchwood", "Ashford", 2, 0, kickoff=KICKOFF + 60 * DAY),
        result("Ashford", "birchwood", 3, 0, kickoff=KICKOFF + 120 * DAY),
        result("birchwood", "Ashford", 4, 0, kickoff=KICKOFF + 180 * DAY),
    ]
    shuffled = [meetings[k] for k in (2, 3, 0, 1)]
    assert take_in(database, *shuffled) == Saved(new=4)
    assert take_in(database, *meetings) == Saved(same=4)
    assert known(database)["home_goals"].to_list() == [1, 2, 3, 4]


def test_a_meeting_of_which_no_file_spoke_before_leaves_the_one_that_was_played_alone(
    database: Database,
) -> None:
    first = result("Ashford", "birchwood", 2, 1)
    take_in(database, first)
    before = known(database)
    second = fixture("Ashford", "birchwood", kickoff=KICKOFF + 120 * DAY)
    assert take_in(database, second) == Saved(new=1)
    assert known(database).head(1).equals(before)
    with database.read() as connection:
        query = select(matches.c.leg).order_by(matches.c.kickoff)
        assert connection.scalars(query).all() == [1, 2]
    assert take_in(database, first, second) == Saved(same=2)
    assert changes(database) == []


def test_a_postponed_match_keeps_its_id_when_it_moves_past_the_second_meeting(
    database: Database,
) -> None:
    second = fixture("Ashford", "birchwood", kickoff=KICKOFF + 120 * DAY)
    take_in(database, fixture("Ashford", "birchwood", status="postponed"), second)
    first_id, second_id = known(database)["match_id"]
    moved = fixture("Ashford", "birchwood", kickoff=KICKOFF + 150 * DAY)
    assert take_in(database, second, moved) == Saved(changed=1, same=1)
    assert known(database)["match_id"].to_list() == [second_id, first_id]
    assert take_in(database, moved, second) == Saved(same=2)


def test_a_result_whose_date_is_corrected_stays_the_same_match(database: Database) -> None:
    second = fixture("Ashford", "birchwood", kickoff=KICKOFF + 120 * DAY)
    take_in(database, result("Ashford", "birchwood", 2, 1), second)
    before = known(database)["match_id"].to_list()
    corrected = result("Ashford", "birchwood", 2, 1, kickoff=KICKOFF + DAY)
    moved = {**second, "kickoff": KICKOFF + 122 * DAY, "date": (KICKOFF + 122 * DAY).date()}
    assert take_in(database, moved, corrected) == Saved(changed=2)
    assert known(database)["match_id"].to_list() == before
    assert known(database)["home_goals"].to_list() == [2, None]


def test_odds_that_move_count_as_a_change_of_their_match(database: Database) -> None:
    take_in(database, *ROUND, prices=(quote(0, 1.9, 3.5, 4.2),))
    assert take_in(database, *ROUND, prices=(quote(0, 2.1, 3.5, None),)) == Saved(changed=1, same=1)
    assert quoted(database).select("price_1", "price_x", "price_2").row(0) == (2.1, 3.5, 4.2)


def test_odds_that_come_later_count_as_a_change_of_their_match(database: Database) -> None:
    take_in(database, *ROUND)
    assert take_in(database, *ROUND, prices=(quote(0, 1.9, 3.5, 4.2),)) == Saved(changed=1, same=1)


def test_a_match_that_changes_with_its_odds_counts_once(database: Database) -> None:
    take_in(database, *ROUND)
    arrived = result("Cedarville", "Dale", 0, 0)
    assert take_in(database, arrived, prices=(quote(0, 1.9, 3.5, 4.2),)) == Saved(changed=1)


def test_odds_are_kept_apart_by_bookmaker_market_moment_and_line(database: Database) -> None:
    prices = (
        quote(0, 1.9, 3.5, 4.2),
        quote(0, 1.8, 3.4, 4.1, bookmaker="Pinnacle"),
        quote(0, 1.7, 3.3, 4.0, moment="opening"),
        quote(0, 1.9, None, 1.9, market="handicap", line=-0.25),
        quote(0, 2.0, None, 1.8, market="handicap", line=-0.5),
    )
    take_in(database, ROUND[0], prices=prices)
    assert len(quoted(database)) == 5
    assert take_in(database, ROUND[0], prices=prices) == Saved(same=1)


def test_odds_are_read_in_one_order_on_every_database(database: Database) -> None:
    prices = [quote(0, 2.0, 3.0, 4.0, bookmaker=name) for name in ("b", "C", "a", "B")]
    take_in(database, ROUND[0], prices=tuple(prices))
    assert quoted(database)["bookmaker"].to_list() == ["B", "C", "a", "b"]


def test_a_price_that_is_none_is_refused_however_it_gets_in(database: Database) -> None:
    take_in(database, ROUND[0])
    key = known(database)["match_id"][0]
    worthless = {"bookmaker": "a", "market": "totals", "moment": "closing", "line": 2.5}
    with pytest.raises(IntegrityError, match="prices"), database.write() as connection:
        connection.execute(
            insert(odds).values(match_id=key, revision=0, price_1=1.0, price_2=2.0, **worthless)
        )


def test_negative_goals_are_refused_however_they_get_in(database: Database) -> None:
    with pytest.raises(IntegrityError, match="goals"):
        take_in(database, result("Ashford", "birchwood", -1, 0))


def test_a_file_that_fails_half_way_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        take_in(database, *ROUND, result("Ashford", "Dale", -1, 0))
    assert known(database).is_empty()


def test_fixtures_are_found_by_every_filter(database: Database) -> None:
    late = fixture("Ashford", "Dale", kickoff=KICKOFF + DAY)
    take_in(database, *ROUND, late)
    keys = known(database)["match_id"].to_list()
    with database.read() as connection:

        def found(**wanted: Any) -> list[int]:
            return [each.id for each in store.fixtures(connection, as_of=LATER, **wanted)]

        assert found() == keys
        assert found(ids=keys[1:]) == keys[1:]
        assert found(ids=[]) == []
        assert found(start=KICKOFF + HOUR) == keys[2:]
        assert found(end=KICKOFF + DAY) == keys[:2]
        assert found(start=KICKOFF, end=KICKOFF) == []
        assert found(competitions=["E0"], season=2024, ids=keys[:1]) == keys[:1]
        assert found(competitions=["SP1"]) == found(season=2023) == found(competitions=[]) == []


def test_a_fixture_has_its_score_only_once_that_is_known(database: Database) -> None:
    take_in(database, *ROUND)
    with database.read() as connection:
        key = store.fixtures(connection, as_of=LATER)[0].id
        over = KICKOFF + timedelta(hours=2, minutes=30)
        after = store.fixture(connection, key, as_of=over)
        before = store.fixture(connection, key, as_of=over - timedelta(microseconds=1))
    assert (after.status, after.score) == (MatchStatus.FINISHED, Score(2, 1))
    assert (before.status, before.score) == (MatchStatus.SCHEDULED, None)


def test_a_match_that_is_not_there_is_said_so(database: Database) -> None:
    with database.read() as connection, pytest.raises(NotFoundError, match="no match 7"):
        store.fixture(connection, 7, as_of=NOW)


def test_seasons_and_days_are_those_of_the_matches(database: Database) -> None:
    with database.read() as connection:
        assert store.seasons(connection) == {}
        assert store.day_span(connection) is None
    take_in(database, *ROUND, fixture("Ashford", "Dale", kickoff=KICKOFF + 9 * DAY))
    with database.write() as connection:
        names = clubs.ids(connection)
        for code, season in (("SP1", 2023), ("E0", 2022)):
            connection.execute(
                insert(matches).values(
                    competition=code,
                    season=season,
                    home_id=names["Ashford"],
                    away_id=names["Dale"],
                    leg=1,
                    date=KICKOFF.date(),
                    kickoff=KICKOFF,
                    date_only=False,
                    neutral=False,
                    status="scheduled",
                )
            )
    with database.read() as connection:
        assert store.seasons(connection) == {"E0": [2022, 2024], "SP1": [2023]}
        first, last = KICKOFF.date(), (KICKOFF + 9 * DAY).date()
        assert store.day_span(connection) == (first, last)
