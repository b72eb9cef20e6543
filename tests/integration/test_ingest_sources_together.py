"""Real files and the bundled data, in one store."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from scoreline.clock import FixedClock
from scoreline.sources import Bundled, FootballData, Selection, ingest
from scoreline.store import Database, matches

REAL: Final = Path(__file__).parents[3] / "shared/data/football-data"
CLOCK: Final = FixedClock(datetime(2026, 6, 1, tzinfo=UTC))

needs_real_files = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real files in ../shared/data are not there"
)


def test_bundled_seasons_go_in_once(database: Database) -> None:
    chosen = Selection((), (2014, 2020, 2023))
    first = ingest(database, Bundled(), chosen, clock=CLOCK).total
    # A few absences are listed twice, with another injury or another end.
    assert first.rows - 20 < first.new + first.changed
    assert (first.quarantined, first.incomplete) == (0, 0)
    second = ingest(database, Bundled(), chosen, clock=CLOCK).total
    assert second.same == second.rows == first.rows > 3 * 380


@needs_real_files
def test_every_match_of_oldest_and_newest_real_seasons_goes_in_once(database: Database) -> None:
    chosen = Selection(("D1", "F1"), (2000, 2003, 2022))
    source = FootballData()
    first = ingest(database, source, chosen, clock=CLOCK, location=str(REAL))
    first.require_whole()
    # 18 clubs play 306 matches, in France until 2002; 20 play 380. cp1252, ragged and modern files.
    assert first.total.new == first.total.rows == 4 * 306 + 2 * 380
    assert first.total.quarantined == 0
    second = ingest(database, source, chosen, clock=CLOCK, location=str(REAL)).total
    assert (second.new, second.changed, second.same) == (0, 0, first.total.rows)


@needs_real_files
def test_sources_of_one_season_complete_each_other_in_either_order(tmp_path: Path) -> None:
    season = Selection(("E0",), (2016,))
    stored = []
    for first in ("bundled", "football-data"):
        database = Database.open(f"sqlite:///{tmp_path / first}.db")
        for name in (first, *{"bundled", "football-data"} - {first}):
            if name == "bundled":
                ingest(database, Bundled(), season, clock=CLOCK)
            else:
                ingest(database, FootballData(), season, clock=CLOCK, location=str(REAL))
        with database.read() as connection:
            evidence = matches.evidence(connection, as_of=CLOCK.now())
        stored.append(evidence.matches.drop("match_id").sort("kickoff", "home"))
        database.close()
    assert len(stored[0]) == 380
    assert stored[0]["matchweek"].null_count() == 0
    assert stored[0]["home_corners"].null_count() == 0
    assert not stored[0]["date_only"].any()
    assert stored[0].equals(stored[1])
