"""From what was published to documents: bytes to text that databases hold and people read."""

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from scoreline.domain.news import LONGEST_TEXT, Document
from scoreline.errors import SourceError
from scoreline.news.language import language_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"(?:charset|encoding)\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,40})")
_HEAD: Final = 2048
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""What claims to be older has no date: some publishers write 1970 where they know none."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who publishes documents.

    Attributes:
        name: As people know them: ``club site``.
        trust: How far they are believed, 0-1.
        club: The club that their documents are about where those name none.
    """

    name: str
    trust: float = 0.5
    club: str | None = None


ClubNamed = Callable[[str], str | None]
"""Returns the name of the club that a phrase stands for, None where it is no club's."""


def made(
    origin: Origin,
    uri: str,
    text: str,
    *,
    seen_at: datetime,
    published_at: datetime | None = None,
    title: str = "",
    club: str | None = None,
    player: str | None = None,
) -> Document | None:
    """Return a document, None where it has no word in it.

    Args:
        origin: Who published it.
        uri: What names it there.
        text: Its body.
        seen_at: When it was first seen.
        published_at: When its publisher says it was published.
        title: Its headline, put before the body.
        club: What it is about, where that is known.
        player: Likewise.
    """
    headline = cleaned(title).replace("\n", " ").strip()
    body = cleaned(text).strip()
    whole = body if not headline or body.startswith(headline) else f"{headline}\n\n{body}".strip()
    whole = whole[:LONGEST_TEXT]
    if not any(each.isalnum() for each in whole):
        return None
    believable = published_at is not None and published_at >= _EARLIEST
    return Document(
        source=cleaned(origin.name),
        uri=cleaned(uri).replace("\n", " "),
        text=whole,
        seen_at=seen_at,
        published_at=published_at if believable else None,
        title=headline or whole.partition("\n")[0][:120],
        trust=origin.trust,
        club=club or origin.club,
        player=player,
        language=language_of(whole),
    )


def cleaned(text: str) -> str:
    """Return a text without what no database or terminal should be given.

    Line ends become one kind; control characters, lone surrogates and marks of direction go.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n").replace("\xa0", " ")
    if lines.isascii() and lines.isprintable():
        return lines
    return "".join(each for each in lines if each in "\n\t" or not _unwanted(each))


def _unwanted(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def decoded(content: bytes) -> str:
    """Return bytes as text: by their mark, by what they declare, as UTF-8, or as cp1252."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(content[:_HEAD])
    if declared is not None:
        try:
            return content.decode(declared[1].decode("ascii"), errors="replace")
        except (LookupError, UnicodeError, ValueError):
            pass  # an encoding that nobody knows, or that is none of text
    return content.decode("cp1252", errors="replace")


def instant(written: str) -> datetime:
    """Read an instant with its time zone, like ``2025-11-01T09:00:00Z``.

    Raises:
        SourceError: It is not one.
    """
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise SourceError(f"'{written[:40]}' is no instant; write 2025-11-01T09:00:00Z") from error
    if found.tzinfo is None:
        raise SourceError(f"'{written[:40]}' has no time zone; write 2025-11-01T09:00:00Z")
    return found.astimezone(UTC)
