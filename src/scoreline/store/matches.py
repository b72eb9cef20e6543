"""Matches and their odds: read as of an instant, written without ever losing anything."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final

import polars as pl
from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from scoreline.clock import in_utc
from scoreline.domain import Fixture, MatchStatus, Score, SeasonKey, known_at
from scoreline.domain.frames import MATCHES, ODDS, PLAYED, Evidence, mask
from scoreline.errors import NotFoundError
from scoreline.store import absences, appearances, signals, squad_values, team_ratings
from scoreline.store import teams as clubs
from scoreline.store._frames import read_frame
from scoreline.store._history import as_then, corrected_after, next_correction, rows_as_then
from scoreline.store._ids import among
from scoreline.store.tables import matches, odds, teams

_TICK: Final = timedelta(microseconds=1)

_ORDER: Final = ("kickoff", "competition", "home", "away")
"""The same on every database, and whatever order matches were taken in."""


def evidence(
    connection: Connection,
    *,
    as_of: datetime,
    competitions: Collection[str] | None = None,
    with_odds: bool = False,
) -> Evidence:
    """Return what is known at an instant, as :meth:`Evidence.at` says.

    Args:
        connection: A read connection.
        as_of: The instant.
        competitions: Matches of these leagues only.
        with_odds: Read odds too; there are many, and most forecasts may not see any.
    """
    chosen = [] if competitions is None else [matches.c.competition.in_(competitions)]
    corrected = corrected_after(connection, as_of)
    frame = as_then(connection, _read(connection, *chosen), corrected, as_of)
    known = Evidence(
        matches=frame.sort(_ORDER),
        odds=_odds(connection, competitions) if with_odds else pl.DataFrame(schema=ODDS),
        absences=_absences(connection),
        squad_values=squad_values.frame_of(connection),
        appearances=appearances.frame_of(connection),
        signals=signals.frame_of(connection),
        team_ratings=team_ratings.frame_of(connection, as_of=as_of),
    )
    return known.at(as_of)


def fixtures(
    connection: Connection,
    *,
    as_of: datetime,
    ids: Collection[int] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    competitions: Collection[str] | None = None,
    season: int | None = None,
    season_keys: Collection[SeasonKey] | None = None,
) -> list[Fixture]:
    """Return matches as they stand at an instant, by kick-off.

    Args:
        connection: A read connection.
        as_of: Results known only later are left out.
        ids: Only these matches.
        start: Only kick-offs at or after this instant.
        end: Only kick-offs before this instant.
        competitions: Only these leagues.
        season: Only this season.
        season_keys: Only these seasons of these leagues.
    """
    conditions: list[ColumnElement[bool]] = []
    if competitions is not None:
        conditions.append(matches.c.competition.in_(competitions))
    if season is not None:
        conditions.append(matches.c.season == season)
    if season_keys is not None:
        conditions.append(tuple_(matches.c.competition, matches.c.season).in_(season_keys))
    if ids is not None:
        conditions.append(among(matches.c.id, ids))
        if start is None and end is None:
            corrected = corrected_after(connection, as_of, ids=ids)
            return _by_row(connection, conditions, corrected, in_utc(as_of))
    frame = _between(connection, conditions, start, end, as_of)
    return [_fixture(row) for row in frame.to_dicts()]


def part(
    connection: Connection,
    *,
    as_of: datetime,
    limit: int,
    offset: int = 0,
    start: datetime | None = None,
    end: datetime | None = None,
    competitions: Collection[str] | None = None,
    season: int | None = None,
    club: str | None = None,
    status: MatchStatus | None = None,
) -> tuple[int, list[Fixture]]:
    """Return how many matches there are, and a part of them as :func:`fixtures` would.

    Args:
        connection: A read connection.
        as_of: Results known only later are left out.
        limit: So many at most.
        offset: So many are passed over.
        start: Only kick-offs at or after this instant.
        end: Only kick-offs before this instant.
        competitions: Only these leagues.
        season: Only this season.
        club: Only matches of this club.
        status: Only those that stand so at the instant.
    """
    conditions: list[ColumnElement[bool]] = []
    if competitions is not None:
        conditions.append(matches.c.competition.in_(competitions))
    if season is not None:
        conditions.append(matches.c.season == season)
    if club is not None:
        key = clubs.ids(connection).get(club)
        conditions.append((matches.c.home_id == key) | (matches.c.away_id == key))
    found = _between(connection, conditions, start, end, as_of)
    if status is not None:
        found = found.filter(pl.col("status") == status.value)
    return found.height, [_fixture(row) for row in found.slice(offset, limit).to_dicts()]


def fixture(connection: Connection, match_id: int, *, as_of: datetime) -> Fixture:
    """Return one match as it stands at an instant.

    Raises:
        NotFoundError: There is no such match.
    """
    found = fixtures(connection, as_of=as_of, ids=[match_id])
    if not found:
        raise NotFoundError(f"no match {match_id}; numbers are in: scoreline predict --json")
    return found[0]


def season(
    connection: Connection, competition: str, first_year: int, *, as_of: datetime
) -> pl.DataFrame:
    """Return the matches of one season as they stand at an instant, ``MATCHES`` columns."""
    chosen = (matches.c.competition == competition, matches.c.season == first_year)
    corrected = corrected_after(connection, as_of)
    frame = as_then(connection, _read(connection, *chosen), corrected, as_of)
    return mask(frame.sort(_ORDER), as_of)


def before(
    connection: Connection,
    clubs_of: tuple[str, str],
    *,
    since: datetime,
    until: datetime,
    as_of: datetime,
) -> list[Fixture]:
    """Return what two clubs played before an instant, as it stands at another, by kick-off.

    Args:
        connection: A read connection.
        clubs_of: The two clubs.
        since: Matches against others only from this instant on; all of them against each other.
        until: Only kick-offs before this instant.
        as_of: Results known only later are left out.
    """
    names = clubs.ids(connection)
    keys = [names.get(name) for name in clubs_of]
    at_home, away = matches.c.home_id.in_(keys), matches.c.away_id.in_(keys)
    wanted = (at_home & away) | ((at_home | away) & (matches.c.kickoff >= since))
    return _as_fixtures(connection, as_of, wanted, matches.c.kickoff < until)


def _between(
    connection: Connection,
    conditions: Sequence[ColumnElement[bool]],
    start: datetime | None,
    end: datetime | None,
    as_of: datetime,
) -> pl.DataFrame:
    """Return matches with kick-offs between two instants, as they stand at another, in order."""
    corrected = corrected_after(connection, as_of)
    wanted, within = list(conditions), pl.lit(value=True)
    # What was moved since may have been between them then.
    if start is not None:
        wanted.append((matches.c.kickoff >= start) | among(matches.c.id, corrected))
        within &= pl.col("kickoff") >= start
    if end is not None:
        wanted.append((matches.c.kickoff < end) | among(matches.c.id, corrected))
        within &= pl.col("kickoff") < end
    frame = as_then(connection, _read(connection, *wanted), corrected, as_of)
    return mask(frame.filter(within).sort(_ORDER), as_of)


def _as_fixtures(
    connection: Connection, as_of: datetime, *conditions: ColumnElement[bool]
) -> list[Fixture]:
    corrected = corrected_after(connection, as_of)
    frame = as_then(connection, _read(connection, *conditions), corrected, as_of)
    return [_fixture(row) for row in mask(frame.sort(_ORDER), as_of).to_dicts()]


def stands_until(connection: Connection, instant: datetime, *, latest: datetime) -> datetime:
    """Return the last instant by which nothing known at another one was said otherwise.

    What is read as of the instant returned holds all that was known at the first one, as it stood
    then.

    Args:
        connection: A read connection.
        instant: The first instant.
        latest: What to return where nothing was corrected in between.
    """
    corrected = next_correction(connection, instant)
    return latest if corrected is None else min(latest, corrected - _TICK)


def seasons(connection: Connection) -> dict[str, list[int]]:
    """Return the seasons stored for each competition."""
    found: dict[str, list[int]] = {}
    query = select(matches.c.competition, matches.c.season).distinct().order_by(None)
    for code, season in sorted(tuple(row) for row in connection.execute(query)):
        found.setdefault(code, []).append(season)
    return found


def seasons_of(connection: Connection, competition: str) -> list[int]:
    """Return the seasons stored of one competition."""
    query = select(matches.c.season).where(matches.c.competition == competition).distinct()
    return sorted(connection.scalars(query))


def day_span(connection: Connection) -> tuple[date, date] | None:
    """Return the first and the last day with a match, or None where there is none."""
    first, last = connection.execute(
        select(func.min(matches.c.date), func.max(matches.c.date))
    ).one()
    return None if first is None else (first, last)


def _absences(connection: Connection) -> pl.DataFrame:
    """Return what sources and documents tell of absences; of one key, the source's word counts."""
    told = pl.concat([absences.frame_of(connection), signals.absences_of(connection)])
    key = ["club", "player", "kind", "start", "known_at"]
    return told.unique(key, keep="first", maintain_order=True).sort("known_at", *key[:3])


def _odds(connection: Connection, competitions: Collection[str] | None) -> pl.DataFrame:
    """Return every revision of every price, the later ones of a price behind the earlier ones."""
    query = select(*(odds.c[name] for name in ODDS), odds.c.revision)
    if competitions is not None:
        of_league = select(matches.c.id).where(matches.c.competition.in_(competitions))
        query = query.where(odds.c.match_id.in_(of_league))
    # Ordered here and not in SQL: databases order names by their own collations.
    key = [column.name for column in odds.primary_key]
    rows = read_frame(connection, query, ODDS | {"revision": pl.Int64})
    return rows.sort(key).drop("revision")


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> pl.DataFrame:
    """Return matches, ``MATCHES`` columns, as they stand now."""
    special = {"match_id": matches.c.id, "home": matches.c.home_id, "away": matches.c.away_id}
    columns = [special[name] if name in special else matches.c[name] for name in MATCHES]
    stored = MATCHES | {"home": pl.Int64(), "away": pl.Int64()}
    frame = read_frame(connection, select(*columns).where(*conditions), stored)
    names = {key: name for name, key in clubs.ids(connection).items()}
    # Joined here: in SQL, every row would carry its clubs' names one by one.
    return frame.with_columns(pl.col("home", "away").replace_strict(names).cast(pl.String))


def _by_row(
    connection: Connection,
    conditions: Sequence[ColumnElement[bool]],
    corrected: Collection[int],
    as_of: datetime,
) -> list[Fixture]:
    """Return matches as they stand at an instant: the few of a day sooner than by frames."""
    home, away = teams.alias(), teams.alias()
    names = home.c.name.label("home"), away.c.name.label("away")
    query = (
        select(matches, matches.c.id.label("match_id"), *names)
        .join(home, home.c.id == matches.c.home_id)
        .join(away, away.c.id == matches.c.away_id)
        .where(*conditions)
    )
    now = [dict(row) for row in connection.execute(query).mappings()]
    then = rows_as_then(connection, now, corrected, as_of)
    return sorted((_fixture(_masked(row, as_of)) for row in then), key=attrgetter(*_ORDER))


def _masked(row: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    """Hide of one match what :func:`scoreline.domain.frames.mask` hides of many."""
    usual = known_at(row["kickoff"], date_only=row["date_only"])
    if (row["result_known_at"] or usual) <= as_of:
        return row
    status = MatchStatus.SCHEDULED if row["status"] in PLAYED else row["status"]
    return row | {"status": status, "home_goals": None, "away_goals": None}


def _fixture(row: dict[str, Any]) -> Fixture:
    known = row["home_goals"] is not None and row["away_goals"] is not None
    return Fixture(
        id=row["match_id"],
        competition=row["competition"],
        season=row["season"],
        date=row["date"],
        kickoff=row["kickoff"],
        date_only=row["date_only"],
        matchweek=row["matchweek"],
        home=row["home"],
        away=row["away"],
        status=MatchStatus(row["status"]),
        score=Score(row["home_goals"], row["away_goals"]) if known else None,
    )
