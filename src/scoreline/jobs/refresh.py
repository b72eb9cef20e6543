"""Taking in what is new of what a home has."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from scoreline.domain import running_season
from scoreline.errors import AbsentError, NotFoundError
from scoreline.home import Home
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

    Raises:
        AbsentError: A source does not have a file any more.
    """
    source = source_named(name, home.settings)
    running = running_season(home.clock.now())
    for code, season in newest.items():
        for each in range(season, max(season, running) + 1):
            with suppress(NotFoundError):
                chosen = Selection((code,), (each,))
                report = ingest(home.database, source, chosen, clock=home.wall)
                _require_still_there(home, report)
                yield report


def _require_still_there(home: Home, report: IngestReport) -> None:
    with home.database.read() as connection:
        for account in report.files:
            if account.absent and raw_files.latest_hash(connection, report.source, account.file):
                raise AbsentError(f"{account.error}, and it once was; what is stored stays")
