"""From a document to what it says: sentence by sentence, each with the words that bear it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from scoreline.domain.news import Document, Signal, SignalKind, Status
from scoreline.news import cues
from scoreline.news.absences import Verdict, verdicts
from scoreline.news.gazetteer import Around, Gazetteer, Mention, Names
from scoreline.news.language import READ
from scoreline.news.layout import Layout, listed_name
from scoreline.news.outcomes import winner_and_loser
from scoreline.news.quotes import Quote, Speaker, managers, quotes, speaker
from scoreline.news.sentences import Sentence, sentences
from scoreline.news.sentiment import NEUTRAL, Sentiment
from scoreline.news.words import Word, words_of

_PRONOUNS: Final = frozenset({"he", "hes", "his"})
_CARRIED: Final = 0.7
"""How much surer a sentence is that names whom it is about than one that goes on about him."""

_CLUB_CARRIED: Final = 0.8
_UNHEARD: Final = 0.4
"""Confidence in a player whom only a list under his club's name knows."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a document says.

    Attributes:
        unclear: Names that may be several clubs' or players' and were left alone.
    """

    signals: tuple[Signal, ...]
    unclear: tuple[str, ...] = ()
    sentences: int = 0


@dataclass(slots=True)
class _Mind:
    """What has been read of a document so far.

    Attributes:
        clubs: How often each club was named.
        own: Those named other than as somebody's opponents.
        people: Players given by their full names, with their clubs.
        last: The one player of whom the sentence before spoke.
        bosses: Who is called a manager, by the words of his name.
        speaking: The manager in whose words the text goes on.
    """

    clubs: dict[str, int] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    last: Mention | None = None
    club: str | None = None
    bosses: dict[str, str] = field(default_factory=dict)
    speaking: Speaker | None = None

    def around(self, day: date, heading: str | None) -> Around:
        """Return what names are read by from here on."""
        clubs = sorted(self.clubs, key=lambda club: -self.clubs[club])
        return Around(day, heading, tuple(clubs), frozenset(self.own), self.people)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents.

    Attributes:
        gazetteer: Whom they can name.
        sentiment: How their sentences sound.
    """

    gazetteer: Gazetteer
    sentiment: Sentiment

    def read(self, document: Document) -> Read:
        """Return what a document says of clubs and players, none of it if in another language."""
        if document.language not in READ:
            return Read(())
        layout, mind = Layout(self.gazetteer, document.club), _Mind()
        parts = list(sentences(document.text))
        sounds = self.sentiment.scores([part.text for part in parts])
        found: list[Signal] = []
        unclear: dict[str, None] = {}
        for part, sound in zip(parts, sounds, strict=True):
            words = words_of(part.text, part.start)
            if not words or layout.takes(part, words):
                mind.last = None if layout.club is not None else mind.last
                continue
            around = mind.around(_told(document), layout.club)
            names = self.gazetteer.names_in(words, around)
            unclear |= dict.fromkeys(names.unclear)
            line = _Line(document, part, words, names, layout, sound)
            found += self._line(line, mind)
        return Read(tuple(found), tuple(unclear), len(parts))

    def _line(self, line: "_Line", mind: _Mind) -> Iterator[Signal]:
        for each in line.names.clubs:
            mind.clubs[each.club] = mind.clubs.get(each.club, 0) + 1
        mind.own |= line.names.own
        absent = list(_absences(line, mind))
        yield from absent
        said = list(_quotes(line, mind, self.sentiment))
        yield from said
        if not absent and not said:
            yield from _team_news(line, mind)
        _remember(line, mind)


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence with all that is known of it."""

    document: Document
    part: Sentence
    words: Sequence[Word]
    names: Names
    layout: Layout
    sound: float

    def signal(self, kind: SignalKind, club: str, value: float, confidence: float) -> Signal:
        """Return a signal that this sentence is the evidence of."""
        return Signal(
            kind, club, round(value, 4), self.part.start, self.part.end, round(confidence, 3)
        )


def _told(document: Document) -> date:
    """Return the day that «next week» is counted from: of publication, where that is believable."""
    return min(document.published_at or document.known_at, document.known_at).date()


def _absences(line: _Line, mind: _Mind) -> Iterator[Signal]:
    players = _players(line, mind)
    if not players and not line.layout.names_players:
        return
    spans = [(each.first, each.stop) for each in players if each.stop > each.first]
    found = verdicts(
        cues.Line(line.part.text, line.words, line.part.start, spans),
        told=_told(line.document),
        section=line.layout.status,
        records=line.document.player is not None,
    )
    for number, verdict in found.items():
        if number < len(players) and players[number].player is not None:
            yield _absence(line, players[number], verdict)


def _absence(line: _Line, player: Mention, verdict: Verdict) -> Signal:
    severity = {Status.OUT: 1.0, Status.DOUBT: 0.5, Status.BACK: 0.0}[verdict.status]
    value = verdict.severity * severity
    signal = line.signal(verdict.kind, player.club, value, player.confidence * verdict.sure)
    return replace(
        signal,
        player=player.player,
        status=verdict.status,
        part=verdict.part,
        back_from=verdict.back.first if verdict.back else None,
        back_until=verdict.back.last if verdict.back else None,
    )


def _players(line: _Line, mind: _Mind) -> list[Mention]:
    """Return whom a sentence is about: who is named, who is listed, or whom it goes on about."""
    if line.names.players:
        return line.names.players
    document = line.document
    if document.player is not None and document.club is not None:
        return [Mention(0, 0, document.club, document.player, 0.95)]
    if line.layout.names_players and line.layout.club is not None:
        name = listed_name(line.part.text)
        if name is not None:
            stop = sum(word.end - line.part.start <= len(name) for word in line.words)
            return [Mention(0, stop, line.layout.club, name, _UNHEARD)]
    if mind.last is not None and line.words[0].plain in _PRONOUNS:
        carried = mind.last
        return [Mention(0, 0, carried.club, carried.player, carried.confidence * _CARRIED)]
    return []


def _quotes(line: _Line, mind: _Mind, sentiment: Sentiment) -> Iterator[Signal]:
    spoken = list(quotes(line.part.text))
    for name in managers(line.words):
        for part in (name, name.split()[-1]):
            mind.bosses[part] = name
    if not spoken:
        mind.speaking = None
        return
    who = speaker(line.words, _outside(line, spoken)) or mind.speaking
    mind.speaking = who
    if who is None:
        return
    known = mind.bosses.get(who.name or "") or mind.bosses.get((who.name or "").split(" ")[-1])
    club = _subject(line, mind)
    if club is None or not (who.manager or known):
        return
    text = " ".join(line.part.text[quote.start : quote.end] for quote in spoken)
    value = sentiment.scores([text])[0]
    signal = line.signal(SignalKind.MANAGER_QUOTE, club, value, 0.9 if who.name else 0.7)
    yield replace(signal, speaker=_title(known or who.name or "the manager"))


def _outside(line: _Line, spoken: Sequence[Quote]) -> list[int]:
    start = line.part.start
    return [
        at
        for at, word in enumerate(line.words)
        if not any(quote.start <= word.start - start < quote.end for quote in spoken)
    ]


def _title(name: str) -> str:
    return name if name == "the manager" else name.title()


def _team_news(line: _Line, mind: _Mind) -> Iterator[Signal]:
    if abs(line.sound) < NEUTRAL:
        return
    pair = winner_and_loser(line.words, line.names.clubs)
    if pair is not None:
        size = abs(line.sound)
        yield line.signal(SignalKind.TEAM_NEWS, pair[0], size, 0.8)
        yield line.signal(SignalKind.TEAM_NEWS, pair[1], -size, 0.8)
        return
    club = _subject(line, mind)
    if club is not None:
        named = any(each.club == club for each in (*line.names.clubs, *line.names.players))
        yield line.signal(
            SignalKind.TEAM_NEWS, club, line.sound, 0.9 if named else 0.9 * _CLUB_CARRIED
        )


def _subject(line: _Line, mind: _Mind) -> str | None:
    """Return the club that a sentence is about: the first it names, or the one the text is on."""
    named = [*line.names.clubs, *line.names.players]
    if named:
        return min(named, key=lambda each: each.first).club
    if line.names.elsewhere:
        return None
    if line.layout.club is not None:
        return line.layout.club
    if mind.club is not None:
        return mind.club
    return next(iter(mind.clubs)) if len(mind.clubs) == 1 else None


def _remember(line: _Line, mind: _Mind) -> None:
    for each in line.names.players:
        if each.player is not None and each.stop - each.first > 1:
            mind.people[each.player] = each.club
    if line.names.players:
        people = {each.player for each in line.names.players}
        mind.last = line.names.players[0] if len(people) == 1 else None
    elif line.words[0].plain not in _PRONOUNS:
        mind.last = None
    named = [*line.names.clubs, *line.names.players]
    if named:
        mind.club = min(named, key=lambda each: each.first).club
