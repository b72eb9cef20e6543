"""A few clubs and players, and documents about them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from scoreline.domain.news import Document, Signal
from scoreline.news import Gazetteer, Lexicon, Person, Reader, language_of

NOW: Final = datetime(2025, 11, 1, 9, tzinfo=UTC)
"""A Saturday."""

_SEEN: Final = tuple(date(2025, 8, 16) + timedelta(days=7 * week) for week in range(10))
PEOPLE: Final = (
    Person("Arsenal", "Bukayo Saka", _SEEN),
    Person("Arsenal", "Declan Rice", _SEEN),
    Person("Arsenal", "Martin \u00d8degaard", _SEEN),
    Person("Arsenal", "Gabriel Jesus", _SEEN),
    Person("Arsenal", "Gabriel Martinelli", _SEEN),
    Person("Fulham", "Harry Wilson", _SEEN),
    Person("Newcastle", "Callum Wilson", _SEEN),
    Person("Liverpool", "Virgil van Dijk", _SEEN),
    Person("Liverpool", "Trent Alexander-Arnold", _SEEN[:1]),
    Person("Everton", "Jake O\u2019Brien", _SEEN),
    Person("Nott'm Forest", "Chris Wood", _SEEN),
)
CLUBS: Final = (
    ("Arsenal", "England", ("Arsenal FC",)),
    ("Chelsea", "England", ()),
    ("Everton", "England", ()),
    ("Fulham", "England", ()),
    ("Liverpool", "England", ()),
    ("Man City", "England", ("Manchester City",)),
    ("Newcastle", "England", ("Newcastle United",)),
    ("Nott'm Forest", "England", ("Nottingham Forest",)),
    ("Reading", "England", ()),
)
NICKNAMES: Final = {"Gunners": ("Arsenal",), "Reds": ("Liverpool", "Nott'm Forest")}


def reader() -> Reader:
    """Return somebody who knows these clubs and players."""
    return Reader(Gazetteer(CLUBS, NICKNAMES, PEOPLE), Lexicon())


def document(text: str, **known: Any) -> Document:
    """Return a document, seen at ``NOW`` where not given."""
    given = {"source": "club site", "uri": "1", "seen_at": NOW, **known}
    return Document(text=text, language=language_of(text), **given)


def said(signals: tuple[Signal, ...]) -> list[tuple[Any, ...]]:
    """Return who is said to be how, and why."""
    return [
        (each.player, str(each.status), each.part) for each in signals if each.status is not None
    ]
