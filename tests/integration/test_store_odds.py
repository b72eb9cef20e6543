"""Prices of single matches are read as they were known at an instant."""

from datetime import datetime, timedelta

import pytest
from store_rows import DAY, HOUR, KICKOFF, add_versions, fixture, forecast, quote, save

from scoreline.domain import Forecast, Moment, Quote
from scoreline.store import Database, matches, odds, predictions

PUBLISHED = KICKOFF - DAY
ROWS = [fixture("Ashford", "birchwood"), fixture("Cedarville", "Dale")]
TOTAL = quote(0, 1.9, None, 2.0, market="totals", line=2.5, moment="opening")
OPENING = quote(0, 2.0, 3.5, 4.0, moment="opening")


@pytest.fixture
def first(database: Database) -> int:
    with database.write() as connection:
        save(connection, ROWS, [OPENING, TOTAL, quote(0, 2.1, 3.4, 3.9)])
        add_versions(connection, "v2024-08-01-001")
        return matches.fixtures(connection, as_of=KICKOFF)[0].id


def known(database: Database, match_id: int, at: datetime) -> tuple[Quote, ...]:
    with database.read() as connection:
        return odds.quotes(connection, {match_id: at}).get(match_id, ())


def test_a_price_is_there_from_its_instant_on(database: Database, first: int) -> None:
    assert known(database, first, PUBLISHED - timedelta(microseconds=1)) == ()
    assert known(database, first, PUBLISHED) == (
        Quote("Average", "1x2", Moment.OPENING, 0.0, PUBLISHED, (2.0, 3.5, 4.0)),
        Quote("Average", "totals", Moment.OPENING, 2.5, PUBLISHED, (1.9, 2.0)),
    )
    assert len(known(database, first, KICKOFF - HOUR)) == 2
    assert {each.moment for each in known(database, first, KICKOFF)} == set(Moment)


def test_of_a_price_that_moved_the_last_revision_known_counts(
    database: Database, first: int
) -> None:
    moved = KICKOFF - 3 * HOUR
    with database.write() as connection:
        save(connection, ROWS, [{**OPENING, "price_1": 1.8}], at=moved)
    for at, price, since in (
        (moved - HOUR, 2.0, PUBLISHED),
        (moved, 1.8, moved),
        (KICKOFF - HOUR, 1.8, moved),
    ):
        found = next(each for each in known(database, first, at) if each.market == "1x2")
        assert (found.prices[0], found.known_at) == (price, since)


def test_a_quote_that_is_not_whole_is_left_out(database: Database, first: int) -> None:
    with database.write() as connection:
        save(connection, ROWS, [quote(1, 2.0, None, 4.0, moment="opening")])
        other = matches.fixtures(connection, as_of=KICKOFF)[1].id
    assert known(database, other, KICKOFF) == ()
    assert known(database, first, KICKOFF) != ()


def test_every_match_is_read_at_its_own_instant(database: Database, first: int) -> None:
    with database.write() as connection:
        save(connection, ROWS, [{**OPENING, "line_no": 1}])
        other = matches.fixtures(connection, as_of=KICKOFF)[1].id
    with database.read() as connection:
        found = odds.quotes(connection, {first: PUBLISHED, other: PUBLISHED - HOUR})
        assert odds.quotes(connection, {}) == {}
    assert list(found) == [first]


def test_forecasts_are_read_with_the_prices_known_at_their_own_instant(
    database: Database, first: int
) -> None:
    early, late = (forecast(first, as_of=PUBLISHED + gap) for gap in (-HOUR, HOUR))

    def read(at: datetime, *, with_quotes: bool = True) -> Forecast:
        with database.read() as connection:
            found = predictions.latest(connection, [first], as_of=at, with_quotes=with_quotes)
        return found[first]

    with database.write() as connection:
        predictions.append(connection, [early], recorded_at=PUBLISHED)
    assert read(KICKOFF).edges == ()
    with database.write() as connection:
        predictions.append(connection, [late], recorded_at=PUBLISHED)
    assert read(PUBLISHED).edges == ()
    assert [each.way for each in read(KICKOFF).edges] == ["home", "draw", "away", "over", "under"]
    assert read(KICKOFF, with_quotes=False).quotes == ()


def test_the_same_forecast_is_written_again_only_once_a_price_became_known(
    database: Database, first: int
) -> None:
    def written(at: datetime) -> int:
        with database.write() as connection:
            return predictions.append(
                connection, [forecast(first, as_of=at)], recorded_at=PUBLISHED - DAY
            )

    instants = [PUBLISHED - 2 * HOUR, PUBLISHED - HOUR, PUBLISHED, PUBLISHED, PUBLISHED + HOUR]
    assert [written(at) for at in instants] == [1, 0, 1, 0, 0]
