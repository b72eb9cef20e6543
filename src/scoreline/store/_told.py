"""What sources tell of clubs' players: appended once, read under the players' own names."""

from collections.abc import Callable, Collection, Mapping, Sequence

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, select

from scoreline.store import players, teams
from scoreline.store._frames import append, read_frame
from scoreline.store.match_writing import Saved

News = Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]

_Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def save(
    connection: Connection,
    table: Table,
    frame: pl.DataFrame,
    source: str,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    news: News = lambda new, _stored: new,
    besides: Sequence[str] = (),
) -> Saved:
    """Append rows whose key the table does not have yet; of two with one key the last counts.

    Args:
        connection: A write connection.
        table: Has the frame's columns, ``source``, and ``team_id`` in place of ``club``.
        frame: Rows by ``club`` and ``player``, the player as ``source`` spells him.
        source: Who tells them.
        where: Which stored rows may have their keys.
        news: Chooses among the new rows, given the stored ones.
        besides: What it needs of these besides their key.
    """
    if frame.is_empty():
        return Saved()
    ids = teams.ids(connection)
    clubs = pl.col("club").replace_strict(
        pl.Series(list(ids)), pl.Series(list(ids.values())), return_dtype=pl.Int64
    )
    told = frame.with_columns(pl.lit(source).alias("source"), clubs.alias("team_id")).drop("club")
    players.register(connection, told)
    key = [column.name for column in table.primary_key]
    names = [*key, *besides]
    query = select(*(table.c[name] for name in names)).where(table.c.source == source, *where)
    stored = read_frame(connection, query, {name: told.schema[name] for name in names})
    new = told.unique(key, keep="last", maintain_order=True).join(
        stored, on=key, how="anti", maintain_order="left"
    )
    chosen = news(new, stored)
    append(connection, table, chosen)
    return Saved(new=len(chosen), same=len(frame) - len(chosen))


def read(
    connection: Connection, table: Table, schema: _Schema, key: Collection[str]
) -> pl.DataFrame:
    """Return every row with the columns of ``schema``, players under their own names.

    Of what several sources tell with one ``key``, that of the first by name counts.
    """
    stored = {"source": pl.String(), "team_id": pl.Int64(), **schema}
    del stored["club"]
    rows = read_frame(connection, select(*(table.c[name] for name in stored)), stored)
    names = {number: name for name, number in teams.ids(connection).items()}
    return (
        players.named(connection, rows)
        .sort("source", maintain_order=True)
        .with_columns(club=pl.col("team_id").replace_strict(names).cast(pl.String))
        .unique(list(key), keep="first", maintain_order=True)
        .select(*schema)
    )
