"""Evidence as of an instant: what is known later touches nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlalchemy import bindparam, update
from store_rows import CLUBS, DAY, HOUR, KICKOFF, fixture, quote, result, save

from scoreline.domain import known_at
from scoreline.domain.frames import MATCHES, ODDS, RESULTS, Evidence
from scoreline.errors import ConfigurationError
from scoreline.store import Database
from scoreline.store import matches as store
from scoreline.store.tables import matches

MICROSECOND = timedelta(microseconds=1)
MIDNIGHT = KICKOFF.replace(hour=0)


def evidence(database: Database, as_of: datetime) -> Evidence:
    with database.read() as connection:
        return store.evidence(connection, as_of=as_of, with_odds=True)


def take_in(
    database: Database, *rows: dict[str, Any], odds: tuple[dict[str, Any], ...] = ()
) -> None:
    with database.write() as connection:
        save(connection, rows, odds)


def test_evidence_has_the_agreed_columns(database: Database) -> None:
    seen = evidence(database, KICKOFF)
    assert dict(seen.matches.schema) == {
        name: kind if isinstance(kind, pl.DataType) else kind() for name, kind in MATCHES.items()
    }
    assert list(seen.odds.schema) == list(ODDS)


def test_a_result_is_there_from_exactly_the_instant_it_is_known(database: Database) -> None:
    take_in(database, result("Ashford", "birchwood", 2, 1, home_shots=9))
    over = known_at(KICKOFF, date_only=False)
    assert over == KICKOFF + 2.5 * HOUR
    before, after = evidence(database, over - MICROSECOND), evidence(database, over)
    assert before.matches.select(*RESULTS).row(0) == (None,) * len(RESULTS)
    assert before.matches["status"].to_list() == ["scheduled"]
    assert after.matches.select("home_goals", "home_shots", "status").row(0) == (2, 9, "finished")


def test_a_result_of_a_day_is_there_once_the_day_is_over(database: Database) -> None:
    take_in(database, result("Ashford", "birchwood", 2, 1, kickoff=MIDNIGHT, date_only=True))
    seen = [
        evidence(database, MIDNIGHT + DAY - step).matches["home_goals"][0]
        for step in (MICROSECOND, 0 * MICROSECOND)
    ]
    assert seen == [None, 2]


def test_an_abandoned_match_reads_as_scheduled_before_its_time(database: Database) -> None:
    take_in(database, fixture("Ashford", "birchwood", status="abandoned"))
    assert evidence(database, KICKOFF).matches["status"].to_list() == ["scheduled"]


def test_a_postponed_match_reads_as_postponed_before_its_time(database: Database) -> None:
    take_in(database, fixture("Ashford", "birchwood", status="postponed"))
    assert evidence(database, KICKOFF - DAY).matches["status"].to_list() == ["postponed"]


def test_odds_are_there_from_the_instant_they_were_quoted(database: Database) -> None:
    take_in(
        database,
        fixture("Ashford", "birchwood"),
        odds=(quote(0, 2.0, 3.0, 4.0, moment="opening"), quote(0, 2.1, 3.1, 4.1)),
    )

    def moments(as_of: datetime) -> list[str]:
        return evidence(database, as_of).odds["moment"].sort().to_list()

    assert moments(KICKOFF - DAY - MICROSECOND) == []
    assert moments(KICKOFF - DAY) == ["opening"]
    assert moments(KICKOFF - MICROSECOND) == ["opening"]
    assert moments(KICKOFF) == ["closing", "opening"]


def test_evidence_of_some_leagues_has_their_matches_and_odds_only(database: Database) -> None:
    take_in(database, fixture("Ashford", "birchwood"), odds=(quote(0, 2.0, 3.0, 4.0),))
    with database.read() as connection:
        here = store.evidence(connection, as_of=KICKOFF, competitions=["E0"], with_odds=True)
        elsewhere = store.evidence(connection, as_of=KICKOFF, competitions=["SP1"], with_odds=True)
    assert (len(here.matches), len(here.odds)) == (1, 1)
    assert (len(elsewhere.matches), len(elsewhere.odds)) == (0, 0)


def test_the_zone_that_an_instant_is_written_in_does_not_matter(database: Database) -> None:
    take_in(database, result("Ashford", "birchwood", 2, 1), odds=(quote(0, 2.0, 3.0, 4.0),))
    instant = known_at(KICKOFF, date_only=False)
    in_utc = evidence(database, instant)
    in_madrid = evidence(database, instant.astimezone(ZoneInfo("Europe/Madrid")))
    assert_frame_equal(in_utc.matches, in_madrid.matches)
    assert_frame_equal(in_utc.odds, in_madrid.odds)
    assert in_utc.matches["home_goals"].to_list() == [2]


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ConfigurationError, match="no time zone"):
        evidence(database, KICKOFF.replace(tzinfo=None))


def _season() -> list[dict[str, Any]]:
    names = [club.name for club in CLUBS]
    pairs = [(home, away) for home in names for away in names if home != away]
    return [
        result(
            home,
            away,
            number % 4,
            number % 3,
            home_xg=0.1 * number,
            kickoff=MIDNIGHT + number * DAY / 2 if number % 2 else KICKOFF + number * DAY / 2,
            date_only=bool(number % 2),
        )
        for number, (home, away) in enumerate(pairs)
    ]


scrambled = st.fixed_dictionaries(
    {
        "home_goals": st.integers(0, 9),
        "away_goals": st.integers(0, 9) | st.none(),
        "home_xg": st.floats(0, 5) | st.none(),
        "away_shots": st.integers(0, 30) | st.none(),
        "status": st.sampled_from(["finished", "awarded", "abandoned"]),
    }
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    as_of=st.datetimes(
        MIDNIGHT.replace(tzinfo=None) - DAY,
        MIDNIGHT.replace(tzinfo=None) + 9 * DAY,
        timezones=st.just(UTC),
    ),
    changes=st.lists(scrambled, min_size=12, max_size=12),
)
def test_scrambling_what_is_known_later_changes_nothing(
    database: Database, as_of: datetime, changes: list[dict[str, Any]]
) -> None:
    take_in(database, *_season())
    with database.read() as connection:
        before = store.evidence(connection, as_of=as_of).matches
        rows = [
            {"key": row["match_id"], **change}
            for row, change in zip(before.to_dicts(), changes, strict=True)
            if known_at(row["kickoff"], date_only=row["date_only"]) > as_of
        ]
    with database.engine.connect() as connection, connection.begin() as transaction:
        if rows:
            target = update(matches).where(matches.c.id == bindparam("key"))
            connection.execute(target, rows)
        after = store.evidence(connection, as_of=as_of).matches
        transaction.rollback()
    assert_frame_equal(before, after)
