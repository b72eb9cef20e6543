"""Real tables through mappings, as their owners would write them."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from scoreline.clock import FixedClock
from scoreline.sources import FootballData, Mapped, Selection, ingest
from scoreline.store import Database, absences, matches

REAL: Final = Path(__file__).parents[3] / "shared" / "data"
CLOCK: Final = FixedClock(datetime(2026, 6, 1, tzinfo=UTC))

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real files in ../shared/data are not there"
)

MAPPINGS: Final = Path(__file__).parents[2] / "docs" / "how-to" / "mappings"


def mapped(folder: Path, mapping: str) -> str:
    """Put a mapping that we ship beside a link to the real file that it names."""
    text = (MAPPINGS / f"{mapping}.toml").read_text(encoding="utf-8")
    name = tomllib.loads(text)["file"]
    (folder / name).symlink_to(REAL / name)
    path = folder / f"{mapping}.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def home(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path / 'scoreline.db'}")


def test_a_table_of_matches_says_what_the_season_s_file_says(
    home: Database, tmp_path: Path
) -> None:
    chosen = Selection(("E0", "F1"), (2016,))
    ingest(home, FootballData(), chosen, clock=CLOCK, location=str(REAL / "football-data"))
    with home.read() as connection:
        before = matches.evidence(connection, as_of=CLOCK.now())
    location = mapped(tmp_path, "all-divisions")
    told = ingest(home, Mapped("parquet"), chosen, clock=CLOCK, location=location).total
    assert (told.new, told.changed, told.same, told.quarantined) == (0, 0, 760, 0)
    with home.read() as connection:
        after = matches.evidence(connection, as_of=CLOCK.now())
    home.close()
    assert after.matches.equals(before.matches)
    assert len(after.odds) == len(before.odds)


def test_expected_goals_come_without_results(home: Database, tmp_path: Path) -> None:
    chosen = Selection(("E0",), (2016,))
    ingest(home, FootballData(), chosen, clock=CLOCK, location=str(REAL / "football-data"))
    location = mapped(tmp_path, "understat-xg")
    told = ingest(home, Mapped("parquet"), chosen, clock=CLOCK, location=location).total
    with home.read() as connection:
        after = matches.evidence(connection, as_of=CLOCK.now()).matches
    home.close()
    assert (told.new, told.changed, told.quarantined) == (0, 380, 0)
    assert after["home_xg"].null_count() == after["home_goals"].null_count() == 0
    assert after["status"].unique().to_list() == ["finished"]


def test_spells_of_injury_become_reports(home: Database, tmp_path: Path) -> None:
    location = mapped(tmp_path, "injuries")
    told = ingest(home, Mapped("parquet"), Selection(), clock=CLOCK, location=location).total
    with home.read() as connection:
        stored = absences.frame_of(connection)
    home.close()
    assert told.quarantined == 2
    assert len(stored) > 7000
    assert (stored["end"].drop_nulls() >= stored.drop_nulls("end")["start"]).all()
    assert (stored["known_at"].dt.date() > stored["start"]).all()


def test_snapshots_of_availability_become_reports(home: Database, tmp_path: Path) -> None:
    location = mapped(tmp_path, "fpl-availability")
    told = ingest(home, Mapped("parquet"), Selection(), clock=CLOCK, location=location).total
    with home.read() as connection:
        stored = absences.frame_of(connection)
    home.close()
    assert told.quarantined == 0
    assert set(stored["kind"].unique()) == {"injury", "suspension", "other"}
    begun = stored.filter(pl.col("end").is_null())
    assert len(begun) > 2000
    assert (begun["known_at"].dt.date() == begun["start"]).all()
