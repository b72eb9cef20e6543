"""Taking in the news of the places that a home names."""

from scoreline.home import Home
from scoreline.news import LIST, NewsReport, Place, Reader, ingest_news, listed, reader_of
from scoreline.news.taking_in import Progress
from scoreline.news.transformer import Transformer
from scoreline.sources import manners
from scoreline.words import counted


def take_in_news(home: Home) -> str:
    """Take in what is new at every place of the home's list.

    Raises:
        SourceError: Places could not be read; all others have gone in.
    """
    path = home.settings.home / LIST
    if not path.is_file():
        return f"nothing to do: no news sources yet; name them in {path}"
    reader = reader_at(home)
    places = listed(path, reader.gazetteer.club_called)
    report = read_places(home, places, reader)
    report.require_whole()
    return f"{counted(report.documents, 'new document')}, {counted(report.signals, 'signal')}"


def reader_at(home: Home) -> Reader:
    """Return a reader who knows the home's clubs and players and listens as its settings say.

    Raises:
        ConfigurationError: The settings name a transformer that cannot be read.
    """
    folder = home.settings.sentiment_model
    return reader_of(home.database, Transformer(folder) if folder else None)


def read_places(
    home: Home, places: list[Place], reader: Reader, progress: Progress | None = None
) -> NewsReport:
    """Take in what is new at some places, seen at the real time."""
    return ingest_news(
        home.database,
        places,
        reader,
        clock=home.wall,
        manners=manners(home.settings),
        progress=progress,
    )
