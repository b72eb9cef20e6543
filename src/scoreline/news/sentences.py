"""A text cut into sentences that remember where they stand."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_STOP: Final = re.compile(r"[.!?]")
_CLOSING: Final = "\"'\u201d\u2019)]"
_OPENING: Final = "\"'\u201c\u2018(["

_LONGEST: Final = 600
"""Characters of a sentence; what goes on longer is cut at a space."""

_SHORTENED: Final = frozenset(
    {
        "st",
        "mr",
        "mrs",
        "dr",
        "no",
        "vs",
        "v",
        "approx",
        "jr",
        "sr",
        "u",
        "jan",
        "feb",
        "aug",
        "sept",
    }
    | {"oct", "nov", "dec", "inc", "utd", "prof"}
)
"""Words whose full stop ends no sentence."""


class Sentence(NamedTuple):
    """A sentence: ``document[start:end]`` is ``text``.

    Attributes:
        line: The number of its line.
    """

    text: str
    start: int
    end: int
    line: int


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text, none of which goes over a line."""
    place = 0
    for number, line in enumerate(text.split("\n")):
        for start, end in _of_line(line):
            yield Sentence(line[start:end], place + start, place + end, number)
        place += len(line) + 1


def _of_line(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(line):
        end = match.end()
        if end <= start or not _ends(line, match.start()):
            continue
        while end < len(line) and line[end] in _CLOSING:
            end += 1
        yield from _cut(line, start, end)
        start = end
    yield from _cut(line, start, len(line))


def _ends(line: str, place: int) -> bool:
    """Tell whether a sentence ends at a full stop."""
    after = place + 1
    # As many signs may close as anybody would set; a longer row of them is no prose.
    while after < len(line) and after - place <= 3 and line[after] in _CLOSING:  # noqa: PLR2004
        after += 1
    if after >= len(line):
        return True
    if not line[after].isspace():
        return False
    following = line[after : after + 4].strip()
    if following and not (following[0].isupper() or following[0].isdigit()):
        return following[0] in _OPENING
    if line[place] != ".":
        return True
    begins = max(line.rfind(" ", max(place - 12, 0), place), max(place - 12, 0) - 1) + 1
    word = line[begins:place].lstrip(_OPENING).casefold()
    return not (word in _SHORTENED or (len(word) == 1 and word.isalpha()))


def _cut(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence without the spaces around it, in parts where it is too long."""
    while start < end:
        while start < end and line[start].isspace():
            start += 1
        stop = end
        if end - start > _LONGEST:
            space = line.rfind(" ", start + 1, start + _LONGEST)
            stop = space if space > start else start + _LONGEST
        last = stop
        while last > start and line[last - 1].isspace():
            last -= 1
        if last > start:
            yield start, last
        start = stop
