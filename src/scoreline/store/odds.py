"""Prices of single matches, as known at an instant."""

from collections.abc import Collection, Mapping
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, func, select, tuple_

from scoreline.domain import Moment, Quote
from scoreline.domain.frames import ODDS, PRICE, UTC_INSTANT, odds_known
from scoreline.domain.odds import WAYS
from scoreline.store._frames import read_frame
from scoreline.store._ids import among
from scoreline.store.tables import matches, odds


def quotes(
    connection: Connection, instants: Mapping[int, datetime]
) -> dict[int, tuple[Quote, ...]]:
    """Return what bookmakers paid on matches, each as known at an instant of its own.

    Of a price the last revision known by then counts. A quote that lacks a price of its market is
    left out, and so is a match without any.

    Args:
        connection: A read connection.
        instants: By match.
    """
    asked = pl.DataFrame(
        {"match_id": list(instants), "instant": list(instants.values())},
        schema={"match_id": pl.Int64, "instant": UTC_INSTANT},
    )
    known = _last(
        _prices(connection, instants)
        .join(asked, on="match_id")
        .filter(pl.col("known") <= pl.col("instant"))
    )
    found: dict[int, list[Quote]] = {}
    for row in known.iter_rows(named=True):
        paid = tuple(row[name] for name in WAYS.get(row["market"], ()))
        if paid and None not in paid:
            quote = Quote(
                bookmaker=row["bookmaker"],
                market=row["market"],
                moment=Moment(row["moment"]),
                line=row["line"],
                known_at=row["known"],
                prices=paid,
            )
            found.setdefault(row["match_id"], []).append(quote)
    return {match_id: tuple(each) for match_id, each in found.items()}


def prices(connection: Connection, match_ids: Collection[int], *, as_of: datetime) -> pl.DataFrame:
    """Return the last revision of every price of matches that was known at an instant, ``ODDS``."""
    known = _prices(connection, match_ids).filter(pl.col("known") <= as_of)
    return _last(known).select(*ODDS)


def moved(connection: Connection, match_id: int, *, after: datetime, until: datetime) -> bool:
    """Tell whether a price of a match became known after an instant and by another."""
    query = (
        select(odds.c.moment, odds.c.known_at, matches.c.kickoff)
        .join(matches, odds.c.match_id == matches.c.id)
        .where(odds.c.match_id == match_id)
        .distinct()
    )
    kinds = {name: ODDS[name] for name in ("moment", "known_at")} | {"kickoff": UTC_INSTANT}
    known = read_frame(connection, query, kinds).select(odds_known()).to_series()
    return bool(((known > after) & (known <= until)).any())


def bookmakers(
    connection: Connection, seasons: Collection[tuple[str, int]], *, market: str, as_of: datetime
) -> set[str]:
    """Return whose prices on matches of seasons were known by an instant.

    Args:
        connection: A read connection.
        seasons: Each a competition's code and a season's first year.
        market: Like ``1x2``.
        as_of: The instant.
    """
    query = (
        select(
            odds.c.bookmaker,
            odds.c.moment,
            odds.c.known_at,
            func.min(matches.c.kickoff).label("kickoff"),
        )
        .join(matches, odds.c.match_id == matches.c.id)
        .where(tuple_(matches.c.competition, matches.c.season).in_(list(seasons)))
        .where(odds.c.market == market)
        .group_by(odds.c.bookmaker, odds.c.moment, odds.c.known_at)
    )
    kinds = {name: ODDS[name] for name in ("bookmaker", "moment", "known_at")}
    known = read_frame(connection, query, kinds | {"kickoff": UTC_INSTANT})
    return set(known.filter(odds_known() <= as_of)["bookmaker"])


def _last(known: pl.DataFrame) -> pl.DataFrame:
    return known.sort(*PRICE, "revision").unique(PRICE, keep="last", maintain_order=True)


def _prices(connection: Connection, match_ids: Collection[int]) -> pl.DataFrame:
    """Return every revision of every price, ``ODDS`` columns and since when it is ``known``."""
    query = (
        select(*(odds.c[name] for name in ODDS), odds.c.revision, matches.c.kickoff)
        .join(matches, odds.c.match_id == matches.c.id)
        .where(among(odds.c.match_id, match_ids))
    )
    kinds = ODDS | {"revision": pl.Int64, "kickoff": UTC_INSTANT}
    return read_frame(connection, query, kinds).with_columns(known=odds_known())
