"""Who is quoted, and whether he is the manager."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from scoreline.news.words import Word

_MARKS: Final = {"\u201c": "\u201d", '"': '"', "\u00ab": "\u00bb"}
_OPENING: Final = re.compile(f"[{''.join(_MARKS)}]")
_LEAST_WORDS: Final = 3

_SPEECH: Final = frozenset(
    {
        "said",
        "says",
        "added",
        "adds",
        "told",
        "insisted",
        "insists",
        "admitted",
        "admits",
        "revealed",
    }
    | {"reveals", "confirmed", "confirms", "explained", "explains", "continued", "stated", "warned"}
    | {"claimed", "joked", "replied", "commented", "reflected", "stressed", "conceded", "believes"}
)
_ROLES: Final = frozenset({"manager", "boss", "coach", "gaffer"})
_BESIDE: Final = 7
"""Words between a quote and the verb of speech, and between that and the speaker."""


class Quote(NamedTuple):
    """Words in quotation marks: ``text[start:end]``, without the marks."""

    start: int
    end: int


class Speaker(NamedTuple):
    """Who speaks: by name, or by what he is."""

    name: str | None
    manager: bool


def quotes(text: str) -> Iterator[Quote]:
    """Yield what stands in quotation marks, in time linear in the text."""
    opening = _OPENING.search(text)
    while opening is not None:
        place = opening.start()
        end = text.find(_MARKS[opening[0]], place + 1)
        if end < 0:
            end = len(text)  # it goes on in the next sentence
        if text.count(" ", place, end) + 1 >= _LEAST_WORDS:
            yield Quote(place + 1, end)
        opening = _OPENING.search(text, end + 1)


def speaker(words: Sequence[Word], outside: Sequence[int]) -> Speaker | None:
    """Return who says what a sentence quotes, None where it does not say.

    Args:
        words: Of the sentence.
        outside: Those of them that stand outside of the quotation marks.
    """
    verbs = [at for at in outside if words[at].plain in _SPEECH]
    if not verbs:
        return None
    verb = verbs[0]
    near = [at for at in outside if abs(at - verb) <= _BESIDE and at != verb]
    manager = any(words[at].plain in _ROLES for at in near)
    behind = _name(words, [at for at in near if at > verb])
    before = _name(words, [at for at in near if at < verb])
    name = before or behind
    return Speaker(name, manager) if name or manager else None


def managers(words: Sequence[Word]) -> Iterator[str]:
    """Yield whom a sentence calls managers: ``manager Ann Fox``, ``Ann Fox, the boss``."""
    for at, word in enumerate(words):
        if word.plain not in _ROLES:
            continue
        behind = _name(words, range(at + 1, min(at + 4, len(words))), first=True)
        if behind:
            yield behind
        before = _name(words, range(max(at - 5, 0), at), last=True)
        if before:
            yield before


def _name(
    words: Sequence[Word], places: Sequence[int], *, first: bool = False, last: bool = False
) -> str | None:
    """Return a run of one to three capitals."""
    runs: list[list[int]] = []
    for at in places:
        if not words[at].capital or words[at].plain in _NO_NAMES or words[at].own:
            continue
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    if first:
        runs = [run for run in runs if run[0] == places[0]]
    if last:
        runs = runs[-1:]
    chosen = runs[0] if runs else []
    return " ".join(words[at].plain for at in chosen[-3:]) or None


_NO_NAMES: Final = frozenset(
    {
        "the",
        "he",
        "she",
        "but",
        "and",
        "however",
        "asked",
        "speaking",
        "on",
        "we",
        "i",
        "after",
        "when",
    }
    | {
        "head",
        "manager",
        "boss",
        "coach",
        "sky",
        "bbc",
        "sports",
        "sport",
        "mr",
        "it",
        "in",
        "premier",
    }
)
