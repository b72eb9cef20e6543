"""Prices: a new one is appended, and so is one that moved."""

from collections.abc import Collection
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, select

from scoreline.domain.frames import ODDS, PRICE
from scoreline.store._frames import append, read_frame
from scoreline.store._ids import among
from scoreline.store.tables import odds

_PRICES = ("price_1", "price_x", "price_2")


def save_odds(
    connection: Connection,
    keys: pl.DataFrame,
    prices: pl.DataFrame,
    *,
    priced: Collection[int],
    at: datetime,
) -> set[int]:
    """Append the odds that are new or moved; return the matches they belong to.

    Args:
        connection: A write connection.
        keys: The ``match_id`` of each ``line_no``.
        prices: ``ODDS`` columns with ``line_no`` instead of ``match_id``.
        priced: The matches among ``keys`` that may have odds already.
        at: When prices that moved were read.
    """
    given = (
        prices.join(keys, on="line_no")
        .with_columns(pl.col("line").fill_null(0.0))
        .select(*ODDS)
        .unique(PRICE, keep="last", maintain_order=True)
    )
    stored = _stored_odds(connection, priced)
    merged = given.join(stored, on=PRICE, how="left", suffix="_stored", maintain_order="left")
    moved = pl.any_horizontal(
        pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}_stored"))
        for name in _PRICES
    )
    fresh = pl.col("revision").is_null()
    written = merged.filter(fresh | moved).with_columns(
        pl.when(fresh).then(0).otherwise(pl.col("revision") + 1).alias("revision"),
        pl.when(fresh).then("known_at").otherwise(pl.lit(at)).alias("known_at"),
        *(pl.coalesce(name, f"{name}_stored").alias(name) for name in _PRICES),
    )
    append(connection, odds, written.select(*ODDS, "revision"))
    return set(written["match_id"].to_list())


def _stored_odds(connection: Connection, priced: Collection[int]) -> pl.DataFrame:
    """Return the last revision of every price of these matches."""
    schema = ODDS | {"revision": pl.Int64}
    if not priced:
        return pl.DataFrame(schema=schema)
    query = select(*(odds.c[name] for name in schema)).where(among(odds.c.match_id, priced))
    rows = read_frame(connection, query, schema)
    return rows.sort("revision").unique(PRICE, keep="last", maintain_order=True)
