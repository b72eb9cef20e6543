"""Which language a text is in, told by its commonest words."""

from typing import Final

from scoreline.news.words import words_of

# Without what players' names begin with: van, de, di, da.
_COMMON: Final = {
    "en": "the of and to in is that for was with on has be his he at not from by are it will have",
    "de": "der die und das ist nicht mit von den dem ein eine auf f\u00fcr im sich auch wird hat",
    "fr": "le les des et est dans pour une sur pas qui du au avec plus ne ce sont il par",
    "es": "el los las y en que una por con para no es del se su al lo como m\u00e1s pero",
    "it": "il che non \u00e8 per una con sono del della si le da gli nel alla anche ha dei",
    "pt": "o os e que n\u00e3o uma com para em no na se por mais foi ao dos",
    "nl": "het een en is niet op dat in te zijn voor met die er aan ook hij bij",
}
_WORDS: Final = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_ENOUGH: Final = 400
"""Words that tell it."""

_FEWEST: Final = 4
"""Common words that tell it; fewer may be a name's."""

_LEAST: Final = 0.08
"""Share of a text's words that are common ones; lists and names have fewer."""

UNDETERMINED: Final = "und"
READ: Final = frozenset({"en", UNDETERMINED})
"""The languages whose documents are read; a short note without common words is taken to be one."""


def language_of(text: str) -> str:
    """Return a text's language by its ISO 639-1 code, ``und`` where too few words tell."""
    words = [word.plain for word in words_of(text[: 20 * _ENOUGH])[:_ENOUGH]]
    if not words:
        return UNDETERMINED
    counts = {
        language: sum(word in common for word in words) for language, common in _WORDS.items()
    }
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    told = counts[best] >= max(_LEAST * len(words), _FEWEST)
    return best if told else UNDETERMINED
