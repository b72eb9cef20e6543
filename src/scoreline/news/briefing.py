"""How clubs stand by the news at an instant: whose word counts on each player."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from scoreline.domain.claims import LONGEST, prevails
from scoreline.domain.news import Signal, SignalKind, Status
from scoreline.store import Connection, signals
from scoreline.store.signals import Heard
from scoreline.words import ago

STATES: Final[Mapping[Status, str]] = MappingProxyType(
    {Status.OUT: "out", Status.DOUBT: "in doubt", Status.BACK: "back"}
)
"""How a player is, in words."""


@dataclass(frozen=True, slots=True)
class Word:
    """The word that stands on a player, and those that say otherwise.

    Attributes:
        against: Newest words of others with another status.
    """

    heard: Heard
    against: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is known of a club at an instant.

    Attributes:
        players: The word that stands on each player who is out, in doubt or back, by name.
        recent: Signals of the club itself, the newest first.
    """

    club: str
    players: tuple[Word, ...]
    recent: tuple[Heard, ...]


def briefing(connection: Connection, club: str, *, as_of: datetime) -> Briefing:
    """Return how a club stands by the news known at an instant."""
    told = signals.heard(connection, as_of=as_of, clubs=[club], since=as_of - LONGEST)
    recent = [
        each
        for each in told
        if each.signal.status is None and each.known_at >= as_of - signals.RECENT
    ]
    return Briefing(club, tuple(standing(told)), tuple(recent))


def standing(told: Iterable[Heard]) -> list[Word]:
    """Return the word that stands on each player, by name.

    It is the newest, unless an older one still weighs more: see
    :func:`scoreline.domain.claims.prevails`. Words of documents that were corrected do not count.
    """
    words: dict[str, Heard] = {}
    claims = [each for each in told if each.signal.status is not None and not each.replaced]
    for each in sorted(claims, key=lambda one: (one.known_at, one.document, one.signal.start)):
        player = each.signal.player or ""
        before = words.get(player)
        if before is None or prevails(
            weight(each), weight(before), each.known_at - before.known_at
        ):
            words[player] = each
    return [Word(word, _against(word, claims)) for _, word in sorted(words.items())]


def weight(heard: Heard) -> float:
    """Return what a word weighs when it is known: trust in its source times confidence."""
    return heard.trust * heard.signal.confidence


def in_words(heard: Heard, *, as_of: datetime) -> str:
    """Return a player's state as key factors have it: ``Fox out, knee: club site, 2 h ago``."""
    signal = heard.signal
    who = signal.player or signal.club
    status = f" {STATES[signal.status]}" if signal.status is not None else ""
    back = f", back from {signal.back_from}" if signal.back_from is not None else ""
    reason = reason_of(signal)
    named = f", {reason}" if reason else ""
    return f"{who}{status}{named}{back}: {heard.source}, {ago(as_of - heard.known_at)}"


def reason_of(signal: Signal) -> str:
    """Return why a player misses, or may miss, a match: ``hamstring``; empty where nobody says."""
    if signal.status is Status.BACK:
        return ""
    return signal.part or ("injured" if signal.kind is SignalKind.INJURY else "")


def _against(word: Heard, claims: Sequence[Heard]) -> tuple[Heard, ...]:
    others: dict[str, Heard] = {}
    for each in claims:
        same = each.signal.player == word.signal.player and each.source != word.source
        if same and each.signal.status is not word.signal.status:
            others.setdefault(each.source, each)
    return tuple(others.values())
