"""From query to Polars frame and back, and texts that fit their columns."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import Column, Connection, Select, String


def read_frame(
    connection: Connection,
    query: Select[Any],
    schema: Mapping[str, pl.DataType | type[pl.DataType]],
) -> pl.DataFrame:
    """Run a query whose columns are those of ``schema``, in its order."""
    rows = connection.execute(query).all()
    return pl.DataFrame(rows, schema=dict(schema), orient="row")


def records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as what an insert takes."""
    return frame.to_dicts()


def fitted(text: str, column: Column[Any]) -> str:
    """Cut a text to what its column holds: PostgreSQL refuses a longer one, SQLite does not."""
    length = column.type.length if isinstance(column.type, String) else None
    return text[:length]
