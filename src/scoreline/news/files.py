"""Files to documents: text, HTML pages, e-mails, feeds and lines of JSON, told apart by name."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from typing import Any, Final

from scoreline.domain.news import Document
from scoreline.errors import SourceError
from scoreline.news.documents import ClubNamed, Origin, decoded, instant, made
from scoreline.news.feeds import feed_documents, is_feed
from scoreline.news.html import page_of

_MOST_LINES: Final = 200_000
_MOST_PARTS: Final = 50


def documents_in(
    content: bytes, name: str, origin: Origin, *, seen_at: datetime, club_named: ClubNamed
) -> Iterator[Document]:
    """Yield the documents of a file.

    Args:
        content: Its bytes.
        name: Its name below the folder or the address it came from.
        origin: Who publishes it.
        seen_at: When it was fetched.
        club_named: Finds the club that a line of JSON names.

    Raises:
        SourceError: It is not what its name says.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in {".jsonl", ".ndjson"}:
        yield from _json_lines(content, name, origin, seen_at, club_named)
    elif suffix in {".xml", ".rss", ".atom"} or is_feed(content):
        yield from feed_documents(content, origin, seen_at=seen_at)
    else:
        read = _READERS.get(suffix, _text)
        document = read(content, name, origin, seen_at)
        if document is not None:
            yield document


def _text(content: bytes, name: str, origin: Origin, seen_at: datetime) -> Document | None:
    text = decoded(content)
    if "<html" in text[:2000].lower():
        return _html(content, name, origin, seen_at)
    return made(origin, name, text, seen_at=seen_at)


def _html(content: bytes, name: str, origin: Origin, seen_at: datetime) -> Document | None:
    page = page_of(decoded(content))
    return made(
        origin,
        name,
        page.text,
        seen_at=seen_at,
        published_at=_believed(page.published),
        title=page.title,
    )


def _believed(written: str | None) -> datetime | None:
    """Return an instant that a page gives, None where it is not whole."""
    try:
        return None if written is None else instant(written)
    except SourceError:
        return None


def _email(content: bytes, name: str, origin: Origin, seen_at: datetime) -> Document | None:
    try:
        message = BytesParser().parsebytes(content)
        title, text, sent = _header(message), _body(message), _sent(message)
        uri = str(message.get("Message-ID") or name)
    except Exception as error:  # whatever it stumbles over
        raise SourceError(f"the e-mail cannot be read: {error!r}"[:200]) from error
    return made(origin, uri, text, seen_at=seen_at, published_at=sent, title=title)


def _header(message: Message) -> str:
    subject = message.get("Subject")
    try:
        return "" if subject is None else str(make_header(decode_header(subject)))
    except (LookupError, ValueError):
        return str(subject)


def _body(message: Message) -> str:
    """Return the first part in plain text, else the first in HTML."""
    found: dict[str, str] = {}
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            break
        kind = part.get_content_type()
        payload = part.get_payload(decode=True)
        if kind not in {"text/plain", "text/html"} or not isinstance(payload, bytes):
            continue
        charset = part.get_content_charset()
        try:
            text = payload.decode(charset, "replace") if charset else decoded(payload)
        except (LookupError, ValueError):
            text = decoded(payload)
        found.setdefault(kind, text)
    if "text/plain" in found:
        return found["text/plain"]
    return page_of(found.get("text/html", "")).text


def _sent(message: Message) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(message.get("Date")))
        return sent.replace(tzinfo=sent.tzinfo or UTC).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


_READERS: Final[dict[str, Callable[[bytes, str, Origin, datetime], Document | None]]] = {
    ".htm": _html,
    ".html": _html,
    ".eml": _email,
}


def _json_lines(
    content: bytes, name: str, origin: Origin, seen_at: datetime, club_named: ClubNamed
) -> Iterator[Document]:
    """Yield a document a line; each has a ``text``, and what else is known of it.

    ``seen_at`` may say when whoever collected the lines first saw each of them; the future is
    refused, because nobody has seen it.
    """
    for number, line in enumerate(decoded(content).split("\n"), start=1):
        if number > _MOST_LINES:
            raise SourceError(f"{name} has more than {_MOST_LINES:,} lines; cut it in two")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            document = _of_row(row, f"{name}:{number}", origin, seen_at, club_named)
        except (ValueError, RecursionError, SourceError) as error:
            raise SourceError(f"{name}, line {number}: {error}"[:300]) from error
        if document is not None:
            yield document


_FIELDS: Final = frozenset(
    {"text", "title", "uri", "source", "published_at", "seen_at", "club", "player", "trust"}
)


def _of_row(
    row: Any, uri: str, origin: Origin, seen_at: datetime, club_named: ClubNamed
) -> Document | None:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise SourceError("it is no object with a text")
    if unknown := sorted(row.keys() - _FIELDS):
        raise SourceError(f"no field '{unknown[0]}'; there are {', '.join(sorted(_FIELDS))}")
    texts = {key: value for key, value in row.items() if key != "trust" and value is not None}
    if wrong := [key for key, value in texts.items() if not isinstance(value, str)]:
        raise SourceError(f"{wrong[0]} is no text")
    club = club_named(texts["club"]) if "club" in texts else None
    if "club" in texts and club is None:
        raise SourceError(f"no club '{texts['club'][:80]}'; see: scoreline teams list")
    first_seen = instant(texts["seen_at"]) if "seen_at" in texts else seen_at
    if first_seen > seen_at:
        raise SourceError(f"seen_at {texts['seen_at']} lies in the future")
    return made(
        Origin(
            texts.get("source", origin.name), _trust(row.get("trust", origin.trust)), origin.club
        ),
        texts.get("uri", uri),
        texts["text"],
        seen_at=first_seen,
        published_at=instant(texts["published_at"]) if "published_at" in texts else None,
        title=texts.get("title", ""),
        club=club,
        player=texts.get("player"),
    )


def _trust(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= 1:
        raise SourceError("trust is no number from 0 to 1")
    return float(value)
