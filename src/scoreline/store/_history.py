"""Matches as they stood before they were corrected."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

import polars as pl
from sqlalchemy import Connection, func, insert, select

from scoreline.clock import in_utc
from scoreline.domain import MatchStatus, known_at
from scoreline.domain.frames import MATCHES, PLAYED, RESULTS
from scoreline.store._ids import among
from scoreline.store.tables import match_history

_READ: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {
        "date": date.fromisoformat,
        "kickoff": datetime.fromisoformat,
        "result_known_at": datetime.fromisoformat,
    }
)
"""What JSON cannot hold as it is."""

_NOT_YET: Final = dict.fromkeys(("result_known_at", *RESULTS))

Change = tuple[int, dict[str, Any], dict[str, Any]]
"""A match's id, the columns that change as they stood, and as they stand from now on."""


def record(connection: Connection, changes: Sequence[Change], at: datetime) -> None:
    """Keep what a change takes the place of."""
    rows = [
        {
            "match_id": key,
            "replaced_at": at,
            "correction": _corrects(before, after),
            "before": {name: _plain(value) for name, value in before.items()},
        }
        for key, before, after in changes
    ]
    if rows:
        connection.execute(insert(match_history), rows)


def corrected_after(
    connection: Connection, instant: datetime, *, ids: Collection[int] | None = None
) -> list[int]:
    """Return the matches, or those of some, of which something was said otherwise until later."""
    later = match_history.c.replaced_at > in_utc(instant)
    query = select(match_history.c.match_id).where(match_history.c.correction, later).distinct()
    if ids is not None:
        query = query.where(among(match_history.c.match_id, ids))
    return sorted(connection.scalars(query))


def next_correction(connection: Connection, instant: datetime) -> datetime | None:
    """Return when something was first said otherwise of any match after an instant."""
    later = match_history.c.replaced_at > in_utc(instant)
    query = select(func.min(match_history.c.replaced_at))
    found: datetime | None = connection.scalar(query.where(match_history.c.correction, later))
    return found


def as_then(
    connection: Connection, frame: pl.DataFrame, corrected: Collection[int], instant: datetime
) -> pl.DataFrame:
    """Return matches, ``MATCHES`` columns, with those corrected later as they stood.

    Only what was said otherwise counts as corrected. What nobody had told the store yet is there
    if it was known by the rule of :func:`scoreline.domain.known_at`, whenever it was read.

    Args:
        connection: A read connection.
        frame: The matches as they stand now.
        corrected: What :func:`corrected_after` says of the instant.
        instant: When they stood so.
    """
    current = frame.filter(pl.col("match_id").is_in(list(corrected)))
    if current.is_empty():
        return frame
    rows = rows_as_then(connection, current.to_dicts(), corrected, instant)
    then = pl.DataFrame(rows, schema=MATCHES, orient="row")
    others = frame.join(current, on="match_id", how="anti", maintain_order="left")
    return pl.concat([others, then])


def rows_as_then(
    connection: Connection,
    rows: Sequence[dict[str, Any]],
    corrected: Collection[int],
    instant: datetime,
) -> list[dict[str, Any]]:
    """Return matches as :func:`as_then` does, a dict each."""
    if not corrected:
        return list(rows)
    undone = _undone(connection, corrected, instant)
    return [
        _stood(row, undone[row["match_id"]], instant) if row["match_id"] in undone else row
        for row in rows
    ]


def _corrects(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether a change says otherwise what was said; else it only adds to it."""
    said = {name for name, value in before.items() if value is not None}
    if before.get("date_only") and not after["date_only"] and "date" not in before:
        said -= {"date_only", "kickoff"}  # the hour of the day that was known
    if before.get("status") == MatchStatus.SCHEDULED and after["status"] in PLAYED:
        said -= {"status"}
    return bool(said)


def _undone(
    connection: Connection, ids: Collection[int], instant: datetime
) -> Mapping[int, list[dict[str, Any]]]:
    """Return what was replaced of each match after an instant, the last first."""
    later = match_history.c.replaced_at > instant
    query = select(match_history).where(among(match_history.c.match_id, ids), later)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(connection.execute(query), key=lambda each: each.id, reverse=True):
        found[row.match_id].append({name: _typed(name, row.before[name]) for name in row.before})
    return found


def _stood(
    row: dict[str, Any], replaced: Sequence[Mapping[str, Any]], instant: datetime
) -> dict[str, Any]:
    states = [row]
    for before in replaced:
        states.append({**states[-1], **before})
    states.reverse()
    played = next((at for at, state in enumerate(states) if state["status"] in PLAYED), None)
    if played is None or (played > 0 and _known(states[played]) > instant):
        return {**states[0], **_NOT_YET}
    told = states[played]
    for later in states[played + 1 :]:
        if _result(later) != _result(told):
            break
        told = {**told, **{name: later[name] for name in RESULTS if told[name] is None}}
    return told


def _result(state: Mapping[str, Any]) -> tuple[Any, ...]:
    return state["status"], state["home_goals"], state["away_goals"]


def _known(state: Mapping[str, Any]) -> datetime:
    usual = known_at(state["kickoff"], date_only=state["date_only"])
    known: datetime = state["result_known_at"] or usual
    return known


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _typed(name: str, value: Any) -> Any:
    return _READ[name](value) if value is not None and name in _READ else value
