"""Laws of reading news: evidence where it should be, no crash on anything, time in proportion."""

import gc
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news_world import NOW, document, reader
from scoreline.errors import SourceError
from scoreline.news import Origin
from scoreline.news.documents import cleaned, decoded
from scoreline.news.files import documents_in
from scoreline.news.html import page_of

READER = reader()
WORDS = (
    *("Saka", "Rice", "Wilson", "Arsenal", "Fulham", "Reds", "out", "OUT", "IN", "Out:", "back"),
    *("not", "no", "would", "injury", "knee", "until", "January", "for two weeks", "75% chance"),
    *("but", "He", "said", "manager", "Ann Fox", "\u201c", "\u201d", "deadly", "none"),
    *(".", ",", ";", "\n", "\u2013", "(", ")", "\u00d8", "e\u0301", "\U0001f600", "\u200d", "9/9"),
)
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=200)


@given(texts)
def test_the_evidence_stands_where_the_signal_says(text: str) -> None:
    told = document(text)
    for signal in READER.read(told).signals:
        sentence = told.text[signal.start : signal.end]
        assert sentence == sentence.strip() != ""
        assert "\n" not in sentence
        assert -1 <= signal.value <= 1
        assert 0 < signal.confidence <= 1
        assert (signal.player is None) == (signal.status is None)


@given(texts, texts)
def test_what_stands_before_a_text_moves_its_evidence_along(before: str, text: str) -> None:
    line = text.replace("\n", " ")
    alone, later = document(line), document(f"{before.strip()}\n{line}")
    ours = {alone.text[each.start : each.end] for each in READER.read(alone).signals}
    moved = {later.text[each.start : each.end] for each in READER.read(later).signals}
    assert all(sentence in line for sentence in ours)
    assert all(sentence in later.text for sentence in moved)


@settings(max_examples=40)
@given(
    st.binary(max_size=400) | texts.map(str.encode) | texts.map(lambda text: text.encode("utf-16")),
    st.sampled_from(["a.txt", "a.html", "a.eml", "a.jsonl", "a.xml", "feed", "a.rss"]),
)
def test_no_bytes_are_too_strange(content: bytes, name: str) -> None:
    try:
        found = list(
            documents_in(content, name, Origin("x"), seen_at=NOW, club_named=lambda _name: None)
        )
    except SourceError:
        return
    for each in found:
        assert each.text == cleaned(each.text)
        each.text.encode()
        READER.read(each)


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        *((text, "text") for text in (". ", "a'", "\u201ca b c ", "Saka, ", "until the ", "1 ")),
        *((text, "text") for text in ("for two to ", "Out: ", "A \u2013 ", "but Saka ", "not ")),
        *((text, "html") for text in ("<", "<!--", "<a ", "<script>", "&amp", "<meta a='")),
    ],
)
def test_reading_takes_time_in_proportion_to_the_text(pattern: str, read: str) -> None:
    work: Callable[[str], object] = (
        page_of if read == "html" else lambda text: READER.read(document(text))
    )
    small, large = (_seconds(work, pattern * size) for size in (1_000, 8_000))
    # Eight times the text; what takes the square of it takes 64 times as long.
    assert large < 24 * small + 0.05


def _seconds(work: Callable[[str], object], text: str) -> float:
    # The least of three without the collector, whose pauses belong to the process, not the text.
    gc.disable()
    try:
        return min(_once(work, text) for _ in range(3))
    finally:
        gc.enable()


def _once(work: Callable[[str], object], text: str) -> float:
    start = process_time()
    work(text)
    return process_time() - start


@given(st.binary(max_size=100))
def test_any_bytes_are_some_text(content: bytes) -> None:
    cleaned(decoded(content)).encode()
