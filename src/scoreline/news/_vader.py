"""VADER as its authors wrote it, without doing the same work for every word of a sentence."""

from collections.abc import Sequence
from typing import Any, Final

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    SentiText,
)

_NEGATIONS: Final = frozenset(NEGATE)
_AFTER_NEVER: Final = ("so", "this")
_AS_IT_IS: Final = 1.25


class Vader(SentimentIntensityAnalyzer):  # type: ignore[misc]
    """The same scores; a test holds it against the original."""

    def compound(self, text: str) -> float:
        """Return the compound score of a sentence, from -1 to 1."""
        if not text.isascii() and any(sign in self.emojis for sign in text):
            return float(self.polarity_scores(text)["compound"])
        parts = SentiText(text.strip())
        words: list[str] = parts.words_and_emoticons
        lower = [word.lower() for word in words]
        if not any(word in self.lexicon for word in lower):
            return 0.0
        valences: list[float] = []
        for at, word in enumerate(words):
            of_kind = lower[at] == "kind" and lower[at + 1 : at + 2] == ["of"]
            if lower[at] in BOOSTER_DICT or of_kind:
                valences.append(0.0)
            elif lower[at] in self.lexicon:
                self.sentiment_valence(0, parts, word, at, valences)
            else:
                valences.append(float(self._least_check(0.0, words, at)))
        if "but" in lower:
            valences = self._but_check(words, valences)
        return float(self.score_valence(valences, text)["compound"])

    @staticmethod
    def _negation_check(valence: float, words: Sequence[str], before: int, at: int) -> float:
        """Turn a valence round where one of the three words before it is a negation."""
        near = [words[at - back].lower() for back in range(before + 1, 0, -1)]
        if before and _never_so(near):
            return valence * _AS_IT_IS
        if before and near[0] == "without" and "doubt" in near[1:]:
            return valence
        denied = near[0] in _NEGATIONS or "n't" in near[0]
        return valence * N_SCALAR if denied else valence

    @staticmethod
    def _special_idioms_check(valence: float, words: Sequence[str], at: int) -> float:
        """Take the valence of an idiom where one stands here."""
        near = [word.lower() for word in words[at - 3 : at + 3]]
        three, two, one, here = near[:4]
        pairs = (f"{one} {here}", f"{two} {one} {here}", f"{two} {one}")
        for idiom in (*pairs, f"{three} {two} {one}", f"{three} {two}"):
            if idiom in SPECIAL_CASES:
                valence = SPECIAL_CASES[idiom]
                break
        for length in (2, 3):
            idiom = " ".join(near[3 : 3 + length])
            if len(near) >= 3 + length and idiom in SPECIAL_CASES:
                valence = SPECIAL_CASES[idiom]
        for idiom in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
            valence += BOOSTER_DICT.get(idiom, 0.0)
        return valence


def _never_so(near: Sequence[str]) -> bool:
    if near[0] == "never" and near[1] in _AFTER_NEVER:
        return True
    # As the original has it: three words before, «so» right before is enough.
    return len(near) > 2 and near[-1] in _AFTER_NEVER  # noqa: PLR2004


def vader(words: dict[str, Any] | None = None) -> Vader:
    """Return an analyzer whose lexicon has these words too, or over its own."""
    analyzer = Vader()
    analyzer.lexicon.update(words or {})
    return analyzer
