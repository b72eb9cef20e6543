"""How a sentence sounds: a general lexicon, VADER, that has learnt football's own language."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Protocol

from scoreline.news.words import Phrases, words_of

NEUTRAL: Final = 0.05
"""Closer to 0 than this a sentence says nothing good or bad (the threshold of VADER's authors)."""

_LONGEST: Final = 1000
"""Characters that are listened to; a sentence is no longer."""


class Sentiment(Protocol):
    """Anything that hears how sentences sound."""

    def scores(self, sentences: Sequence[str]) -> list[float]:
        """Return a number from -1 (bad) to 1 (good) for each sentence."""


class Lexicon:
    """VADER (Hutto and Gilbert, 2014), with football's words over its own."""

    def __init__(self, *, football: bool = True) -> None:
        """Load the lexicon.

        Args:
            football: Without it, VADER is as its authors have it: to compare with.
        """
        from scoreline.news._vader import vader  # noqa: PLC0415 - reads files: slow to import

        own = _football() if football else {"words": {}, "phrases": {}}
        joined = {phrase: phrase.replace(" ", "_") for phrase in own["phrases"]}
        values = {joined[phrase]: value for phrase, value in own["phrases"].items()}
        self._vader = vader({**own["words"], **values})
        self._phrases = Phrases(joined.items())

    def scores(self, sentences: Sequence[str]) -> list[float]:
        """Return VADER's compound score of each sentence."""
        return [self._score(sentence[:_LONGEST]) for sentence in sentences]

    def _score(self, sentence: str) -> float:
        return self._vader.compound(self._joined(sentence))

    def _joined(self, sentence: str) -> str:
        """Make one word of each phrase that means more than its words."""
        words = words_of(sentence)
        parts, place = [], 0
        for found in self._phrases.find(words):
            begin, end = words[found.first].start, words[found.stop - 1].end
            parts += [sentence[place:begin], found.value]
            place = end
        return "".join([*parts, sentence[place:]]) if parts else sentence


@cache
def _football() -> Mapping[str, Mapping[str, float]]:
    text = files("scoreline.news").joinpath("football.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
