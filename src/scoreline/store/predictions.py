"""The ledger of forecasts: appended to, never edited."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, func, insert, select

from scoreline.domain import LIVE, Forecast, InformationSet, KeyFactor, Outcome, Quote, ScoreGrid
from scoreline.domain.grid import SIZE
from scoreline.errors import NotFoundError, TooLateError
from scoreline.store import odds
from scoreline.store._ids import among
from scoreline.store.tables import matches, predictions


def append(
    connection: Connection,
    forecasts: Iterable[Forecast],
    *,
    recorded_at: datetime,
    book: str = LIVE,
) -> int:
    """Write forecasts that say something new; return how many did.

    A forecast that repeats what holds of its match at its instant (same version, information,
    grid and factors, and no price became known since) is not written again. One that differs
    supersedes it from its own instant on, be it by a version that was rolled back to.

    Args:
        connection: A write connection.
        forecasts: What is said.
        recorded_at: The time by the wall clock, whatever instant the forecasts speak from.
        book: ``live`` for the record that counts; replays have books of their own.

    Raises:
        NotFoundError: There is no such match.
        TooLateError: A match has kicked off by the instant its forecast speaks from, or, in the
            live book, by now.
    """
    given = list(forecasts)
    kickoffs = _kickoffs(connection, {forecast.match_id for forecast in given})
    for forecast in given:
        _check(forecast, kickoffs, recorded_at if book == LIVE else None)
    spoken_of, written = _spoken_of(connection, kickoffs, book), 0
    for forecast in given:
        if forecast.match_id not in spoken_of or not _repeats(connection, forecast, book):
            row = _values(forecast, kickoffs[forecast.match_id])
            connection.execute(
                insert(predictions), row | {"book": book, "recorded_at": recorded_at}
            )
            spoken_of.add(forecast.match_id)
            written += 1
    return written


def latest(
    connection: Connection,
    match_ids: Collection[int],
    *,
    as_of: datetime,
    book: str = LIVE,
    version: str | None = None,
    with_quotes: bool = False,
) -> dict[int, Forecast]:
    """Return the last forecast of each match that speaks from an instant or earlier.

    It is the last by that instant, however slow its writer was; of those that speak from the same
    one, the one written last.

    Args:
        connection: A read connection.
        match_ids: Of these matches.
        as_of: The instant.
        book: Of which record.
        version: Only what this version said.
        with_quotes: Read the prices that were known at each forecast's instant, too.
    """
    query = select(predictions).where(
        among(predictions.c.match_id, match_ids),
        predictions.c.as_of <= as_of,
        predictions.c.book == book,
    )
    if version is not None:
        query = query.where(predictions.c.version == version)
    ordered = query.order_by(predictions.c.as_of, predictions.c.id)
    last = {row.match_id: row for row in connection.execute(ordered)}
    instants = {match_id: row.as_of for match_id, row in last.items()}
    known = odds.quotes(connection, instants) if with_quotes else {}
    return {match_id: _forecast(row, known.get(match_id, ())) for match_id, row in last.items()}


def last_id(connection: Connection) -> int:
    """Return a number that grows whenever something is forecast, in whatever book."""
    return connection.scalar(select(func.max(predictions.c.id))) or 0


def history(
    connection: Connection, match_id: int, *, as_of: datetime, book: str = LIVE
) -> list[Forecast]:
    """Return all that was said of a match by an instant, the oldest first, without prices."""
    query = select(predictions).where(
        predictions.c.match_id == match_id,
        predictions.c.as_of <= as_of,
        predictions.c.book == book,
    )
    ordered = query.order_by(predictions.c.as_of, predictions.c.id)
    return [_forecast(row, ()) for row in connection.execute(ordered)]


def _check(forecast: Forecast, kickoffs: dict[int, datetime], now: datetime | None) -> None:
    if forecast.match_id not in kickoffs:
        raise NotFoundError(f"no match {forecast.match_id}")
    if max(forecast.as_of, now or forecast.as_of) >= kickoffs[forecast.match_id]:
        raise TooLateError(
            f"match {forecast.match_id} has kicked off: no forecast can be written for it"
        )


def _kickoffs(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    query = select(matches.c.id, matches.c.kickoff).where(among(matches.c.id, ids))
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no pairs


def _spoken_of(connection: Connection, ids: Collection[int], book: str) -> set[int]:
    """Return those matches of which a book says anything."""
    table = predictions.c
    query = select(table.match_id).where(table.book == book, among(table.match_id, ids))
    return set(connection.scalars(query.distinct()))


def _repeats(connection: Connection, forecast: Forecast, book: str) -> bool:
    table = predictions.c
    last = connection.execute(
        select(table.version, table.information, table.grid, table.key_factors, table.as_of)
        .where(
            table.book == book,
            table.match_id == forecast.match_id,
            table.as_of <= forecast.as_of,
        )
        .order_by(table.as_of.desc(), table.id.desc())
        .limit(1)
    ).one_or_none()
    return last is not None and (
        last.version == forecast.version
        and last.information == forecast.information
        and last.grid == _bytes(forecast.grid)
        and last.key_factors == _plain(forecast.key_factors)
        and not odds.moved(connection, forecast.match_id, after=last.as_of, until=forecast.as_of)
    )


def _bytes(grid: ScoreGrid) -> bytes:
    return grid.values.astype("<f8").tobytes()


def _values(forecast: Forecast, kickoff: datetime) -> dict[str, Any]:
    home, draw, away = forecast.probabilities
    mu_home, mu_away = forecast.expected_goals
    return {
        "match_id": forecast.match_id,
        "version": forecast.version,
        "information": forecast.information.value,
        "as_of": forecast.as_of,
        "kickoff": kickoff,
        "grid": _bytes(forecast.grid),
        "p_home": home,
        "p_draw": draw,
        "p_away": away,
        "mu_home": mu_home,
        "mu_away": mu_away,
        "confidence": forecast.confidence,
        "recommended": int(forecast.recommended),
        "strength": forecast.strength,
        "key_factors": _plain(forecast.key_factors),
    }


def _forecast(row: Row[Any], quotes: tuple[Quote, ...]) -> Forecast:
    return Forecast(
        match_id=row.match_id,
        version=row.version,
        information=InformationSet(row.information),
        as_of=row.as_of,
        grid=ScoreGrid(np.frombuffer(row.grid, dtype="<f8").reshape(1, SIZE, SIZE)),
        confidence=row.confidence,
        recommended=Outcome(row.recommended),
        strength=row.strength,
        key_factors=tuple(map(KeyFactor.from_plain, row.key_factors)),
        quotes=quotes,
    )


def _plain(factors: Iterable[KeyFactor]) -> list[dict[str, Any]]:
    return [each.to_plain() for each in factors]
