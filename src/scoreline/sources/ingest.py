"""From a source's files into the store, each file whole or not at all."""

from collections.abc import Callable
from functools import partial

from scoreline import reference
from scoreline.clock import Clock
from scoreline.errors import AbsentError, SourceError
from scoreline.sources._account import FileAccount, IngestReport
from scoreline.sources._base import Access, Parsed, RawFile, Reject, Selection, Source
from scoreline.sources._landing import land, quarantined, write_rows
from scoreline.sources._quota import StoredQuota
from scoreline.sources._settled import settled
from scoreline.sources.identity import Identity
from scoreline.store import Connection, Database, quarantine, raw_files
from scoreline.store import teams as clubs

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all and the file at hand, before each and after the last."""


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
    is reported and put into quarantine, and what is stored from it stays; one that the source does
    not have is only reported. A second run over the same bytes changes nothing.

    Args:
        database: Where to.
        source: Where from.
        selection: Which leagues and seasons.
        clock: Says when the bytes were fetched.
        location: A folder or address in place of the source's own.
        progress: Told about every file.

    Raises:
        ScorelineError: There is nothing of the selection; nothing was stored.
    """
    access = Access(
        clock,
        location,
        kept=partial(_kept, database, source.name),
        quota=StoredQuota(database, source.name, clock),
    )
    files = source.files(selection, access)
    tell = progress or _say_nothing
    with database.write() as connection:
        clubs.seed(connection, reference.clubs())
    accounts = []
    for done, file in enumerate(files):
        tell(done, len(files), file)
        accounts.append(_take_in(database, source, file, access))
    tell(len(files), len(files), "")
    return IngestReport(source.name, tuple(accounts))


def retry(
    database: Database,
    find: Callable[[str], Source],
    *,
    clock: Clock,
    source: str | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Read the kept bytes of every file with something in quarantine again.

    What makes sense by now goes in and leaves the quarantine; all else stays as it is. Nothing is
    fetched, so a file that never arrived whole waits for the next ingest.

    Args:
        database: Where the bytes are kept.
        find: Returns a source by its name.
        clock: Says when the rows went in.
        source: Only what this source gave.
        progress: Told about every file.

    Raises:
        NotFoundError: A source is not installed; nothing was stored.
    """
    with database.write() as connection:
        clubs.seed(connection, reference.clubs())
        waiting = quarantine.open_files(connection, source=source)
    sources = {name: find(name) for name, _ in waiting}
    tell = progress or _say_nothing
    accounts = []
    for done, (name, file) in enumerate(waiting):
        tell(done, len(waiting), file)
        accounts.append(_read_again(database, sources[name], file, clock))
    tell(len(waiting), len(waiting), "")
    return IngestReport(source or "quarantine", tuple(accounts))


def _take_in(database: Database, source: Source, file: str, access: Access) -> FileAccount:
    try:
        raw = source.read(file, access)
        parsed = source.parse(raw)
    except AbsentError as error:
        return FileAccount(file, error=str(error), absent=True)
    except SourceError as error:
        with database.write() as connection:
            return _refuse(connection, source.name, file, str(error), access.clock)
    before = _parsed_before(database, source, raw)
    with database.write() as connection:
        told = _told(connection, parsed, before, source.name, file)
        resolved = Identity.load(connection, source.name).resolve(parsed)
        return land(connection, raw, resolved, told)


def _parsed_before(database: Database, source: Source, raw: RawFile) -> tuple[str, Parsed] | None:
    """Return hash and rows of the version of a file that went in last, where it was another."""
    kept = _kept(database, source.name, raw.name)
    if kept is None or kept.sha256 == raw.sha256:
        return None
    try:
        return kept.sha256, source.parse(kept)
    except SourceError:
        return None  # this release reads it otherwise than the one that took it in


def _told(
    connection: Connection,
    parsed: Parsed,
    before: tuple[str, Parsed] | None,
    source: str,
    file: str,
) -> set[int]:
    """Return the lines of matches of which a source has said the same before."""
    if before is None or raw_files.latest_hash(connection, source, file) != before[0]:
        return set()
    open_rows = quarantine.open_rows(connection, source=source, file=file)
    return settled(parsed, before[1], {row.line for row in open_rows})


def _kept(database: Database, source: str, file: str) -> RawFile | None:
    with database.read() as connection:
        kept = raw_files.latest(connection, source, file)
    if kept is None:
        return None
    return RawFile(
        source, file, kept.content, kept.fetched_at, kept.address, kept.etag, kept.modified
    )


def _read_again(database: Database, source: Source, file: str, clock: Clock) -> FileAccount:
    raw = _kept(database, source.name, file)
    if raw is None:
        return FileAccount(file)
    try:
        parsed = source.parse(raw)
    except SourceError as error:
        return FileAccount(file, error=str(error))
    with database.write() as connection:
        if raw_files.latest_hash(connection, source.name, file) != raw.sha256:
            return FileAccount(file)  # newer bytes went in meanwhile
        # That a later fetch failed is not mended by reading the bytes before it again.
        still = quarantine.open_rows(connection, source=source.name, file=file)
        failed = [row for row in still if not row.line]
        resolved = Identity.load(connection, source.name).resolve(parsed)
        return write_rows(connection, raw, resolved, again=True, at=clock.now(), besides=failed)


def _refuse(
    connection: Connection, source: str, file: str, reason: str, clock: Clock
) -> FileAccount:
    # The rows left out of the last version that could be read are still left out.
    still = quarantine.open_rows(connection, source=source, file=file)
    failure = quarantined(source, file, Reject(0, reason, "", "fetch the file again"))
    rows = [*(row for row in still if row.line), failure]
    quarantine.replace(connection, source=source, file=file, rows=rows, at=clock.now())
    return FileAccount(file, error=reason)


def _say_nothing(_done: int, _total: int, _file: str) -> None:
    pass
