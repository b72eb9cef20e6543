"""From where news lies into the store: documents, and the signals found in them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from scoreline import reference
from scoreline.clock import Clock
from scoreline.domain.news import Document
from scoreline.errors import ScorelineError, SourceError
from scoreline.news.documents import ClubNamed
from scoreline.news.files import documents_in
from scoreline.news.language import READ
from scoreline.news.people import gazetteer_of
from scoreline.news.places import SOURCE, File, Place, names_at, read
from scoreline.news.reading import Reader
from scoreline.news.sentiment import Lexicon, Sentiment
from scoreline.sources import Access, Manners, RawFile
from scoreline.store import Database, documents, raw_files, signals, teams

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class NewsReport:
    """What became of documents.

    Attributes:
        documents: Those that were new, corrections among them.
        same: Those that were there, or that another source had told first.
        unread: New ones in a language that is not read.
        unclear: Names that may stand for several, and how often they were left alone.
        failures: Files that could not be read, each with the reason.
    """

    files: int = 0
    documents: int = 0
    same: int = 0
    unread: int = 0
    signals: int = 0
    unclear: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def require_whole(self) -> None:
        """Make files that could not be read an error; the others have gone in.

        Raises:
            SourceError: It names the first of them.
        """
        if self.failures:
            others = len(self.failures) - 1
            more = f" (and {others} more file{'s' * (others > 1)})" if others else ""
            raise SourceError(f"{self.failures[0]}{more}")


def reader_of(database: Database, sentiment: Sentiment | None = None) -> Reader:
    """Return a reader who knows the clubs and players that the store knows."""
    with database.write() as connection:
        teams.seed(connection, reference.clubs())
    with database.read() as connection:
        return Reader(gazetteer_of(connection), sentiment or Lexicon())


def ingest_news(
    database: Database,
    places: Sequence[Place],
    reader: Reader,
    *,
    clock: Clock,
    manners: Manners,
    progress: Progress | None = None,
) -> NewsReport:
    """Take in the documents of places and what they say.

    A second run over the same documents changes nothing. Whoever is killed leaves whole documents,
    each with all its signals; the next run goes on behind them.

    Args:
        database: Where to.
        places: Where from.
        reader: Reads them.
        clock: Says when documents were first seen.
        manners: How hosts are asked.
        progress: Told about every file.
    """
    report = NewsReport()
    files = [(place, name) for place in places for name in _names(place, report)]
    access = Access(clock, kept=partial(_kept, database))
    for done, (place, name) in enumerate(files):
        if progress is not None:
            progress(done, len(files), name)
        report.files += 1
        try:
            file = read(place, name, access, manners, partial(_kept_hash, database))
            if not file.known:
                _take_in(database, place, file, reader, clock=clock, report=report)
            if file.record is not None:
                with database.write() as connection:
                    raw_files.save(connection, file.record)
        except SourceError as error:
            report.failures.append(f"{place.origin.name}, {name}: {error}")
    return report


def _names(place: Place, report: NewsReport) -> Sequence[str]:
    try:
        return names_at(place)
    except ScorelineError as error:
        report.failures.append(f"{place.origin.name}: {error}")
        return ()


_AT_ONCE = 200
"""Documents of one transaction."""


def _take_in(
    database: Database,
    place: Place,
    file: File,
    reader: Reader,
    *,
    clock: Clock,
    report: NewsReport,
) -> None:
    club_named: ClubNamed = reader.gazetteer.club_called
    found = list(
        documents_in(
            file.content, file.name, place.origin, seen_at=clock.now(), club_named=club_named
        )
    )
    for start in range(0, len(found), _AT_ONCE):
        part = [_known_as(reader, each) for each in found[start : start + _AT_ONCE]]
        with database.read() as connection:
            new = [each for each in part if documents.is_new(connection, each)]
        # Read before anything is locked: that takes longer than to write.
        says = [(each, reader.read(each)) for each in new]
        report.same += len(part) - len(new)
        with database.write() as connection:
            for document, said in says:
                key = documents.add(connection, document)
                if key is None:
                    report.same += 1
                    continue
                signals.add(connection, said.signals, document=key, known_at=document.known_at)
                report.documents += 1
                report.unread += document.language not in READ
                report.signals += len(said.signals)
                report.unclear.update(said.unclear)


def _known_as(reader: Reader, document: Document) -> Document:
    """Give the player of a record the name that he has here."""
    if document.player is None or document.club is None:
        return document
    name = reader.gazetteer.player_called(document.player, document.club)
    return document if name is None else replace(document, player=name)


def _kept(database: Database, name: str) -> RawFile | None:
    with database.read() as connection:
        kept = raw_files.latest(connection, SOURCE, name)
    if kept is None:
        return None
    return RawFile(
        SOURCE, name, kept.content, kept.fetched_at, kept.address, kept.etag, kept.modified
    )


def _kept_hash(database: Database, name: str) -> str | None:
    with database.read() as connection:
        return raw_files.latest_hash(connection, SOURCE, name)
