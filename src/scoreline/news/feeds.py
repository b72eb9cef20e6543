"""RSS and Atom feeds to documents."""

import codecs
import xml.sax
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from scoreline.domain.news import Document
from scoreline.errors import SourceError
from scoreline.news.documents import Origin, decoded, made
from scoreline.news.html import page_of

_LARGEST: Final = 3_000_000
"""Bytes of a feed; those of newspapers have 0.1 million."""

_MOST: Final = 2000
"""Entries of a feed that are read."""

_DEEPEST: Final = 200

_ROOTS: Final = (b"<rss", b"<feed", b"<rdf:rdf")


def is_feed(content: bytes) -> bool:
    """Tell whether bytes look like a feed, in whichever encoding."""
    head = content[:1000].replace(b"\0", b"").lower()
    return any(root in head for root in _ROOTS)


def feed_documents(content: bytes, origin: Origin, *, seen_at: datetime) -> Iterator[Document]:
    """Yield the entries of a feed.

    Args:
        content: The feed.
        origin: Who publishes it.
        seen_at: When it was fetched.

    Raises:
        SourceError: It is none, or declares entities, by which a few bytes become gigabytes.
    """
    if len(content) > _LARGEST:
        raise SourceError(f"the feed has {len(content):,} bytes; at most {_LARGEST:,} are read")
    _refuse_entities(content)
    import feedparser  # noqa: PLC0415 - slow to import, and only feeds need it

    try:
        # A stream, because a name would be fetched or opened; markup is cleaned by page_of.
        feed = feedparser.parse(
            BytesIO(_as_utf8(content)), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # whatever it stumbles over
        raise SourceError(f"the feed cannot be read: {error!r}"[:200]) from error
    if not feed.get("version") and not feed.entries:
        raise SourceError("it is no RSS or Atom feed")
    for entry in feed.entries[:_MOST]:
        document = _document(entry, origin, seen_at)
        if document is not None:
            yield document


def _document(entry: Any, origin: Origin, seen_at: datetime) -> Document | None:
    title = page_of(str(entry.get("title") or "")).text
    bodies = [str(each.get("value") or "") for each in entry.get("content") or ()]
    body = max([*bodies, str(entry.get("summary") or "")], key=len)
    return made(
        origin,
        str(entry.get("id") or entry.get("link") or title),
        page_of(body).text,
        seen_at=seen_at,
        published_at=_instant(entry.get("published_parsed") or entry.get("updated_parsed")),
        title=title,
    )


def _instant(parsed: Any) -> datetime | None:
    """Return an instant from what feedparser gives, which is in UTC."""
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _as_utf8(content: bytes) -> bytes:
    """Return a feed whose bytes begin with the mark of UTF-16 or UTF-32 as UTF-8."""
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return content
    text = decoded(content)
    declaration = text.find("?>") + 2 if text.lstrip().startswith("<?xml") else 0
    return text[declaration:].encode("utf-8", "replace")


class _Depth(xml.sax.ContentHandler):
    """Refuses elements in elements in elements: to read them takes the square of their number."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ARG002, N802 - SAX calls it so
        """Go one level down."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise SourceError(f"the feed has elements more than {_DEEPEST} levels deep")

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - likewise
        """Come back up."""
        self._depth -= 1


def _refuse_entities(content: bytes) -> None:
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - likewise
    from defusedxml.sax import parseString  # noqa: PLC0415 - likewise

    try:
        parseString(content, _Depth(), forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise SourceError("the feed declares entities, which no honest feed needs") from error
    except (xml.sax.SAXException, ValueError, LookupError):
        pass  # not well-formed: feedparser reads many such feeds, and knows no entities
