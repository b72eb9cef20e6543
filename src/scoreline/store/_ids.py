"""Rows by their ids, however many those are."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Listed(FunctionElement[int]):
    """The whole numbers of a JSON array as a query of one column."""

    type = BigInteger()
    inherit_cache = True


def among(column: Column[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that ``column`` is one of ``ids``.

    The ids travel as one parameter: a parameter each, as ``in_`` has it, ends at 65,535 on
    PostgreSQL and at 32,766 on SQLite.
    """
    listed = json.dumps([int(key) for key in ids])
    return column.op("IN", is_comparison=True)(_Listed(bindparam(None, listed, String())))


def reserve(connection: Connection, table: Table, number: int) -> list[int]:
    """Return ids for as many new rows of a table; ``connection`` is a write connection."""
    key = table.c.id
    if connection.dialect.name == "sqlite":
        # As SQLite itself numbers rows; there is one writer at a time.
        last = connection.scalar(select(func.max(key))) or 0
        return list(range(last + 1, last + 1 + number))
    counter = func.pg_get_serial_sequence(table.name, key.name)
    rows = func.generate_series(1, number).table_valued("row")
    return list(connection.scalars(select(func.nextval(counter)).select_from(rows)))


@compiles(_Listed, "sqlite")
def _on_sqlite(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kwargs)}))"  # noqa: S608 - a placeholder


@compiles(_Listed, "postgresql")
def _on_postgresql(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    array = f"CAST({compiler.process(element.clauses, **kwargs)} AS json)"
    return f"(SELECT CAST(value AS bigint) FROM json_array_elements_text({array}))"  # noqa: S608
