"""Rows by their ids, however many those are."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, String, bindparam
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


@compiles(_Listed, "sqlite")
def _on_sqlite(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kwargs)}))"  # noqa: S608 - a placeholder


@compiles(_Listed, "postgresql")
def _on_postgresql(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    array = f"CAST({compiler.process(element.clauses, **kwargs)} AS json)"
    return f"(SELECT CAST(value AS bigint) FROM json_array_elements_text({array}))"  # noqa: S608
