"""Opening a database, its tables, and what holds of its transactions."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from store_rows import NOW, add_versions, model_version

from scoreline.domain import League
from scoreline.domain.access import Local
from scoreline.errors import ConfigurationError, StoreError, StoreVersionError
from scoreline.store import Database, audit, bots, jobs, leases, versions
from scoreline.store._ids import among
from scoreline.store.migrations import VERSION_TABLE, _config, newest
from scoreline.store.tables import activations, matches, metadata, teams

pytestmark = pytest.mark.long

OPEN_WHEN_TOLD = """
import sys
from scoreline.store import Database
print("ready", flush=True)
sys.stdin.readline()
Database.open(sys.argv[1]).close()
"""

# A comma outside of parentheses: lines are none, as columns added later share one.
_CLAUSE = re.compile(r", (?![^(]*\))")


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    made = create_engine(empty_url)
    yield made
    made.dispose()


def _statements(connection: Connection) -> dict[str, set[str]]:
    """Return each SQLite table's and index's clauses, however laid out and ordered."""
    rows = connection.execute(
        text(
            "SELECT name, sql FROM sqlite_master"
            " WHERE sql IS NOT NULL AND name != 'scoreline_revision'"
        )
    )
    return {name: _clauses(" ".join(sql.replace('"', "").split())) for name, sql in rows}


def _clauses(statement: str) -> set[str]:
    head, _, body = statement.partition(" ( ")
    return {head, *_CLAUSE.split(body.removesuffix(" )"))}


def test_the_newest_revision_is_the_one_that_the_migrations_lead_to() -> None:
    assert newest() == ScriptDirectory.from_config(_config()).get_current_head()


def test_migrations_lead_to_exactly_the_declared_tables(empty_url: str, engine: Engine) -> None:
    Database.open(empty_url).close()
    with engine.connect() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_migrations_write_the_same_sqlite_statements_as_the_declared_tables(
    tmp_path: Path,
) -> None:
    Database.open(f"sqlite:///{tmp_path / 'migrated.db'}").close()
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    metadata.create_all(declared)
    with declared.connect() as one, migrated.connect() as other:
        assert _statements(one) == _statements(other)
    declared.dispose()
    migrated.dispose()


def test_migrations_and_declared_tables_check_the_same_things(
    empty_url: str, engine: Engine
) -> None:
    Database.open(empty_url).close()
    stored = inspect(engine)
    for table in metadata.sorted_tables:
        named = {check["name"] for check in stored.get_check_constraints(table.name)}
        declared = {
            str(each.name) for each in table.constraints if type(each).__name__ == "CheckConstraint"
        }
        assert named == declared, table.name


def test_leagues_of_an_earlier_release_keep_their_season(engine: Engine) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(
            text(
                "INSERT INTO leagues (book, name, competition, season, exact_points,"
                " difference_points, outcome_points) VALUES ('live', 'Old', 'E1', 2023, 3, 1, 1)"
            )
        )
        command.upgrade(config, "head")
        assert bots.all_leagues(connection) == [League("Old", (("E1", 2023),))]


def test_runs_of_an_earlier_release_keep_their_record_and_numbers(engine: Engine) -> None:
    config = _config()
    order = '{"leagues": ["E0"]}'
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for key, job, end, outcome, given, seen in (
            (3, "ingest", 2_000_000, "done", None, None),
            (7, "train", None, "running", order, 5_000_000),
        ):
            connection.execute(
                text(
                    "INSERT INTO job_runs (id, job, started_at, ended_at, outcome, detail,"
                    ' "order", seen_at) VALUES'
                    " (:id, :job, 1000000, :end, :outcome, 'so', :order, :seen)"
                ),
                {
                    "id": key,
                    "job": job,
                    "end": end,
                    "outcome": outcome,
                    "order": given,
                    "seen": seen,
                },
            )
        command.upgrade(config, "head")
        train, ingest = jobs.latest(connection)
        assert (train.id, train.job, train.outcome, train.order) == (
            7,
            "train",
            "running",
            {"leagues": ["E0"]},
        )
        assert (ingest.id, ingest.job, ingest.outcome, ingest.order) == (3, "ingest", "done", None)
        assert [each.outcome for each in jobs.history(connection)] == ["running", "done"]
        # Whoever ran it before the upgrade is gone, and the next number is a new one.
        assert [run.id for run in leases.expired(connection, at=NOW)] == [7]
        assert jobs.enter(connection, "tip", lock="tip", due_at=NOW).id == 8


def test_opening_a_database_again_changes_nothing(empty_url: str, engine: Engine) -> None:
    first = Database.open(empty_url)
    with first.write() as connection:
        add_versions(connection, "v2024-08-01-001")
    first.close()
    again = Database.open(empty_url)
    with again.read() as connection:
        assert versions.count(connection) == 1
    again.close()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM scoreline_revision")) == 1


def test_a_database_of_a_newer_release_is_refused_and_left_alone(
    empty_url: str, engine: Engine
) -> None:
    Database.open(empty_url).close()
    with engine.begin() as connection:
        connection.execute(text("UPDATE scoreline_revision SET version_num = '9999'"))
    with pytest.raises(StoreVersionError, match=r"revision 9999.*upgrade scoreline"):
        Database.open(empty_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM scoreline_revision")) == "9999"


def test_processes_that_open_a_new_database_at_once_all_succeed(empty_url: str) -> None:
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_WHEN_TOLD, empty_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("go\n")
        opener.stdin.flush()
    ends = [opener.communicate(timeout=60) for opener in openers]
    assert [opener.returncode for opener in openers] == [0, 0, 0], ends


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "no database URL"),
        ("", "no database URL"),
        ("nosuchkind://host/name", "no database URL"),
        ("mysql://user:secret@host/name", "no database URL"),
        ("postgresql+psycopg://nobody:secret@127.0.0.1:1/name", "cannot open the database"),
        ("sqlite:////no/such/folder/scoreline.db", "cannot open the database"),
    ],
)
def test_a_url_where_no_database_is_gives_one_line_without_the_password(
    url: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=reason) as caught:
        Database.open(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_gives_one_line(tmp_path: Path) -> None:
    path = tmp_path / "scoreline.db"
    path.write_text("HTTP/1.1 404 Not Found\n" * 100)
    with pytest.raises(ConfigurationError, match="file is not a database"):
        Database.open(f"sqlite:///{path}")


def test_sqlite_writes_ahead_and_keeps_foreign_keys(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'scoreline.db'}")
    with database.read() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(
            insert(activations).values(version="nobody", kind="activate", at=NOW, note="")
        )


def test_a_write_that_fails_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        add_versions(connection, "v2024-08-01-001", "v2024-08-01-002", "v2024-08-01-002")
    with database.read() as connection:
        assert versions.count(connection) == 0


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.read() as reading:
        assert versions.count(reading) == 0
        with database.write() as writing:
            add_versions(writing, "v2024-08-01-001")
        assert versions.count(reading) == 0
    with database.read() as reading:
        assert versions.count(reading) == 1


def test_a_second_writer_waits_and_sees_what_the_first_wrote(database: Database) -> None:
    seen: list[int] = []
    inside, waiting = threading.Event(), threading.Event()

    def second() -> None:
        inside.wait(10)
        waiting.set()
        with database.write() as connection:
            seen.append(versions.count(connection))
            add_versions(connection, "v2024-08-01-002")

    thread = threading.Thread(target=second)
    thread.start()
    with database.write() as connection:
        inside.set()
        waiting.wait(10)
        thread.join(0.2)
        assert thread.is_alive()
        add_versions(connection, "v2024-08-01-001")
    thread.join(10)
    assert seen == [1]


def test_writers_at_once_lose_nothing(database: Database) -> None:
    def write() -> None:
        for _ in range(5):
            with database.write() as connection:
                name = versions.next_name(connection, NOW.date())
                versions.add(connection, model_version(name))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with database.read() as connection:
        assert versions.listing(connection)[0].name == "v2024-08-01-020"


def test_more_ids_than_a_statement_has_parameters_can_be_asked_for(database: Database) -> None:
    with database.write() as connection:
        keys = connection.scalars(
            insert(teams).returning(teams.c.id),
            [{"name": name, "full_name": name, "country": "England"} for name in "abc"],
        ).all()
    with database.read() as connection:
        many = select(teams.c.name).where(among(teams.c.id, range(keys[1], 300_000)))
        assert set(connection.scalars(many)) == {"b", "c"}
        none = select(teams.c.name).where(among(teams.c.id, []), teams.c.country == "England")
        assert connection.scalars(none).all() == []
        one = select(teams.c.name).where(among(teams.c.id, {keys[0]}) | (teams.c.name == "c"))
        assert set(connection.scalars(one)) == {"a", "c"}


def test_what_json_cannot_say_is_refused_on_both_databases(database: Database) -> None:
    broken = model_version("v2024-08-01-001", metrics={"r2": float("nan")})
    with pytest.raises((StatementError, ValueError), match="JSON"), database.write() as connection:
        versions.add(connection, broken)


def test_an_instant_without_a_time_zone_cannot_be_stored(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.write() as connection:
        jobs.enter(connection, "ingest", lock="ingest", due_at=NOW.replace(tzinfo=None))


def test_a_row_is_checked_however_it_gets_in(database: Database) -> None:
    with database.write() as connection:
        key = connection.scalar(
            insert(teams).values(name="a", full_name="a", country="x").returning(teams.c.id)
        )
    itself = {"competition": "E0", "season": 2024, "home_id": key, "away_id": key, "leg": 1}
    timing = {"date": NOW.date(), "kickoff": NOW, "date_only": False}
    rest = {"neutral": False, "status": "scheduled"}
    with pytest.raises(IntegrityError, match="two_teams"), database.write() as connection:
        connection.execute(insert(matches).values(**itself, **timing, **rest))


def test_json_columns_hold_real_json(database: Database) -> None:
    with database.write() as connection:
        add_versions(connection, "v2024-08-01-001")
        stored = connection.scalar(text("SELECT CAST(features AS TEXT) FROM model_versions"))
    assert json.loads(str(stored)) == ["elo_home", "elo_away"]


def test_the_stamp_is_another_after_every_write_and_no_other_moment(database: Database) -> None:
    before = database.stamp()
    with database.read() as connection:
        connection.execute(text("SELECT 1"))
    if database.engine.dialect.name == "sqlite":  # others' writes to a server count, too
        assert database.stamp() == before
    other = Database(database.engine.url.render_as_string(hide_password=False))
    for writer in (database, other):
        with writer.write() as connection:
            audit.record(connection, "a", "b", by=Local("c"), at=NOW)
        assert database.stamp() != before
        before = database.stamp()
    other.close()


def test_a_database_with_too_much_to_do_is_one_line(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.01)

    def ask_at_once() -> None:
        with ExitStack() as held:
            for _ in range(100):
                held.enter_context(database.read())

    with pytest.raises(StoreError, match="too much to do; try again"):
        ask_at_once()
