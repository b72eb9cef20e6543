"""The ledger of forecasts: appended to, never edited."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, func, insert, select

from scoreline.domain import Forecast, InformationSet, Outcome, ScoreGrid
from scoreline.domain.grid import SIZE
from scoreline.errors import TooLateError
from scoreline.store.tables import matches, predictions


def append(connection: Connection, forecasts: Iterable[Forecast]) -> int:
    """Write forecasts that are not in the ledger yet; return how many were.

    A forecast of the same match by the same version, information and instant is the same one.

    Raises:
        TooLateError: A match has kicked off by the instant its forecast speaks from.
    """
    given = list(forecasts)
    if not given:
        return 0
    kickoffs = _kickoffs(connection, {forecast.match_id for forecast in given})
    late = [f.match_id for f in given if f.as_of >= kickoffs[f.match_id]]
    if late:
        raise TooLateError(f"match {late[0]} has kicked off: no forecast can be written for it")
    written = _written(connection, kickoffs)
    new = {_key(f): f for f in given if _key(f) not in written}
    if new:
        rows = [_values(forecast, kickoffs[forecast.match_id]) for forecast in new.values()]
        connection.execute(insert(predictions), rows)
    return len(new)


def latest(
    connection: Connection, match_ids: Collection[int], *, as_of: datetime
) -> dict[int, Forecast]:
    """Return the last forecast of each match that was written by an instant."""
    last = (
        select(func.max(predictions.c.id))
        .where(predictions.c.match_id.in_(match_ids), predictions.c.as_of <= as_of)
        .group_by(predictions.c.match_id)
    )
    rows = connection.execute(select(predictions).where(predictions.c.id.in_(last)))
    return {row.match_id: _forecast(row) for row in rows}


def forecast_ids(connection: Connection, *, version: str) -> set[int]:
    """Return the matches that a version has forecast."""
    query = select(predictions.c.match_id).where(predictions.c.version == version).distinct()
    return set(connection.scalars(query))


def history(connection: Connection, match_id: int) -> list[Forecast]:
    """Return every forecast of a match, the oldest first."""
    query = select(predictions).where(predictions.c.match_id == match_id)
    return [_forecast(row) for row in connection.execute(query.order_by(predictions.c.id))]


def _key(forecast: Forecast) -> tuple[int, str, str, datetime]:
    return forecast.match_id, forecast.version, forecast.information.value, forecast.as_of


def _kickoffs(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    query = select(matches.c.id, matches.c.kickoff).where(matches.c.id.in_(ids))
    return dict(connection.execute(query).tuples().all())


def _written(connection: Connection, ids: Collection[int]) -> set[tuple[int, str, str, datetime]]:
    table = predictions.c
    query = select(table.match_id, table.version, table.information, table.as_of)
    return {tuple(row) for row in connection.execute(query.where(table.match_id.in_(ids)))}


def _values(forecast: Forecast, kickoff: datetime) -> dict[str, Any]:
    home, draw, away = forecast.probabilities
    mu_home, mu_away = forecast.expected_goals
    return {
        "match_id": forecast.match_id,
        "version": forecast.version,
        "information": forecast.information.value,
        "as_of": forecast.as_of,
        "kickoff": kickoff,
        "grid": forecast.grid.values.astype("<f8").tobytes(),
        "p_home": home,
        "p_draw": draw,
        "p_away": away,
        "mu_home": mu_home,
        "mu_away": mu_away,
        "confidence": forecast.confidence,
        "recommended": int(forecast.recommended),
        "strength": forecast.strength,
        "key_factors": list(forecast.key_factors),
    }


def _forecast(row: Row[Any]) -> Forecast:
    return Forecast(
        match_id=row.match_id,
        version=row.version,
        information=InformationSet(row.information),
        as_of=row.as_of,
        grid=ScoreGrid(np.frombuffer(row.grid, dtype="<f8").reshape(1, SIZE, SIZE)),
        confidence=row.confidence,
        recommended=Outcome(row.recommended),
        strength=row.strength,
        key_factors=tuple(row.key_factors),
    )
