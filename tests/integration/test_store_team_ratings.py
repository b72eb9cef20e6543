"""Ratings of clubs by others: kept as first told, seen from when they were known."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scoreline.clock import FixedClock
from scoreline.sources import ClubElo, Selection, ingest
from scoreline.store import Database, quarantine, team_ratings

SITE: Final = Path(__file__).parents[1] / "recordings" / "clubelo"
CLOCK: Final = FixedClock(datetime(2024, 2, 1, tzinfo=UTC))


def test_lists_and_histories_of_one_provider_agree(database: Database) -> None:
    first = ingest(database, ClubElo(), Selection(), clock=CLOCK, location=str(SITE)).total
    # Manchester City's newest rating is in the day's list and in the history.
    assert (first.new, first.same, first.quarantined) == (5, 1, 0)
    again = ingest(database, ClubElo(), Selection(), clock=CLOCK, location=str(SITE)).total
    assert (again.new, again.changed, again.same) == (0, 0, 6)
    with database.read() as connection:
        known = team_ratings.frame_of(connection, as_of=datetime(2024, 1, 1, 12, tzinfo=UTC))
        assert quarantine.open_rows(connection) == []
    assert known.select("club", "value").rows()[-2:] == [
        ("Bayern Munich", 1952.5),
        ("Man City", 2050.12),
    ]


def test_a_rating_computed_anew_stays_as_it_was_known(database: Database, tmp_path: Path) -> None:
    ingest(database, ClubElo(), Selection(), clock=CLOCK, location=str(SITE))
    told = (SITE / "ManCity.csv").read_text().replace("2061.7", "2099.9")
    (tmp_path / "ManCity.csv").write_text(told)
    again = ingest(database, ClubElo(), Selection(), clock=CLOCK, location=str(tmp_path)).total
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    with database.read() as connection:
        known = team_ratings.frame_of(connection, as_of=CLOCK.now())
    assert 2099.9 not in known["value"]
