"""A Premier League season whose files are published day by day, and a clock moved by hand."""

import csv
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, select

from scoreline import clock as clock_module
from scoreline import home as home_module
from scoreline.bots import open_league
from scoreline.clock import FixedClock
from scoreline.domain import LIVE, League
from scoreline.home import Home, open_home
from scoreline.jobs import train_version
from scoreline.models import recipe
from scoreline.settings import SETTINGS_FILE
from scoreline.sources import Selection, ingest, source_named
from scoreline.store import Database
from scoreline.store._types import Instant
from scoreline.store.tables import metadata

LEAGUE: Final = League("Premier League 2022/23", (("E0", 2022),), book=LIVE)
SEASON: Final = "mmz4281/2223/E0.csv"
COMING: Final = ("Div", "Date", "Time", "HomeTeam", "AwayTeam", "B365H", "B365D", "B365A")
MORNING: Final = timedelta(hours=6, minutes=10)
BEFORE: Final = timedelta(hours=1, minutes=50)

RECORD: Final = ("job_runs", "job_attempts", "kept_steps")
"""Tables that tell of the attempts themselves."""

SHOWN: Final = 1000
"""So much of a row that differs is shown."""


class Stepped:
    """A clock that stands where a file says, or goes on from there."""

    place: Path

    def __init__(self, *, goes_on: bool = False) -> None:
        self._goes_on = goes_on

    def now(self) -> datetime:
        """Return the instant; where it goes on, with the seconds since it was set."""
        text = self.place.read_text(encoding="utf-8").split()
        instant = datetime.fromisoformat(text[0])
        passed = time.monotonic() - float(text[1]) if self._goes_on else 0.0
        return instant + timedelta(seconds=passed)


def set_clock(place: Path, instant: datetime) -> None:
    """Move the clock of every process."""
    partial = place.with_suffix(".partial")
    partial.write_text(f"{instant.isoformat()} {time.monotonic()}", encoding="utf-8")
    partial.replace(place)


def use_clock(place: Path) -> None:
    """Let homes of this process, and of those it forks, speak from the file's instant."""
    Stepped.place = place
    for module, clock in ((clock_module, Stepped), (home_module, partial(Stepped, goes_on=True))):
        setattr(module, "SystemClock", clock)  # noqa: B010 - a type may not be assigned to


class Site:
    """A folder like football-data.co.uk's, on some day."""

    def __init__(self, root: Path, real: Path) -> None:
        self.root = root
        for season in ("2021", "2122"):
            target = root / "mmz4281" / season
            target.mkdir(parents=True)
            shutil.copy(real / "mmz4281" / season / "E0.csv", target / "E0.csv")
        with (real / SEASON).open(encoding="utf-8-sig", newline="") as file:
            self._rows = list(csv.DictReader(file))
        (root / SEASON).parent.mkdir()

    def publish(self, day: date) -> None:
        """Write results before a day, and the matches of the week from it on."""
        played = [row for row in self._rows if _kickoff(row).date() < day]
        week = [row for row in self._rows if day <= _kickoff(row).date() < day + timedelta(days=7)]
        _write(self.root / SEASON, list(self._rows[0]), played)
        _write(self.root / "fixtures.csv", COMING, week)

    def steps(self, first: date, days: int) -> list[datetime]:
        """Return the instants at which time is stopped: mornings, and before first kick-offs."""
        found = []
        for day in (first + timedelta(days=number) for number in range(days)):
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            found.append(midnight + MORNING)
            kickoffs = [_kickoff(row) for row in self._rows if _kickoff(row).date() == day]
            # British Summer Time in these months.
            found += [min(kickoffs) - timedelta(hours=1) - BEFORE] if kickoffs else []
        return found


def _kickoff(row: dict[str, str]) -> datetime:
    return datetime.strptime(f"{row['Date']} {row['Time']}", "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def _write(path: Path, names: Iterable[str], rows: list[dict[str, str]]) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(names), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    partial.replace(path)


def build(folder: Path, real: Path, first: date, settings: dict[str, str]) -> None:
    """Make a home on the eve of a day: two seasons and a part, a model that serves, a league."""
    folder.mkdir(parents=True)
    site = Site(folder / "site", real)
    site.publish(first)
    chosen = {
        "SCORELINE_FOOTBALL_DATA_URL": str(site.root),
        "SCORELINE_TUNE_TRIALS": "0",
        "SCORELINE_RETRAIN": "monthly",
        "SCORELINE_JOB_LEASE": "3",
        **settings,
    }
    lines = "\n".join(f"{name}='{value}'" for name, value in chosen.items())
    (folder / SETTINGS_FILE).write_text(lines, encoding="utf-8")
    place = folder / "clock"
    set_clock(place, datetime(first.year, first.month, first.day, tzinfo=UTC))
    use_clock(place)
    with open_home(folder) as home:
        eve = FixedClock(home.clock.now())
        source = source_named("football-data", home.settings)
        ingest(home.database, source, Selection(("E0",), (2020, 2021, 2022)), clock=eve)
        open_league(home.database, LEAGUE)
        version = train_version(home, recipe("glm"), competitions=["E0"])
        home.registry.activate(version.name)


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of what the jobs make, in an order that does not depend on who made it.

    Instants of the wall's clock are told to the hour: within a step, time goes on. Numbers of rows
    are dealt anew by what the rows say: two workers may write in any order, and PostgreSQL gives
    no number twice, not even one whose row was taken back with its transaction.
    """
    found: dict[str, list[tuple[Any, ...]]] = {}
    numbers: dict[str, dict[Any, int]] = {}
    with database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name not in RECORD:
                rows = sorted(
                    ((_plain(table, row, numbers), row) for row in _rows(connection, table)),
                    key=lambda each: repr(each[0]),
                )
                found[table.name] = [plain for plain, _ in rows]
                numbers[table.name] = {row.get("id"): place for place, (_, row) in enumerate(rows)}
    return found


def _rows(connection: Connection, table: Table) -> list[Mapping[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _plain(
    table: Table, row: Mapping[str, Any], numbers: Mapping[str, Mapping[Any, int]]
) -> tuple[Any, ...]:
    return tuple(
        _value(column, row[column.name], numbers) for column in table.columns if column.name != "id"
    )


def _value(column: Column[Any], value: Any, numbers: Mapping[str, Mapping[Any, int]]) -> Any:
    if isinstance(column.type, Instant):
        return _to_the_hour(value)
    for key in column.foreign_keys:
        if value is not None and key.column.name == "id":
            return numbers[key.column.table.name][value]
    return value


def _to_the_hour(instant: datetime | None) -> datetime | None:
    return instant and instant.replace(minute=0, second=0, microsecond=0)


def differences(one: Home, other: Home) -> Iterator[str]:
    """Yield what differs between two homes, table by table."""
    left, right = contents(one.database), contents(other.database)
    for name in left:
        rows, others = Counter(map(repr, left[name])), Counter(map(repr, right[name]))
        missing, added = list((rows - others).elements()), list((others - rows).elements())
        if missing or added:
            yield f"{name}: {len(missing)} rows missing, {len(added)} more"
            yield from (f"  - {row[:SHOWN]}" for row in missing[:2])
            yield from (f"  + {row[:SHOWN]}" for row in added[:2])
