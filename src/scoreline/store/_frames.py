"""From query to Polars frame and back, past the conversion of every single value."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, Select, Table
from sqlalchemy.exc import DBAPIError

_Schema = Mapping[str, pl.DataType | type[pl.DataType]]

_CHUNK: Final = 50_000
"""Rows at a time, so that the tuples of a large table never stand in memory all at once."""


def read_frame(connection: Connection, query: Select[Any], schema: _Schema) -> pl.DataFrame:
    """Run a query whose columns are those of ``schema``, in its order.

    Columns must hold what :func:`append` writes: instants as :class:`Instant` has them.
    """
    textual = connection.dialect.name == "sqlite"
    stored = {name: _stored(kind, textual=textual) for name, kind in schema.items()}
    result = connection.execute(query)
    # SQLAlchemy would make a Python object of every instant and every day.
    parts = [
        pl.DataFrame(rows, schema=stored, orient="row") for rows in _fetched(result.cursor)
    ] or [pl.DataFrame(schema=stored)]
    result.close()
    return pl.concat(parts).with_columns(
        (pl.col(name).str.to_date("%Y-%m-%d") if stored[name] == pl.String else pl.col(name)).cast(
            kind
        )
        for name, kind in schema.items()
        if stored[name] != kind
    )


def append(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Insert a frame's rows; its columns are the table's, or some of them.

    Raises:
        IntegrityError: A row breaks a rule of the table.
    """
    if frame.is_empty():
        return
    plain = frame.with_columns(pl.selectors.datetime().dt.epoch("us"))
    if connection.dialect.name == "sqlite":
        _append_to_sqlite(connection, table, plain)
    else:
        _copy_to_postgresql(connection, table, plain)


def records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as what an insert takes."""
    return frame.to_dicts()


def _stored(
    kind: pl.DataType | type[pl.DataType], *, textual: bool
) -> pl.DataType | type[pl.DataType]:
    """Return what the database's driver gives for a type."""
    if kind.is_(pl.Boolean) and textual:
        return pl.Int64
    if kind.is_(pl.Date) and textual:
        return pl.String
    return pl.Int64 if kind.base_type() is pl.Datetime else kind


def _fetched(cursor: Any) -> Iterator[Sequence[Any]]:
    while rows := cursor.fetchmany(_CHUNK):
        yield rows


def _append_to_sqlite(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    plain = frame.with_columns(
        pl.selectors.date().dt.to_string("iso"), pl.selectors.boolean().cast(pl.Int8)
    )
    places = ", ".join("?" * len(frame.columns))
    statement = f"INSERT INTO {_target(connection, table, frame)} VALUES ({places})"  # noqa: S608
    for part in plain.iter_slices(_CHUNK):
        connection.exec_driver_sql(statement, part.rows())


def _copy_to_postgresql(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    statement = f"COPY {_target(connection, table, frame)} FROM STDIN (FORMAT csv)"
    driver: Any = connection.connection.cursor()
    try:
        with driver.copy(statement) as copy:
            for part in frame.iter_slices(_CHUNK):
                copy.write(part.write_csv(include_header=False))
    except connection.dialect.loaded_dbapi.Error as error:
        # As SQLAlchemy does for what goes through it.
        raise DBAPIError.instance(
            statement, None, error, connection.dialect.loaded_dbapi.Error
        ) from error
    finally:
        driver.close()


def _target(connection: Connection, table: Table, frame: pl.DataFrame) -> str:
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(table.c[name].name) for name in frame.columns)
    return f"{quote(table.name)} ({columns})"
