"""Spellings of clubs that nobody knows, as the quarantine tells of them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from scoreline.store.quarantine import QuarantineRow

_REASON: Final = re.compile(r"no club of (?P<country>.+?) is called (?P<names>'.+')")
_NAME: Final = re.compile(r"'(.+?)'(?= and '|$)")
_HINT: Final = re.compile(r"did you mean '(.+?)'\?")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name that a source gives a club nobody knows by it.

    Attributes:
        rows: How many rows it holds back.
        hint: The club it looks most like, where it looks like any.
    """

    source: str
    country: str
    text: str
    rows: int
    hint: str


def unknown_spellings(
    rows: Iterable[QuarantineRow], known: Collection[tuple[str, str, str]]
) -> Iterator[Spelling]:
    """Yield each spelling that waits for a club, the one that holds back most first.

    Args:
        rows: What is left out.
        known: (source, country, spelling) that stand for a club by now: their rows go in next.
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    hints: dict[tuple[str, str, str], str] = {}
    for row in rows:
        for key, hint in _named(row):
            counted[key] += 1
            hints.setdefault(key, hint)
    for key, number in counted.most_common():
        if key not in known:
            yield Spelling(*key, rows=number, hint=hints[key])


def _named(row: QuarantineRow) -> Iterator[tuple[tuple[str, str, str], str]]:
    found = _REASON.fullmatch(row.reason)
    if found is None:
        return
    names = _NAME.findall(found["names"])
    advice = row.suggestion.split("; ")
    for number, name in enumerate(names):
        hint = _HINT.search(advice[number]) if len(advice) == len(names) else None
        yield (row.source, found["country"], name), hint[1] if hint else ""
