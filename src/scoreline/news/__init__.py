"""Documents to signals: team news that becomes evidence, each with its sentence."""

from scoreline.news.documents import Origin
from scoreline.news.gazetteer import Gazetteer, Person
from scoreline.news.language import language_of
from scoreline.news.people import gazetteer_of
from scoreline.news.places import EXAMPLE, LIST, Place, listed, origin
from scoreline.news.reading import Read, Reader
from scoreline.news.sentiment import Lexicon, Sentiment
from scoreline.news.taking_in import NewsReport, ingest_news, reader_of

__all__ = [
    "EXAMPLE",
    "LIST",
    "Gazetteer",
    "Lexicon",
    "NewsReport",
    "Origin",
    "Person",
    "Place",
    "Read",
    "Reader",
    "Sentiment",
    "gazetteer_of",
    "ingest_news",
    "language_of",
    "listed",
    "origin",
    "reader_of",
]
