"""Taking in what is new of what a home has."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scoreline.domain import running_season
from scoreline.errors import ConfigurationError, NotFoundError
from scoreline.home import Home
from scoreline.log import warn
from scoreline.sources import IngestReport, Selection, ingest, source_named
from scoreline.store import raw_files


def refresh(home: Home, name: str, newest: Mapping[str, int]) -> Iterator[IngestReport]:
    """Take in the newest season of every league from a source, and those after it.

    Not every source publishes every league, nor a season before it begins: only what was there
    once must be there still.

    Args:
        home: Where to; its clock says which season is the running one.
        name: The source.
        newest: League code to the first year of the newest season that is stored.
    """
    source = source_named(name, home.settings)
    running = running_season(home.clock.now())
    for code, season in newest.items():
        for each in range(season, max(season, running) + 1):
            try:
                chosen = Selection((code,), (each,))
                report = ingest(home.database, source, chosen, clock=home.wall)
            except NotFoundError:
                continue
            except ConfigurationError as error:
                # Its files came from a folder once; the other sources are not to wait for a key.
                warn("a source is not asked", source=name, reason=str(error))
                return
            yield _with_what_is_gone(home, report)


def _with_what_is_gone(home: Home, report: IngestReport) -> IngestReport:
    """Make it a failure that a file is absent which was there once."""
    with home.database.read() as connection:
        gone = {
            account.file
            for account in report.files
            if account.absent and raw_files.latest_hash(connection, report.source, account.file)
        }
    accounts = (
        replace(
            account, absent=False, error=f"{account.error}, and it once was; what is stored stays"
        )
        if account.file in gone
        else account
        for account in report.files
    )
    return replace(report, files=tuple(accounts))
