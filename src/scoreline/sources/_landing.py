"""A parsed file into the store, in the caller's transaction."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Final, cast

import polars as pl

from scoreline.sources._account import FileAccount
from scoreline.sources._base import ROW, Parsed, RawFile, Reject
from scoreline.store import (
    Connection,
    absences,
    appearances,
    match_writing,
    quarantine,
    raw_files,
    squad_values,
    team_ratings,
)
from scoreline.store.match_writing import Saved
from scoreline.store.quarantine import QuarantineRow
from scoreline.store.raw_files import RawRecord

_LONGEST: Final = 300
_LONGEST_TEXT: Final = 1000

Lines = AbstractSet[int] | None
"""Which of a file's lines to write; None for all."""


def land(
    connection: Connection, raw: RawFile, parsed: Parsed, told: AbstractSet[int] = frozenset()
) -> FileAccount:
    """Write a file's rows, rejects and bytes.

    Of bytes that went in before only the lines that were left out then are written: another source
    may have corrected the others since. So are of new bytes only matches that are not ``told``.
    """
    known = raw_files.latest_hash(connection, raw.source, raw.name) == raw.sha256
    account = write_rows(connection, raw, parsed, again=known, told=told, at=raw.fetched_at)
    record = RawRecord(
        raw.source,
        raw.name,
        raw.sha256,
        raw.fetched_at,
        raw.content,
        raw.address,
        raw.etag,
        raw.modified,
    )
    played = parsed.matches.filter(pl.col("home_goals").is_not_null())["date"]
    raw_files.save(connection, record, newest_match=cast("date | None", played.max()))
    return account


def write_rows(
    connection: Connection,
    raw: RawFile,
    parsed: Parsed,
    *,
    again: bool,
    at: datetime,
    told: AbstractSet[int] = frozenset(),
    besides: Sequence[QuarantineRow] = (),
) -> FileAccount:
    """Write a file's rows and make its open rejects those of ``parsed``.

    Args:
        connection: A write connection.
        raw: The file.
        parsed: Its rows, clubs resolved.
        again: These bytes went in before, so only what was left out then is written.
        at: When the rows were understood.
        told: Lines of matches of which the version before said the same.
        besides: What stays in quarantine whatever ``parsed`` has.
    """
    rejects = [quarantined(raw.source, raw.name, reject) for reject in parsed.rejects]
    lines = _lines_left_out(connection, raw, rejects) if again else None
    new_lines = lines if not told else {*(parsed.matches[ROW] if lines is None else lines)} - told
    saved = _save_reports(connection, raw.source, parsed, lines, at)
    saved += _save_matches(connection, parsed, new_lines, at)
    saved += _rest(parsed, saved)
    wanted = [*besides, *rejects]
    quarantine.replace(connection, source=raw.source, file=raw.name, rows=wanted, at=at)
    incomplete = sum(reject.column is not None for reject in parsed.rejects)
    return FileAccount(
        file=raw.name,
        new=saved.new,
        changed=saved.changed,
        same=saved.same,
        quarantined=len(parsed.rejects) - incomplete,
        incomplete=incomplete,
    )


def quarantined(source: str, file: str, reject: Reject) -> QuarantineRow:
    """Return a reject as the store keeps it."""
    return QuarantineRow(
        source,
        file,
        reject.line_no,
        reject.reason[:_LONGEST],
        reject.text[:_LONGEST_TEXT],
        reject.suggestion[:_LONGEST],
    )


def _lines_left_out(connection: Connection, raw: RawFile, rejects: list[QuarantineRow]) -> Lines:
    """Return the lines of which something is understood now that was not before."""
    before = quarantine.open_rows(connection, source=raw.source, file=raw.name)
    still = {row.complaint for row in rejects}
    return {row.line for row in before if row.complaint not in still}


def _save_reports(
    connection: Connection, source: str, parsed: Parsed, lines: Lines, at: datetime
) -> Saved:
    saved = absences.save(connection, _chosen(parsed.absences, lines), source=source)
    saved += squad_values.save(connection, _chosen(parsed.squad_values, lines), at=at)
    saved += appearances.save(connection, _chosen(parsed.appearances, lines), source=source)
    return saved + team_ratings.save(connection, _chosen(parsed.team_ratings, lines))


def _save_matches(connection: Connection, parsed: Parsed, lines: Lines, at: datetime) -> Saved:
    saved = Saved()
    seasons = parsed.matches.partition_by("competition", "season", as_dict=True)
    for (code, season), part in seasons.items():
        if lines is None or not lines.isdisjoint(part[ROW]):
            odds = parsed.odds.join(part.select(ROW), on=ROW, how="semi")
            saved += match_writing.save(connection, code, season, part, odds, at=at, lines=lines)
    return saved


def _rest(parsed: Parsed, saved: Saved) -> Saved:
    """Return as the same what was given and is not accounted for."""
    tables = (
        parsed.absences,
        parsed.squad_values,
        parsed.appearances,
        parsed.team_ratings,
        parsed.matches,
    )
    return Saved(same=sum(map(len, tables)) - saved.new - saved.changed - saved.same)


def _chosen(frame: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    return frame if lines is None else frame.filter(pl.col(ROW).is_in(lines))
