"""From what was claimed of players to reports of absences: the newest word of the trusted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from scoreline.domain.news import Status

_HALF_LIFE: Final = timedelta(days=3)
"""After so long a claim has half its weight against another's word."""

LONGEST: Final = timedelta(days=90)
"""After so long without another word an absence of open end no longer counts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A source's word on a player.

    Attributes:
        document: What it stands in, and all its corrections.
        revision: Which of them.
        weight: Trust in the source times confidence in the reading, 0-1.
        absence: ``injury``, ``suspension`` or ``other``.
        back: The last day on which he may be back, None while nobody knows.
        detail: What is wrong, for people.
    """

    club: str
    player: str
    known_at: datetime
    document: str
    revision: int
    weight: float
    status: Status
    absence: str
    back: date | None
    detail: str


@dataclass(slots=True)
class _Standing:
    """The word that stands on one player, and the report that it led to.

    Attributes:
        since: First day of the open absence, None where there is none.
    """

    claim: Claim
    since: date | None = None
    kind: str = ""


@dataclass(slots=True)
class _Desk:
    standing: dict[tuple[str, str], _Standing] = field(default_factory=dict)

    def hear(self, claim: Claim) -> Iterator[dict[str, Any]]:
        """Yield what a claim changes, as ``ABSENCES`` rows."""
        key = (claim.club, claim.player)
        before = self.standing.get(key)
        if before is not None and not _prevails(claim, before.claim):
            return
        now = _Standing(claim)
        over = before is not None and before.since is not None
        if over and before is not None:
            going_on = claim.status is Status.OUT and claim.absence == before.kind
            if going_on and claim.known_at.date() <= _last_day(before.claim, before.claim.known_at):
                now.since, now.kind = before.since, before.kind
            else:
                yield _report(before, claim, end=claim.known_at.date() - timedelta(days=1))
        if claim.status is Status.OUT:
            now.since = now.since or claim.known_at.date()
            now.kind = claim.absence
            yield _report(now, claim, end=_last_day(claim, claim.known_at))
        self.standing[key] = now

    def withdraw(
        self, document: str, revision: int, told: Mapping[tuple[str, str], Claim], at: datetime
    ) -> Iterator[dict[str, Any]]:
        """Yield the ends of absences that a corrected document no longer tells."""
        for key, standing in self.standing.items():
            claim = standing.claim
            ours = claim.document == document and claim.revision < revision
            if ours and key not in told:
                if standing.since is not None:
                    yield _report(standing, claim, end=at.date() - timedelta(days=1), at=at)
                self.standing[key] = _Standing(_silenced(claim))


@dataclass(frozen=True, slots=True)
class Issue:
    """A document, or a correction of it, with all that it claims."""

    document: str
    revision: int
    known_at: datetime
    claims: tuple[Claim, ...]


def absences(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return reports of absences, ``ABSENCES`` rows, by when they were known.

    Nothing of an issue changes a report that was known before it. A newer claim takes the place
    of an older one unless it weighs less than what is left of that: a weight halves in three days.
    A doubt is no absence; it ends one, as a return does.
    """
    desk = _Desk()
    reports: list[dict[str, Any]] = []
    for issue in sorted(issues, key=lambda each: (each.known_at, each.document, each.revision)):
        told = {(claim.club, claim.player): claim for claim in issue.claims}
        if issue.revision:
            reports += desk.withdraw(issue.document, issue.revision, told, issue.known_at)
        for claim in told.values():
            reports += desk.hear(claim)
    return reports


def prevails(weight: float, standing: float, between: timedelta) -> bool:
    """Tell whether a newer word takes the place of the one that stands.

    Args:
        weight: Of the newer one.
        standing: Of the older one.
        between: How much later the newer one was known.
    """
    left: float = standing * 0.5 ** (between / _HALF_LIFE)
    return weight >= left


def _prevails(claim: Claim, standing: Claim) -> bool:
    if claim.document == standing.document:
        return claim.revision >= standing.revision
    return prevails(claim.weight, standing.weight, claim.known_at - standing.known_at)


def _last_day(claim: Claim, known: datetime) -> date:
    """Return the last day out: the day before he may be back, or as long as silence counts."""
    if claim.back is None:
        return known.date() + LONGEST
    return max(claim.back - timedelta(days=1), known.date() - timedelta(days=1))


def _silenced(claim: Claim) -> Claim:
    return Claim(
        claim.club,
        claim.player,
        claim.known_at,
        claim.document,
        claim.revision,
        0.0,
        Status.BACK,
        claim.absence,
        None,
        "",
    )


def _report(
    standing: _Standing, claim: Claim, *, end: date, at: datetime | None = None
) -> dict[str, Any]:
    return {
        "club": claim.club,
        "player": claim.player,
        "kind": standing.kind,
        "start": standing.since,
        "end": end,
        "known_at": at or claim.known_at,
        "detail": standing.claim.detail,
    }
