"""Who played is appended; what is there already stays as it is."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from store_rows import CLUBS

from scoreline.domain.frames import APPEARANCES
from scoreline.store import Database, appearances, matches, teams
from scoreline.store.match_writing import Saved

NOW = datetime(2024, 8, 18, tzinfo=UTC)
ROW = {
    "club": "Ashford",
    "player": "A. Winger",
    "date": date(2024, 8, 17),
    "known_at": NOW,
    "minutes": 90,
    "value": 5.5,
}


def save(database: Database, *rows: dict[str, Any]) -> Saved:
    with database.write() as connection:
        teams.seed(connection, CLUBS)
        return appearances.save(
            connection, pl.DataFrame(rows, schema=APPEARANCES), source="bundled"
        )


def test_an_appearance_is_new_and_then_stays_as_it_is(database: Database) -> None:
    assert save(database) == Saved()
    assert save(database, ROW, ROW) == Saved(new=1, same=1)
    assert save(database, {**ROW, "minutes": 20}) == Saved(same=1)
    assert save(database, {**ROW, "date": date(2024, 8, 24), "value": None}) == Saved(new=1)
    with database.read() as connection:
        stored = appearances.frame_of(connection)
    assert stored.sort("date").select("minutes", "value").rows() == [(90, 5.5), (90, None)]


def test_evidence_has_the_appearances_known_by_then(database: Database) -> None:
    save(database, ROW, {**ROW, "player": "B. Keeper", "known_at": NOW.replace(day=20)})
    with database.read() as connection:
        seen = matches.evidence(connection, as_of=NOW).appearances
    assert seen["player"].to_list() == ["A. Winger"]
