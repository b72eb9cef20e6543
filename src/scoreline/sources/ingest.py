"""From a source's files into the store, each file whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scoreline import reference
from scoreline.clock import Clock
from scoreline.errors import SourceError
from scoreline.sources._base import ROW, Parsed, RawFile, Reject, Selection, Source
from scoreline.sources.identity import Identity
from scoreline.store import (
    Connection,
    Database,
    absences,
    appearances,
    match_writing,
    quarantine,
    raw_files,
    squad_values,
)
from scoreline.store import teams as clubs
from scoreline.store.match_writing import Saved
from scoreline.store.quarantine import QuarantineRow

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all and the file at hand, before each and after the last."""

_LONGEST: Final = 300
_LONGEST_TEXT: Final = 1000


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of a file's rows: each is counted once.

    Attributes:
        quarantined: Rows left out.
        incomplete: Values left out of rows that went in.
        error: Why nothing of the file went in, None where it could be read.
    """

    file: str
    new: int = 0
    changed: int = 0
    same: int = 0
    quarantined: int = 0
    incomplete: int = 0
    error: str | None = None

    @property
    def rows(self) -> int:
        """Return how many rows the file has."""
        return self.new + self.changed + self.same + self.quarantined


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, file by file."""

    source: str
    files: tuple[FileAccount, ...]

    @property
    def total(self) -> FileAccount:
        """Return the sum over all files."""
        return FileAccount(
            file="all",
            new=sum(account.new for account in self.files),
            changed=sum(account.changed for account in self.files),
            same=sum(account.same for account in self.files),
            quarantined=sum(account.quarantined for account in self.files),
            incomplete=sum(account.incomplete for account in self.files),
        )

    def require_whole(self) -> None:
        """Make files that could not be read an error; the others have gone in.

        Raises:
            SourceError: It names the first of them.
        """
        failed = [account for account in self.files if account.error is not None]
        if failed:
            others = len(failed) - 1
            more = f" (and {others} more file{'s' * (others > 1)})" if others else ""
            raise SourceError(f"{failed[0].error}{more}")


def ingest(
    database: Database,
    source: Source,
    selection: Selection,
    *,
    clock: Clock,
    location: str | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Take in what a source has of a selection.

    A file's bytes, matches, odds and rejects land in one transaction. A file that cannot be read
    is reported and put into quarantine, and what is stored from it stays. A second run over the
    same bytes changes nothing.

    Args:
        database: Where to.
        source: Where from.
        selection: Which leagues and seasons.
        clock: Says when the bytes were fetched.
        location: A folder or address in place of the source's own.
        progress: Told about every file.

    Raises:
        ScorelineError: The location, a league or a season is not there; nothing was stored.
    """
    files = source.files(selection, location)
    tell = progress or (lambda _done, _total, _file: None)
    with database.write() as connection:
        clubs.seed(connection, reference.clubs())
    accounts = []
    for done, file in enumerate(files):
        tell(done, len(files), file)
        accounts.append(_take_in(database, source, file, location, clock))
    tell(len(files), len(files), "")
    return IngestReport(source.name, tuple(accounts))


def _take_in(
    database: Database, source: Source, file: str, location: str | None, clock: Clock
) -> FileAccount:
    try:
        raw = source.read(file, location, clock)
        parsed = source.parse(raw)
    except SourceError as error:
        with database.write() as connection:
            return _refuse(connection, source.name, file, str(error), clock)
    with database.write() as connection:
        resolved = Identity.load(connection, source.name).resolve(parsed)
        return _store(connection, raw, resolved)


def _refuse(
    connection: Connection, source: str, file: str, reason: str, clock: Clock
) -> FileAccount:
    # The rows left out of the last version that could be read are still left out.
    still = quarantine.open_rows(connection, source=source, file=file)
    failure = _quarantined(source, file, Reject(0, reason, "", "fetch the file again"))
    rows = [*(row for row in still if row.line), failure]
    quarantine.replace(connection, source=source, file=file, rows=rows, at=clock.now())
    return FileAccount(file, error=reason)


def _store(connection: Connection, raw: RawFile, parsed: Parsed) -> FileAccount:
    rejects = [_quarantined(raw.source, raw.name, reject) for reject in parsed.rejects]
    if _taken_before(connection, raw, rejects):
        frames = (parsed.matches, parsed.absences, parsed.squad_values, parsed.appearances)
        saved = Saved(same=sum(len(frame) for frame in frames))
    else:
        saved = _save(connection, raw, parsed)
    quarantine.replace(
        connection, source=raw.source, file=raw.name, rows=rejects, at=raw.fetched_at
    )
    raw_files.save(
        connection,
        source=raw.source,
        name=raw.name,
        sha256=raw.sha256,
        fetched_at=raw.fetched_at,
        content=raw.content,
    )
    incomplete = sum(reject.column is not None for reject in parsed.rejects)
    return FileAccount(
        file=raw.name,
        new=saved.new,
        changed=saved.changed,
        same=saved.same,
        quarantined=len(parsed.rejects) - incomplete,
        incomplete=incomplete,
    )


def _taken_before(connection: Connection, raw: RawFile, rejects: list[QuarantineRow]) -> bool:
    """Tell whether all that these bytes give is stored.

    The same bytes must not be written again: another source may have corrected them since. A row
    that was left out then and is not now, because its club is known by now, must be.
    """
    if raw_files.latest_hash(connection, raw.source, raw.name) != raw.sha256:
        return False
    return set(rejects) == set(quarantine.open_rows(connection, source=raw.source, file=raw.name))


def _save(connection: Connection, raw: RawFile, parsed: Parsed) -> Saved:
    saved = absences.save(connection, parsed.absences)
    saved += squad_values.save(connection, parsed.squad_values, at=raw.fetched_at)
    saved += appearances.save(connection, parsed.appearances)
    seasons = parsed.matches.partition_by("competition", "season", as_dict=True)
    for (code, season), part in seasons.items():
        odds = parsed.odds.join(part.select(ROW), on=ROW, how="semi")
        saved += match_writing.save(connection, code, season, part, odds, at=raw.fetched_at)
    return saved


def _quarantined(source: str, file: str, reject: Reject) -> QuarantineRow:
    return QuarantineRow(
        source,
        file,
        reject.line_no,
        reject.reason[:_LONGEST],
        reject.text[:_LONGEST_TEXT],
        reject.suggestion[:_LONGEST],
    )
