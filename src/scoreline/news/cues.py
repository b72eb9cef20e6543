"""Which cues a sentence has, how each is meant, and whom it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from scoreline.news import vocabulary as known
from scoreline.news.vocabulary import Cue, Role
from scoreline.news.words import Word

_REACH: Final = 5
"""Words before a cue in which it is negated, hoped for or feared."""

_NOTHING: Final = Cue(Role.NEUTRAL)
_DASHES: Final = frozenset("\u2013-\u2014(:")
_IDLE_BEFORE: Final = frozenset({"at", "the", "a", "from", "his", "it", "got", "way", "good", "to"})
_IDLE_AFTER: Final = frozenset({"at", "and", "then", "when", "into", "the", "as"})
"""Words beside which «back» and «fit» say nothing of a player."""

Span = tuple[int, int]
"""The first of some words, and the one behind the last."""


class Line(NamedTuple):
    """A sentence and the players it names.

    Attributes:
        offset: Where it begins, by the places of its words.
        players: In order.
    """

    text: str
    words: Sequence[Word]
    offset: int
    players: Sequence[Span]

    def gap(self, at: int) -> str:
        """Return what stands between a word and the one before it."""
        return self.text[self.words[at - 1].end - self.offset : self.words[at].start - self.offset]

    def plain(self, at: int) -> str:
        """Return a word as it is compared, nothing where there is none."""
        return self.words[at].plain if 0 <= at < len(self.words) else ""


class Heard(NamedTuple):
    """A cue with its place among the words.

    Attributes:
        mood: How it is meant: ``would``, ``maybe``, ``hope``, ``firm``, or nothing: as a fact.
    """

    first: int
    stop: int
    cue: Cue
    denied: bool
    mood: str


@dataclass(slots=True)
class Group:
    """Players of whom the same is said."""

    players: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    segment: int = 0

    @property
    def decided(self) -> bool:
        """Tell whether more than an ailment is said."""
        return any(each.cue.role is not Role.INJURY for each in self.heard)


def hear(line: Line, *, records: bool) -> Iterator[Heard]:
    """Yield the cues of a sentence that mean something, from left to right."""
    phrases = known.RECORDS if records else known.PROSE
    taken = {place for first, stop in line.players for place in range(first, stop)}
    for found in phrases.find(line.words):
        if found.first in taken or found.stop - 1 in taken:
            continue
        cue = _settled(line, found.value, found.first, found.stop, taken=taken)
        if cue.role is not Role.NEUTRAL:
            denied, mood = _meant(line, found.first, cue)
            yield Heard(found.first, found.stop, cue, denied, mood)


def _settled(line: Line, cue: Cue, first: int, stop: int, *, taken: set[int]) -> Cue:
    """Return what an ambiguous word means where it stands."""
    if cue.role is Role.CALLED_OUT:
        return _out(line, first, stop, named=first - 1 in taken or not first)
    if cue.role is Role.CALLED_BACK:
        return _back(line, cue, first, stop)
    if cue.role is Role.MISSED and stop - first == 1:
        wasted = {line.plain(at) for at in range(stop, stop + _REACH)} & known.WASTED
        tenses = {"miss": Cue(Role.OUT), "missing": Cue(Role.OUT, ahead=True)}
        return _NOTHING if wasted else tenses.get(line.plain(first), cue)
    return cue


def _out(line: Line, first: int, stop: int, *, named: bool) -> Cue:
    before, after = line.plain(first - 1), line.plain(stop)
    said = before in known.BE or (named and after not in known.AFTER_OUT)
    told = after in {"for", "until", "with", "injured", "due", "again"} and before != "came"
    return Cue(Role.OUT) if said or told else _NOTHING


def _back(line: Line, cue: Cue, first: int, stop: int) -> Cue:
    if cue.part == "back" and _alone(line, first):
        return known.BACK_PART
    idle = line.plain(first - 1) in _IDLE_BEFORE or line.plain(stop) in _IDLE_AFTER
    return _NOTHING if idle else Cue(Role.BACK)


def _alone(line: Line, at: int) -> bool:
    """Tell whether a word stands behind a dash or in a bracket with nothing else beside it."""
    start, end = line.words[at].start - line.offset, line.words[at].end - line.offset
    before, after = line.text[max(start - 3, 0) : start].strip(), line.text[end : end + 2].strip()
    return before[-1:] in _DASHES and after[:1] in {"", ")", ",", ";", "."}


def _meant(line: Line, at: int, cue: Cue) -> tuple[bool, str]:
    """Return whether a cue is denied, and in which mood it is said."""
    denied, mood = False, ""
    for place in range(at - 1, max(at - 1 - _REACH, -1), -1):
        word = line.plain(place)
        gap = line.gap(place + 1)
        if gap != " " and any(sign in gap for sign in ",;:(\u2013\u2014"):
            break
        if word in known.CUTS or word == "and":
            break
        denied = denied or word in known.NOT
        mood = mood or _mood(word, cue)
    return denied, mood


def _mood(word: str, cue: Cue) -> str:
    back = cue.role is Role.BACK
    if word in known.WOULD:
        return "would"
    if word in known.MAYBE or (word in known.FEARED and not back):
        return "maybe"
    if word in known.HOPED and back:
        return "firm" if word in known.FIRM else "hope"
    return ""


def groups(line: Line, heard: Sequence[Heard]) -> Iterator[Group]:
    """Yield players with the cues that are about them, from left to right."""
    cuts = _cuts(line)
    marks: list[tuple[int, int | Heard]] = [
        (first, at) for at, (first, _) in enumerate(line.players)
    ]
    marks += [(each.first, each) for each in heard]
    group = Group()
    for place, mark in sorted(marks, key=lambda pair: pair[0]):
        segment = sum(cut <= place for cut in cuts)
        begun = bool(group.players or group.heard)
        if (begun and segment != group.segment) or _parts(line, group, mark, cuts):
            yield group
            group = Group()
        if isinstance(mark, int):
            group.players.append(mark)
        else:
            group.heard.append(mark)
        group.segment = segment
    yield group


def _parts(line: Line, group: Group, mark: int | Heard, cuts: Sequence[int]) -> bool:
    """Tell whether what comes next is about others than those before it."""
    if not group.players:
        return False
    if isinstance(mark, int):
        last = line.players[group.players[-1]][0]
        return bool(group.heard) and group.heard[-1].first > last
    if not mark.cue.ahead or mark.denied:
        return False
    turn = min((cut for cut in cuts if cut > mark.first), default=len(line.words))
    return any(mark.stop <= first < turn for first, _ in line.players)


def _cuts(line: Line) -> list[int]:
    """Return the words with which a new statement begins."""
    parted, listed = ";" in line.text, "," in line.text
    return [
        at
        for at in range(1, len(line.words))
        if line.words[at].plain in known.CUTS
        or (parted and ";" in line.gap(at))
        or (listed and line.words[at].plain in {"with", "as"} and "," in line.gap(at))
    ]


def completed(all_groups: Sequence[Group], at: int) -> list[Heard]:
    """Return what is said of a group, completed where a sentence says it of several at once."""
    group = all_groups[at]
    if group.decided or not group.players:
        return group.heard
    for later in all_groups[at + 1 :]:
        if later.segment != group.segment:
            break
        if later.decided and later.players:
            decisive = [each for each in later.heard if each.cue.role is not Role.INJURY]
            return [*group.heard, *decisive]
    for earlier in reversed(all_groups[:at]):
        if earlier.segment != group.segment:
            break
        ahead = [each for each in earlier.heard if each.cue.ahead]
        if ahead:
            return [*ahead, *group.heard]
    return group.heard


def spoken_of(before: Sequence[Group]) -> list[int]:
    """Return the players of whom a sentence goes on to speak."""
    return next((group.players for group in reversed(before) if group.players), [])


def around(line: Line, all_groups: Sequence[Group], at: int) -> str:
    """Return the part of a sentence in which a group stands, for the days that it names."""
    if len(all_groups) == 1:
        return line.text
    firsts = [each.first for each in all_groups[at].heard]
    if not firsts:
        return ""
    begin = min(firsts)
    later = [each.first for group in all_groups[at + 1 :] for each in group.heard]
    stop = min((place for place in later if place > begin), default=len(line.words))
    last = len(line.text) if stop == len(line.words) else line.words[stop].start - line.offset
    return line.text[line.words[begin].start - line.offset : last]
