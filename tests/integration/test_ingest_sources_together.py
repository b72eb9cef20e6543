"""Real files and the bundled data, in one store."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from scoreline.clock import FixedClock
from scoreline.sources import Bundled, FootballData, Selection, Understat, ingest
from scoreline.store import Database, matches

REAL: Final = Path(__file__).parents[3] / "shared/data/football-data"
XG: Final = REAL.parent / "understat-xg-2014-2022.parquet"
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


@needs_real_files
def test_expected_goals_are_added_to_matches_and_move_none(tmp_path: Path) -> None:
    season = pl.read_parquet(XG).filter(season=2019, league="E0")
    dates = [
        {
            "isResult": True,
            "h": {"title": row["home"]},
            "a": {"title": row["away"]},
            "goals": {"h": str(row["hg"]), "a": str(row["ag"])},
            "xG": {"h": str(row["hxg"]), "a": str(row["axg"])},
            # Some stand on the day after, as a site's times do that are an hour off.
            "datetime": f"{row['date'] + timedelta(hours=4)}",
        }
        for row in season.iter_rows(named=True)
    ]
    file = tmp_path / "site" / "getLeagueData" / "EPL" / "2019.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"dates": dates}), encoding="utf-8")
    database = Database.open(f"sqlite:///{tmp_path / 'scoreline.db'}")
    chosen = Selection(("E0",), (2019,))
    ingest(database, FootballData(), chosen, clock=CLOCK, location=str(REAL))
    stored = []
    for _ in range(2):
        with database.read() as connection:
            stored.append(matches.evidence(connection, as_of=CLOCK.now()).matches)
        told = ingest(database, Understat(), chosen, clock=CLOCK, location=str(tmp_path / "site"))
        assert (told.total.new, told.total.quarantined) == (0, 0)
    database.close()
    before, after = stored
    assert after.select("home_xg", "away_xg").null_count().row(0) == (0, 0)
    assert before.drop("home_xg", "away_xg").equals(after.drop("home_xg", "away_xg"))
