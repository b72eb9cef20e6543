"""What the database itself refuses, whoever writes to it.

Checks see one row. Triggers see what a row belongs to, and that it was there before. The text is
the same in the migrations that made them.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import DDL, Table, event

SQLITE: Final = (
    """
CREATE TRIGGER tips_guarded BEFORE INSERT ON tips BEGIN
    SELECT RAISE(ABORT, 'a tip knows when its match kicks off')
    WHERE NEW.kickoff IS NOT (SELECT kickoff FROM matches WHERE id = NEW.match_id);
    SELECT RAISE(ABORT, 'a tip is in the book of its league')
    WHERE NEW.book IS NOT (SELECT book FROM leagues WHERE id = NEW.league_id);
    SELECT RAISE(ABORT, 'a match that was played cannot be tipped live')
    WHERE NEW.book = 'live' AND EXISTS (
        SELECT 1 FROM matches WHERE id = NEW.match_id
        AND status IN ('finished', 'awarded', 'abandoned'));
    SELECT RAISE(ABORT, 'somebody wins a knock-out match: no draw can be tipped')
    WHERE NEW.home_goals = NEW.away_goals AND EXISTS (
        SELECT 1 FROM leagues WHERE id = NEW.league_id AND knockout);
END
""",
    """
CREATE TRIGGER tips_final BEFORE UPDATE ON tips BEGIN
    SELECT RAISE(ABORT, 'a tip is never changed');
END
""",
    """
CREATE TRIGGER tips_kept BEFORE DELETE ON tips BEGIN
    SELECT RAISE(ABORT, 'a tip is never taken back');
END
""",
    """
CREATE TRIGGER leagues_frozen
BEFORE UPDATE OF exact_points, difference_points, outcome_points, knockout ON leagues
WHEN EXISTS (SELECT 1 FROM tips JOIN settlements ON tip_id = tips.id WHERE league_id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'the rule of a league that has begun stays');
END
""",
)
"""Triggers of SQLite."""

POSTGRESQL: Final = (
    """
CREATE FUNCTION tips_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kickoff IS DISTINCT FROM (SELECT kickoff FROM matches WHERE id = NEW.match_id) THEN
        RAISE 'a tip knows when its match kicks off' USING ERRCODE = 'check_violation';
    ELSIF NEW.book IS DISTINCT FROM (SELECT book FROM leagues WHERE id = NEW.league_id) THEN
        RAISE 'a tip is in the book of its league' USING ERRCODE = 'check_violation';
    ELSIF NEW.book = 'live' AND EXISTS (
        SELECT 1 FROM matches WHERE id = NEW.match_id
        AND status IN ('finished', 'awarded', 'abandoned')) THEN
        RAISE 'a match that was played cannot be tipped live' USING ERRCODE = 'check_violation';
    ELSIF NEW.home_goals = NEW.away_goals AND EXISTS (
        SELECT 1 FROM leagues WHERE id = NEW.league_id AND knockout) THEN
        RAISE 'somebody wins a knock-out match: no draw can be tipped'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
""",
    """
CREATE FUNCTION tips_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'a tip is never changed nor taken back' USING ERRCODE = 'check_violation';
END
$$
""",
    """
CREATE FUNCTION leagues_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM tips JOIN settlements ON tip_id = tips.id WHERE league_id = OLD.id)
    THEN
        RAISE 'the rule of a league that has begun stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
""",
    """
CREATE TRIGGER tips_guarded BEFORE INSERT ON tips
FOR EACH ROW EXECUTE FUNCTION tips_guarded()
""",
    """
CREATE TRIGGER tips_final BEFORE UPDATE OR DELETE ON tips
FOR EACH ROW EXECUTE FUNCTION tips_final()
""",
    """
CREATE TRIGGER tips_kept BEFORE TRUNCATE ON tips EXECUTE FUNCTION tips_final()
""",
    """
CREATE TRIGGER leagues_frozen
BEFORE UPDATE OF exact_points, difference_points, outcome_points, knockout ON leagues
FOR EACH ROW EXECUTE FUNCTION leagues_frozen()
""",
)
"""Functions and triggers of PostgreSQL."""

LEDGERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "predictions": "a forecast",
        "bets": "a bet",
        "activations": "an activation",
        "audit_log": "an entry of the audit log",
    }
)
"""Tables that are only ever appended to, and what a row of each is; tips have more to guard."""

GUARDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"sqlite": SQLITE, "postgresql": POSTGRESQL}
)
"""The statements by the database's name."""


APPEND_ONLY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sqlite": (
            """
CREATE TRIGGER {table}_final BEFORE UPDATE ON {table} BEGIN
    SELECT RAISE(ABORT, '{row} is never changed');
END
""",
            """
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN
    SELECT RAISE(ABORT, '{row} is never taken back');
END
""",
        ),
        "postgresql": (
            """
CREATE FUNCTION {table}_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE '{row} is never changed nor taken back' USING ERRCODE = 'check_violation';
END
$$
""",
            """
CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_final()
""",
            """
CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_final()
""",
        ),
    }
)
"""What makes a table append-only, by the database's name."""


def guard(table: Table) -> None:
    """Have the triggers made together with a table, the last of those that they look at."""
    for dialect, statements in GUARDS.items():
        _after(table, dialect, statements)


def append_only(table: Table) -> None:
    """Have the database refuse whatever changes a row of a table or takes one back."""
    for dialect, statements in APPEND_ONLY.items():
        row = LEDGERS[table.name]
        _after(table, dialect, (each.format(table=table.name, row=row) for each in statements))


def _after(table: Table, dialect: str, statements: Iterable[str]) -> None:
    for statement in statements:
        made = DDL(statement.strip()).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", made)
