"""Team news as a page shows it: what counts of each club, and everything with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from fastapi import Request

from scoreline.domain.news import Signal, SignalKind, Status
from scoreline.news.briefing import STATES, reason_of
from scoreline.news.sentiment import NEUTRAL
from scoreline.store.signals import RECENT, Heard
from scoreline.web.news import Told
from scoreline.web.pages.tables import Column, Row, Table, percent, signed, table
from scoreline.web.pages.views import moment

SPAN: Final[timedelta] = RECENT
"""How far before an instant news is shown."""

OWN: Final = 3
"""Newest signals of the club itself that are shown; all are in the table."""

_HUES: Final[Mapping[Status, str]] = MappingProxyType(
    {Status.OUT: "bad", Status.DOUBT: "warm", Status.BACK: "good"}
)
_ORDER: Final = tuple(_HUES)
_TONED: Final = frozenset({SignalKind.TEAM_NEWS, SignalKind.MANAGER_QUOTE})


@dataclass(frozen=True, slots=True)
class Item:
    """A signal as printed.

    Attributes:
        who: The player; empty where it is about the club.
        state: In one or two words, and its badge's class.
        says: Why, and until when.
        told: Its source as people know it, and the headline where there is one.
        sure: How far it was understood and its source is believed.
    """

    who: str
    state: str
    hue: str
    says: str
    sentence: str
    speaker: str | None
    told: str
    known_at: datetime
    sure: str
    corrected: bool

    @classmethod
    def of(cls, heard: Heard) -> "Item":
        """Read a signal."""
        signal = heard.signal
        return cls(
            who=signal.player or "",
            state=state_of(signal),
            hue="" if signal.status is None else _HUES[signal.status],
            says=says(signal),
            sentence=heard.sentence,
            speaker=signal.speaker,
            told=heard.source,
            known_at=heard.known_at,
            sure=f"understood {percent(signal.confidence)}, source trusted {percent(heard.trust)}",
            corrected=heard.replaced,
        )


@dataclass(frozen=True, slots=True)
class ClubNews:
    """What counts of a club: the word on each player, those missing first; then the club's own."""

    club: str
    items: tuple[Item, ...]


def club_news(club: str, told: Sequence[Told]) -> ClubNews:
    """Choose what counts of a club, of signals that come with the newest first."""
    mine = [each.heard for each in told if each.heard.signal.club == club]
    stands = [each.heard for each in told if each.stands and each.heard.signal.club == club]
    own = [each for each in mine if each.signal.status is None and not each.replaced][:OWN]
    return ClubNews(club, tuple(map(Item.of, [*sorted(stands, key=_importance), *own])))


def news_table(request: Request, told: Sequence[Told]) -> Table:
    """Return everything that was said, each with its sentence."""
    columns = (
        Column("known_at", "Known", "time", style="nowrap"),
        Column("club", "Club", "club"),
        Column("who", "Player", head=True),
        Column("state", "State", "badge"),
        Column("says", "Says", wide=True),
        Column("sentence", "Sentence", style="quoted"),
        Column("source", "Source", wide=True),
        Column("confidence", "Understood", "percent", wide=True),
        Column("trust", "Trust", "percent", wide=True, hint="In the source"),
        Column("counts", "Counts", wide=True, hint="Whether it is the word that counts"),
    )
    return table(
        request,
        "news",
        "Team news",
        columns,
        [_row(each) for each in told],
        sort="-known_at",
        search=("club", "who", "state", "says", "sentence", "source"),
        size=25,
    )


def state_of(signal: Signal) -> str:
    """Return how a player is, or what kind of word on a club it is."""
    return signal.kind.value.replace("_", " ") if signal.status is None else STATES[signal.status]


def says(signal: Signal) -> str:
    """Return why and until when: ``hamstring, back from 8 Nov 2025``; of a club, how it sounds."""
    if signal.status is None and signal.kind in _TONED:
        tone = "good" if signal.value > NEUTRAL else "bad" if signal.value < -NEUTRAL else "neutral"
        return f"sounds {tone}, {signed(signal.value, 2)}"
    return ", ".join(filter(None, (reason_of(signal), _back(signal))))


def _back(signal: Signal) -> str:
    first, last = signal.back_from, signal.back_until
    if first is None:
        return ""
    until = f" to {moment(last, 'day')}" if last is not None and last > first else ""
    return f"back from {moment(first, 'day')}{until}"


def _row(told: Told) -> Row:
    heard, signal = told.heard, told.heard.signal
    return {
        "known_at": heard.known_at,
        "club": signal.club,
        "who": signal.player,
        "state": state_of(signal),
        "state_kind": "" if signal.status is None else _HUES[signal.status],
        "says": says(signal) or None,
        "sentence": heard.sentence,
        "source": heard.source,
        "confidence": signal.confidence,
        "trust": heard.trust,
        "counts": _counts(told),
    }


def _counts(told: Told) -> str:
    if told.heard.replaced:
        return "corrected since"
    if told.heard.signal.status is None:
        return "of the club"
    return "yes" if told.stands else "overtaken"


def _importance(heard: Heard) -> tuple[int, str]:
    signal = heard.signal
    place = len(_ORDER) if signal.status is None else _ORDER.index(signal.status)
    return place, signal.player or ""
