"""What a sentence says of who can play."""

from collections.abc import Sequence
from datetime import date
from math import exp
from typing import Final, NamedTuple

from scoreline.domain.news import SignalKind, Status
from scoreline.news.cues import Heard, Line, around, completed, groups, hear, spoken_of
from scoreline.news.returns import Range, return_range
from scoreline.news.vocabulary import Role

_LASTING: Final = 45.0
"""Days out at which severity is 1 - 1/e."""

_UNKNOWN: Final = 0.4
"""Severity where nothing is said of it."""

_LIGHT: Final = 0.3
"""An ailment below which a player named with it alone is in doubt, not out."""


class Verdict(NamedTuple):
    """What a sentence says of a player.

    Attributes:
        part: The part of the body or the ailment, or the reason of another absence.
        back: When he may be back.
        sure: How sure the words are, 0-1.
    """

    status: Status
    kind: SignalKind
    part: str | None
    severity: float
    back: Range | None
    sure: float


def verdicts(
    line: Line, *, told: date, section: Status | None = None, records: bool = False
) -> dict[int, Verdict]:
    """Return what a sentence says of players, by their numbers.

    Args:
        line: The sentence. If it names no players it is taken to be about one, number 0.
        told: The day on which it was published.
        section: The heading below which it stands.
        records: It is a line of a record of one player, which may say that he has left.
    """
    heard = list(hear(line, records=records))
    if not heard and section is None and _chance(line.text) is None:
        return {}
    found: dict[int, Verdict] = {}
    parts = list(groups(line, heard))
    for at, group in enumerate(parts):
        verdict = _judge(completed(parts, at), around(line, parts, at), told, section)
        if verdict is None:
            continue
        nobody_named = [] if line.players else [0]
        for player in group.players or spoken_of(parts[:at]) or nobody_named:
            before = found.get(player)
            if before is None:
                found[player] = verdict
            else:
                # A sentence's last word stands; a heading's word stands whatever follows.
                last, first = (before, verdict) if section is not None else (verdict, before)
                found[player] = _with_part(last, first)
    return found


def _judge(heard: Sequence[Heard], text: str, told: date, section: Status | None) -> Verdict | None:
    back = return_range(text, told)
    claimed = [
        each
        for each in heard
        if each.cue.role is Role.INJURY and not each.denied and each.mood != "would"
    ]
    status, sure = _status(heard, claimed, back, told, text=text, section=section)
    if status is None:
        return None
    kind, reason = _kind(heard, claimed)
    severity = max((each.cue.severity for each in claimed), default=_UNKNOWN)
    if back is not None and status is Status.OUT:
        severity = 1 - exp(-max((back.first - told).days, 0) / _LASTING)
    part = _part(claimed) if kind is SignalKind.INJURY else reason
    gone = None if status is Status.BACK else back
    return Verdict(status, kind, part, round(severity, 3), gone, sure)


def _part(claimed: Sequence[Heard]) -> str | None:
    """Return what is named first of what is wrong, a knock only where nothing else is."""
    named = [each.cue for each in claimed if each.cue.part]
    telling = [cue for cue in named if cue.severity >= _LIGHT] or named
    return telling[0].part if telling else None


def _kind(heard: Sequence[Heard], claimed: Sequence[Heard]) -> tuple[SignalKind, str | None]:
    reasons = {each.cue.role: each.cue.part for each in heard}
    if Role.SUSPENSION in reasons and not any(each.cue.part for each in claimed):
        return SignalKind.SUSPENSION, reasons[Role.SUSPENSION]
    for role in (Role.OTHER, Role.LEFT):
        if role in reasons and not claimed:
            return SignalKind.OTHER, reasons[role]
    return SignalKind.INJURY, None


def _status(
    heard: Sequence[Heard],
    claimed: Sequence[Heard],
    back: Range | None,
    told: date,
    *,
    text: str,
    section: Status | None,
) -> tuple[Status | None, float]:
    """Return what is claimed and how sure it is, by the strongest of the cues."""
    chance = _chance(text)
    if chance is not None or section is not None:
        return chance or section, 0.95
    said = [each for each in (_says(one, back, told) for one in heard) if each is not None]
    for status in (Status.OUT, Status.DOUBT, Status.BACK):
        firm = [sure for which, sure in said if which is status]
        if firm:
            return status, max(firm)
    if claimed:
        light = max(each.cue.severity for each in claimed) < _LIGHT and back is None
        guessed = any(each.mood for each in claimed)
        return (Status.DOUBT if light or guessed else Status.OUT), 0.6
    return None, 0.0


_DECIDES: Final = frozenset({Role.OUT, Role.SUSPENSION, Role.OTHER, Role.LEFT})


def _says(each: Heard, back: Range | None, told: date) -> tuple[Status, float] | None:
    if each.mood == "would":
        return None
    if each.cue.role is Role.BACK:
        return _says_back(each, back, told)
    if each.cue.role is Role.DOUBT and not each.denied:
        return Status.DOUBT, 0.85
    if each.cue.role in _DECIDES:
        if each.denied:
            return None if each.cue.role is Role.LEFT else (Status.BACK, 0.7)
        return (Status.DOUBT, 0.7) if each.mood else (Status.OUT, 0.9)
    return None


def _says_back(each: Heard, back: Range | None, told: date) -> tuple[Status, float]:
    if each.denied or (back is not None and (back.first > told or each.mood)):
        return Status.OUT, 0.8  # perhaps until a day that is named
    if each.mood in {"maybe", "hope"}:
        return Status.DOUBT, 0.7
    return Status.BACK, 0.7 if each.mood else 0.85


def _chance(text: str) -> Status | None:
    """Read ``75% chance of playing``."""
    place = text.find("% chance")
    digits = text[max(place - 3, 0) : max(place, 0)]
    figure = "".join(each for each in digits if each.isascii() and each.isdigit())
    if not figure:
        return None
    return {0: Status.OUT, 100: Status.BACK}.get(int(figure), Status.DOUBT)


def _with_part(verdict: Verdict, other: Verdict) -> Verdict:
    """Return a verdict with the ailment of another where it has none."""
    if verdict.part is not None or verdict.kind is not other.kind:
        return verdict
    return verdict._replace(part=other.part, severity=max(verdict.severity, other.severity))
