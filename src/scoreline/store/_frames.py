"""From query to Polars frame and back."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select


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
