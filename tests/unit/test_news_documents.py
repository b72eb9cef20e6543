"""Feeds, pages, e-mails, texts and lines of JSON as documents, whatever is in them."""

import json
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from news_world import NOW
from scoreline.domain.news import Document
from scoreline.errors import SourceError
from scoreline.news import Origin, language_of
from scoreline.news.documents import cleaned, decoded
from scoreline.news.files import documents_in
from scoreline.news.html import page_of

ORIGIN = Origin("club site", 0.9)
EIGHT = datetime(2025, 11, 1, 8, tzinfo=UTC)


def read(content: bytes, name: str) -> list[Document]:
    return list(
        documents_in(content, name, ORIGIN, seen_at=NOW, club_named={"Gunners": "Arsenal"}.get)
    )


RSS = """<?xml version="1.0"{}?><rss version="2.0"><channel><title>News</title><item>
<title>Saka &amp; Rice out</title><link>https://example.org/1</link><guid>g1</guid>
<pubDate>Sat, 01 Nov 2025 08:00:00 GMT</pubDate>
<description>&lt;p&gt;Saka is &lt;b&gt;out&lt;/b&gt;.&lt;script&gt;x()&lt;/script&gt;
</description>
</item></channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_item_of_a_feed_is_a_document(encoding: str) -> None:
    (document,) = read(RSS.format("").encode(encoding), "feed")
    assert (document.uri, document.title) == ("g1", "Saka & Rice out")
    assert document.text == "Saka & Rice out\n\nSaka is out."
    assert (document.published_at, document.known_at) == (EIGHT, NOW)


def test_an_entry_of_an_atom_feed_is_a_document() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><title>T</title>'
        b"<updated>2025-11-01T08:00:00Z</updated><content>Rice is out.</content></entry></feed>"
    )
    (document,) = read(atom, "x.atom")
    assert (document.uri, document.text, document.published_at) == ("a", "T\n\nRice is out.", EIGHT)


def test_a_feed_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    feed = RSS.format("").replace("<rss", f"{bomb}<rss", 1)
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(SourceError, match="entities"):
            read(feed.encode(encoding), "feed.xml")


@pytest.mark.parametrize("content", [b"", b"<rss", b"no feed", b"<html><body>x</body></html>"])
def test_what_is_no_feed_is_one_line_or_nothing(content: bytes) -> None:
    with pytest.raises(SourceError):
        read(content, "feed.xml")


def test_a_page_is_its_text_without_scripts() -> None:
    page = page_of(
        "<title>A &amp; B</title>"
        "<meta property='article:published_time' content='2025-11-01T08:00Z'>"
        "<nav>menu</nav><p>Saka is out.<p>Rice<br>is fit<!-- no --><script>if (a < b) {}</script>"
    )
    assert page == ("Saka is out.\nRice\nis fit", "A & B", "2025-11-01T08:00Z")


def test_an_email_is_its_plain_text() -> None:
    message = EmailMessage()
    message["Subject"], message["Date"] = (
        "Teamnews f\u00fcr heute",
        "Sat, 01 Nov 2025 09:00:00 +0100",
    )
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Saka is out.")
    message.add_alternative("<p>Saka is <b>out</b>.</p>", subtype="html")
    (document,) = read(message.as_bytes(), "a.eml")
    assert document.text == "Teamnews f\u00fcr heute\n\nSaka is out."
    assert (document.uri, document.published_at) == ("<1@example.org>", EIGHT)


def test_a_line_of_json_is_a_document_and_says_what_is_known_of_it() -> None:
    row = {"text": "Knee injury", "club": "Gunners", "player": "Saka", "trust": 1,
           "seen_at": "2025-10-30T08:00:00Z", "published_at": "2025-10-30T07:00:00Z"}  # fmt: skip
    (document,) = read(f"{json.dumps(row)}\n\n".encode(), "a.jsonl")
    assert (document.club, document.player, document.trust) == ("Arsenal", "Saka", 1.0)
    assert document.known_at == datetime(2025, 10, 30, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "line 1"),
        ("[1]", "no object with a text"),
        ('{"text": 1}', "no object with a text"),
        ('{"text": "a", "when": "b"}', "no field 'when'"),
        ('{"text": "a", "club": "Nobody"}', "no club 'Nobody'"),
        ('{"text": "a", "seen_at": "2030-01-01T00:00:00Z"}', "lies in the future"),
        ('{"text": "a", "seen_at": "2025-01-01"}', "no time zone"),
        ('{"text": "a", "trust": 2}', "trust"),
    ],
)
def test_a_line_of_json_that_makes_no_sense_is_said_in_one_line(row: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(row.encode(), "a.jsonl")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_bytes_are_text_in_any_usual_encoding(encoding: str) -> None:
    assert decoded("\u00d6zil \u2013 out".encode(encoding)) == "\u00d6zil \u2013 out"


def test_a_text_is_freed_of_what_no_terminal_should_be_given() -> None:
    assert cleaned("a\x00\x1b[31mb\r\nc\ud800\u202e\u200bd\te") == "a[31mb\ncd\te"


def test_the_same_story_has_the_same_digest_however_it_is_set() -> None:
    one, other = (
        Document("a", "1", "Saka  is OUT!\n", NOW),
        Document("b", "2", "\u201cSaka is out\u201d", NOW),
    )
    assert one.digest == other.digest != Document("a", "1", "Saka is not out", NOW).digest


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The winger is out for the trip to Fulham", "en"),
        ("El delantero no es baja para el partido de los lunes", "es"),
        ("Knee injury", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_noted(text: str, language: str) -> None:
    assert language_of(text) == language
