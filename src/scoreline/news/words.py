"""Words of a text with their places, and phrases found among them, in time linear in the text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")

_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "\u0131": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
"""Letters that Unicode does not take apart."""

_LONGEST: Final = 40
"""Characters of a word that are looked at; what is longer is no word of any language here."""

_SENTENCE: Final = 1000
"""Characters of a text whose words are remembered."""

_END: Final = ""

Value = TypeVar("Value")


class Word(NamedTuple):
    """A word of a text.

    Attributes:
        plain: Without capitals, accents, apostrophes and a genitive's s.
        start: Where it begins in the text.
        end: Where it ends.
        capital: Whether it begins with a capital.
        own: Whether it stands in the genitive.
    """

    plain: str
    start: int
    end: int
    capital: bool
    own: bool


class Found(NamedTuple):
    """A phrase among words: from word ``first`` up to, not including, word ``stop``."""

    first: int
    stop: int
    value: Any


@lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """Return a word without capitals and accents, as everything here compares words."""
    letters = unicodedata.normalize("NFKD", word[:_LONGEST].casefold())
    return "".join(each for each in letters if not unicodedata.combining(each)).translate(_LETTERS)


def words_of(text: str, offset: int = 0) -> list[Word]:
    """Return the words of a text; hyphens, dashes and all other signs part them.

    Args:
        text: The text.
        offset: What is added to every place.
    """
    found = of_sentence(text) if len(text) <= _SENTENCE else _cut(text)
    if not offset:
        return list(found)
    return [
        Word(bare, start + offset, end + offset, capital, own)
        for bare, start, end, capital, own in found
    ]


def _cut(text: str) -> Sequence[Word]:
    found = []
    for match in _WORD.finditer(text):
        bare, capital, own = _bare(match[0])
        start, end = match.span()
        found.append(Word(bare, start, end, capital, own))
    return found


@lru_cache(maxsize=4096)
def of_sentence(text: str) -> Sequence[Word]:
    """Return the words of a text, remembered: several read the same sentence."""
    return _cut(text)


@lru_cache(maxsize=65_536)
def _bare(word: str) -> tuple[str, bool, bool]:
    folded, capital = plain(word), word[0].isupper()
    if not any(sign in folded for sign in "'\u2019"):
        return folded, capital, False
    folded = folded.replace("\u2019", "'")
    own = folded.endswith("'s")
    return folded.removesuffix("'s").replace("'", ""), capital, own


class Phrases(Generic[Value]):
    """Phrases by their words; the longest one at a place is found."""

    def __init__(self, entries: Iterable[tuple[str, Value]] = ()) -> None:
        self._root: dict[str, Any] = {}
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: Value) -> None:
        """Let a phrase stand for a value; the last one given counts."""
        node = self._root
        parts = [word.plain for word in words_of(phrase)]
        if not parts:
            return
        for part in parts:
            node = node.setdefault(part, {})
        node[_END] = value

    def get(self, phrase: str) -> Value | None:
        """Return what exactly this phrase stands for."""
        node = self._root
        for word in words_of(phrase):
            if word.plain not in node:
                return None
            node = node[word.plain]
        value: Value | None = node.get(_END)
        return value

    def find(self, words: Sequence[Word]) -> Iterator[Found]:
        """Yield phrases from left to right, none of which overlap."""
        plain_words = [word.plain for word in words]
        root, place, stop = self._root, 0, len(words)
        while place < stop:
            if plain_words[place] not in root:
                place += 1
                continue
            node: dict[str, Any] = root
            at, best = place, None
            while at < stop and plain_words[at] in node:
                node = node[plain_words[at]]
                at += 1
                if _END in node:
                    best = Found(place, at, node[_END])
            if best is None:
                place += 1
            else:
                yield best
                place = best.stop
