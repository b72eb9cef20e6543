"""Documents, and what they say of clubs and players."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

LONGEST_TEXT: Final = 200_000
"""Characters of a document that are kept and read; a long article has some 10,000."""


class SignalKind(StrEnum):
    """What a signal is about; the first three are the kinds of the ``SIGNALS`` frame."""

    TEAM_NEWS = "team_news"
    MANAGER_QUOTE = "manager_quote"
    INJURY = "injury_report"
    SUSPENSION = "suspension"
    OTHER = "other"

    @property
    def absence(self) -> str | None:
        """Return the ``kind`` of the ``ABSENCES`` frame, None where it is no absence."""
        return _ABSENCES.get(self)


_ABSENCES: Final = {
    SignalKind.INJURY: "injury",
    SignalKind.SUSPENSION: "suspension",
    SignalKind.OTHER: "other",
}


class Status(StrEnum):
    """How a player stands by a report."""

    OUT = "out"
    DOUBT = "doubt"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Document:
    """Something that was published, as text.

    Attributes:
        source: Who published it, as people know them: ``club site``.
        uri: What names it there; a later text of the same is a correction.
        text: Cleaned; the offsets of signals count its characters.
        seen_at: When it was first seen.
        published_at: When its publisher says it was published, None where they do not.
        title: Its headline, which is in the text too.
        trust: How far the publisher is believed, 0-1.
        club: The club that it is about where it names none.
        player: Likewise the player, for records of single players.
        language: As :func:`scoreline.news.language_of` says.
    """

    source: str
    uri: str
    text: str
    seen_at: datetime
    published_at: datetime | None = None
    title: str = ""
    trust: float = 0.5
    club: str | None = None
    player: str | None = None
    language: str = "und"

    @property
    def known_at(self) -> datetime:
        """Return from when it may be used: published and seen, whichever was later."""
        return max(self.published_at or self.seen_at, self.seen_at)

    @property
    def digest(self) -> str:
        """Return a hash that is the same for the same story, however it was set in type."""
        plain = unicodedata.normalize("NFKC", self.text).casefold()
        words = "".join(each if each.isalnum() else " " for each in plain).split()
        subject = "\0".join([" ".join(words), self.club or "", self.player or ""])
        return hashlib.sha256(subject.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Signal:
    """What a sentence of a document says of a club or of one of its players.

    Attributes:
        value: Sentiment from -1 to 1, or an absence's severity from 0 to 1.
        start: Where the sentence begins in the document's text.
        end: Where it ends: ``text[start:end]`` is the evidence.
        confidence: That it was understood, 0-1.
        player: None where it is about the club.
        status: Of the player, None where it is no absence.
        part: The part of the body or the ailment, or the reason of another absence.
        back_from: First day on which he may be back, None while nobody knows.
        back_until: Last such day; both are the same where the day is named.
        speaker: Who said it, None where nobody is quoted.
    """

    kind: SignalKind
    club: str
    value: float
    start: int
    end: int
    confidence: float
    player: str | None = None
    status: Status | None = None
    part: str | None = None
    back_from: date | None = None
    back_until: date | None = None
    speaker: str | None = None
