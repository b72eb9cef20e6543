"""Taking in a season's matches: what is new, what changed, what is the same."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, bindparam, select, update

from scoreline.domain import MatchStatus
from scoreline.domain.frames import (
    MATCHES,
    PLAYED,
    RESULTS,
    UTC_INSTANT,
    result_known,
)
from scoreline.store import _history, teams
from scoreline.store._frames import append, read_frame
from scoreline.store._history import Change
from scoreline.store._ids import reserve
from scoreline.store._meetings import legs
from scoreline.store._odds_writing import save_odds
from scoreline.store.tables import matches

_IDENTITY = ("competition", "season", "home_id", "away_id", "leg")
_CARRIED = tuple(
    name for name in MATCHES if name not in {"match_id", "competition", "season", "home", "away"}
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the rows given; the three add up to their number."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(self.new + other.new, self.changed + other.changed, self.same + other.same)


def save(
    connection: Connection,
    competition: str,
    season: int,
    frame: pl.DataFrame,
    prices: pl.DataFrame,
    *,
    at: datetime,
    lines: Collection[int] | None = None,
) -> Saved:
    """Take in matches of one season and their odds.

    A row is the stored meeting of its clubs at that ground on the same day; else the one of its
    matchweek that is still to be played; else one within three days; else the nearest one of the
    season that is still to be played; else one played within two weeks of its date, which was
    corrected; else a new meeting. So a meeting keeps its id when it moves. A value replaces the
    stored one, whose old state goes to the history; a missing value never erases a stored one,
    because another source may have given it. Nor does a row that knows only the date erase the
    time of that day's match, or a fixture a result. A result that was told otherwise before is
    known from ``at`` on.

    Args:
        connection: A write connection.
        competition: Code of the league.
        season: First year of the season.
        frame: ``MATCHES`` columns without ``match_id``, canonical club names, and ``line_no``, a
            number per row by which ``prices`` refers to it.
        prices: ``ODDS`` columns with ``line_no`` instead of ``match_id``.
        at: The instant that the history records.
        lines: Write these rows only; the others help to tell which meeting is which.
    """
    if frame.is_empty():
        return Saved()
    stored = _stored(connection, competition, season)
    incoming = _identified(connection, frame, stored)
    if lines is not None:
        incoming = incoming.filter(pl.col("line_no").is_in(lines))
    merged = _not_forgetting(
        incoming.join(
            stored,
            on=["home_id", "away_id", "leg"],
            how="left",
            suffix="_stored",
            maintain_order="left",
        )
    )
    new, old = merged.filter(pl.col("id").is_null()), merged.filter(pl.col("id").is_not_null())
    changed = _corrected_since(old.filter(_differs()), at)
    keys = pl.concat([_insert(connection, new), old.select("line_no", match_id="id")])
    _update(connection, changed, at)
    there = set(old["id"].to_list())
    touched = save_odds(connection, keys, prices, priced=there, at=at)
    altered = set(changed["id"].to_list()) | (touched & there)
    return Saved(new=len(new), changed=len(altered), same=len(incoming) - len(new) - len(altered))


def _identified(connection: Connection, frame: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    keys = teams.ids(connection)
    names, numbers = pl.Series(list(keys)), pl.Series(list(keys.values()))
    named = frame.with_columns(
        home_id=pl.col("home").replace_strict(names, numbers, return_dtype=pl.Int64),
        away_id=pl.col("away").replace_strict(names, numbers, return_dtype=pl.Int64),
    )
    return named.with_columns(leg=pl.Series(legs(named, stored), dtype=pl.Int64))


def _stored(connection: Connection, competition: str, season: int) -> pl.DataFrame:
    names = ["id", "home_id", "away_id", "leg", *_CARRIED]
    query = select(*(matches.c[name] for name in names)).where(
        matches.c.competition == competition, matches.c.season == season
    )
    schema: dict[str, Any] = dict.fromkeys(("id", "home_id", "away_id", "leg"), pl.Int64)
    return read_frame(connection, query, schema | {name: MATCHES[name] for name in _CARRIED})


def _not_forgetting(merged: pl.DataFrame) -> pl.DataFrame:
    """Keep what is stored of a match where the row given knows less of it.

    A source without times says nothing against a kick-off of the day, nor, once the match is over,
    against one of the day before or after, which midnight elsewhere divides from it; and a list of
    fixtures says nothing against a result; only an abandoned match can be set for another day.
    """
    same_day = pl.col("date") == pl.col("date_stored")
    stored, unplayed = pl.col("status_stored"), ~pl.col("status").is_in(PLAYED)
    apart = (pl.col("date") - pl.col("date_stored")).dt.total_days().abs()
    near = same_day | ((apart == 1) & ~unplayed & stored.is_in(PLAYED))
    timeless = near & pl.col("date_only") & ~pl.col("date_only_stored")
    over = stored.is_in(PLAYED) & ((stored != MatchStatus.ABANDONED) | same_day)
    behind = unplayed & over
    kept = {
        "date": timeless | behind,
        "kickoff": timeless | behind,
        "date_only": timeless | behind,
        "status": behind,
    }
    return merged.with_columns(
        pl.when(keep).then(f"{name}_stored").otherwise(name).alias(name)
        for name, keep in kept.items()
    )


def _corrected_since(merged: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Say of results that were told otherwise before that they are known from now on."""
    goals = pl.any_horizontal(
        pl.col(name).is_not_null() & (pl.col(name) != pl.col(f"{name}_stored"))
        for name in ("home_goals", "away_goals")
    )
    played = pl.col("status").is_in(PLAYED) & pl.col("status_stored").is_in(PLAYED)
    otherwise = played & (goals | (pl.col("status") != pl.col("status_stored")))
    late = otherwise.fill_null(value=False) & pl.col("result_known_at").is_null()
    return merged.with_columns(
        pl.when(late & (result_known() < at))
        .then(pl.lit(at, UTC_INSTANT))
        .otherwise("result_known_at")
        .alias("result_known_at")
    )


def _differs() -> pl.Expr:
    return pl.any_horizontal(
        pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}_stored"))
        for name in _CARRIED
    )


def _insert(connection: Connection, new: pl.DataFrame) -> pl.DataFrame:
    if new.is_empty():
        return pl.DataFrame(schema={"line_no": new.schema["line_no"], "match_id": pl.Int64})
    numbered = new.with_columns(
        id=pl.Series(reserve(connection, matches, len(new)), dtype=pl.Int64)
    )
    append(connection, matches, numbered.select("id", *_IDENTITY, *_CARRIED))
    return numbered.select("line_no", match_id="id")


def _update(connection: Connection, changed: pl.DataFrame, at: datetime) -> None:
    changes = [_change(row) for row in changed.to_dicts()]
    _history.record(connection, changes, at)
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, _, after in changes:
        alike[tuple(after)].append({"key": key, **after})
    statement = update(matches).where(matches.c.id == bindparam("key"))
    for names, rows in alike.items():
        connection.execute(statement.values({name: bindparam(name) for name in names}), rows)


def _change(row: dict[str, Any]) -> Change:
    after = {
        name: row[name]
        for name in _CARRIED
        if row[name] is not None and row[name] != row[f"{name}_stored"]
    }
    if row["status_stored"] in PLAYED and row["status"] not in PLAYED:
        # It is set for another day: what was played of it counts no more.
        stored = {name: row[f"{name}_stored"] for name in ("result_known_at", *RESULTS)}
        after |= {name: None for name, value in stored.items() if value is not None}
    return row["id"], {name: row[f"{name}_stored"] for name in after}, after
